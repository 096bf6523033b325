package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the settings of an account. {@code id}, {@code licenseKind} and {@code customRoleLimit} may be repeated, not
 * changed.
 */
public record AccountPatch(
        ReadOnly readOnly,
        Patch<String> name,
        Patch<Boolean> directGrants,
        Patch<Boolean> teamGrants,
        Patch<RevocationMode> revocationMode,
        Patch<Boolean> mfaForPasswordSignIn,
        Patch<Boolean> nonAdminInvitations,
        Patch<Boolean> nonAdminSupportAccess,
        Patch<Boolean> workspaceCreation,
        Patch<Boolean> managePeopleMayExceedActor,
        Patch<UUID> defaultRoleId,
        Patch<UUID> defaultTeamId) {

    /** What the plan of the account says. */
    public record ReadOnly(Patch<UUID> id, Patch<String> licenseKind, Patch<Long> customRoleLimit) {}

    /** The account as the patch wants it. */
    AccountRow applyTo(AccountRow row) {
        unchanged("id", readOnly.id(), row.id());
        unchanged("licenseKind", readOnly.licenseKind(), row.licenseKind());
        unchanged("customRoleLimit", readOnly.customRoleLimit(), (long) row.customRoleLimit());
        boolean direct = directGrants.required("directGrants", row.directGrants());
        boolean team = teamGrants.required("teamGrants", row.teamGrants());
        if (!direct && !team) {
            throw new InvalidValue("`reachPolicy` must leave `directGrants` or `teamGrants` on");
        }
        return new AccountRow(
                row.id(),
                wantedName(row.name()),
                row.licenseKind(),
                row.ownerMembershipId(),
                wantedRole(row.defaultRoleId()),
                defaultTeamId.orElse(row.defaultTeamId()),
                row.customRoleLimit(),
                direct,
                team,
                revocationMode.required("revocationMode", row.revocationMode()),
                mfaForPasswordSignIn.required("mfaForPasswordSignIn", row.mfaForPasswordSignIn()),
                nonAdminInvitations.required("nonAdminInvitations", row.nonAdminInvitations()),
                nonAdminSupportAccess.required("nonAdminSupportAccess", row.nonAdminSupportAccess()),
                workspaceCreation.required("workspaceCreation", row.workspaceCreation()),
                managePeopleMayExceedActor.required("managePeopleMayExceedActor", row.managePeopleMayExceedActor()),
                row.version());
    }

    /** Whether it asks for a second factor, which there is not yet. */
    boolean asksForFactor() {
        return Boolean.TRUE.equals(mfaForPasswordSignIn.value());
    }

    private String wantedName(String current) {
        String wanted = name.required("name", current);
        return wanted.equals(current) ? current : Values.name(wanted);
    }

    private @Nullable UUID wantedRole(@Nullable UUID current) {
        if (defaultRoleId.present() && defaultRoleId.value() == null && current != null) {
            throw new InvalidValue("`defaultRoleId` cannot be removed");
        }
        return defaultRoleId.orElse(current);
    }

    private static <T> void unchanged(String member, Patch<T> patch, T current) {
        if (patch.present() && !Objects.equals(patch.value(), current)) {
            throw new InvalidValue("`" + member + "` cannot be changed here");
        }
    }
}
