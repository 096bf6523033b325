package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes to a role, or all of a new one. A null {@code icon} removes it. */
public record RolePatch(
        Patch<String> name,
        Patch<String> icon,
        Patch<List<String>> capabilities,
        Patch<IntegrationLevel> integrationLevel) {

    static final int MAX_TEXT = 100;

    /** The role under its wanted name and icon, with its wanted powers. */
    RoleRow applyTo(RoleRow row) {
        RoleRow named = row.named(
                name.present() ? text("name", name.required("name", row.name())) : row.name(),
                icon.present() ? iconOrNone() : row.icon());
        return changesPowers(row) ? named.with(wantedCapabilities(row), wantedLevel(row)) : named;
    }

    /** Whether it changes what holders may do; repeating what there is does not. */
    boolean changesPowers(RoleRow row) {
        return !wantedCapabilities(row).equals(row.toRole().capabilities()) || wantedLevel(row) != row.level();
    }

    static String text(String member, String text) {
        return Values.shown(member, text, MAX_TEXT);
    }

    private @Nullable String iconOrNone() {
        String text = icon.value();
        return text == null ? null : text("icon", text);
    }

    private Set<Capability> wantedCapabilities(RoleRow row) {
        if (!capabilities.present()) {
            return row.toRole().capabilities();
        }
        EnumSet<Capability> wanted = EnumSet.noneOf(Capability.class);
        for (String text : capabilities.required("capabilities", List.of())) {
            wanted.add(Arrays.stream(Capability.values())
                    .filter(capability -> capability.name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new InvalidValue("`capabilities` must be names of `GET /capabilities`")));
        }
        return wanted;
    }

    private IntegrationLevel wantedLevel(RoleRow row) {
        return integrationLevel.required("integrationLevel", row.level());
    }
}
