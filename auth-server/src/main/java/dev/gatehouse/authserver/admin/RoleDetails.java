package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.RoleLookups.HeldRole;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A role.
 *
 * @param systemKey which built-in role it is; null for one of the account's own
 * @param capabilities their names, sorted
 * @param members how many hold it, in whatever state they are
 */
public record RoleDetails(
        UUID id,
        String name,
        @Nullable String icon,
        @Nullable SystemRole systemKey,
        List<String> capabilities,
        boolean capabilitiesLocked,
        IntegrationLevel integrationLevel,
        int members,
        long version) {

    static RoleDetails of(HeldRole held) {
        return of(held.role(), held.members());
    }

    static RoleDetails of(RoleRow row, int members) {
        Role role = row.toRole();
        return new RoleDetails(
                row.id(),
                row.name(),
                row.icon(),
                row.systemKey(),
                role.capabilities().stream().map(Enum::name).sorted().toList(),
                role.locked(),
                row.level(),
                members,
                row.version());
    }
}
