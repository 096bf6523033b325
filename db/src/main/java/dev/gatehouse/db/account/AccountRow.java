package dev.gatehouse.db.account;

import dev.gatehouse.policy.permission.LicenseKind;
import dev.gatehouse.policy.reach.ReachPolicy;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** An account: the tenant that people, servers, roles and grants belong to. */
@Table("account")
public record AccountRow(
        @Id UUID id,
        String name,
        String licenseKind,
        @Nullable UUID ownerMembershipId,
        @Nullable UUID defaultRoleId,
        @Nullable UUID defaultTeamId,
        int customRoleLimit,
        boolean directGrants,
        boolean teamGrants,
        RevocationMode revocationMode,
        boolean mfaForPasswordSignIn,
        boolean nonAdminInvitations,
        boolean nonAdminSupportAccess,
        boolean workspaceCreation,
        boolean managePeopleMayExceedActor,
        @Version long version) {

    /** A new account under a license, with both sources of reach on and every optional permission off. */
    public static AccountRow create(UUID id, String name) {
        return create(id, name, LicenseKind.LICENSED);
    }

    /** A new account with both sources of reach on and every optional permission off. */
    public static AccountRow create(UUID id, String name, LicenseKind license) {
        return new AccountRow(
                id,
                name,
                license.name(),
                null,
                null,
                null,
                10,
                true,
                true,
                RevocationMode.AT_EXPIRY,
                false,
                false,
                false,
                false,
                false,
                0);
    }

    /** The same account with its owner and the role that newcomers get. */
    public AccountRow with(UUID newOwnerMembershipId, @Nullable UUID newDefaultRoleId) {
        return new AccountRow(
                id,
                name,
                licenseKind,
                newOwnerMembershipId,
                newDefaultRoleId,
                defaultTeamId,
                customRoleLimit,
                directGrants,
                teamGrants,
                revocationMode,
                mfaForPasswordSignIn,
                nonAdminInvitations,
                nonAdminSupportAccess,
                workspaceCreation,
                managePeopleMayExceedActor,
                version);
    }

    /** The same account with another owner. */
    public AccountRow ownedBy(UUID newOwnerMembershipId) {
        return with(newOwnerMembershipId, defaultRoleId);
    }

    /** Which sources of reach count. */
    public ReachPolicy reachPolicy() {
        return new ReachPolicy(directGrants, teamGrants);
    }
}
