package dev.gatehouse.db.account;

import dev.gatehouse.policy.account.MembershipStatus;
import java.time.Instant;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/** A person in an account, with exactly one role. */
@Table("membership")
public record MembershipRow(
        @Id UUID id,
        UUID accountId,
        UUID userId,
        UUID roleId,
        MembershipStatus status,
        boolean ssoRequired,
        boolean mfaRequired,
        boolean mayEditRetryData,
        Instant createdAt,
        @Version long version) {

    /** An active member. */
    public static MembershipRow create(UUID id, UUID accountId, UUID userId, UUID roleId, Instant now) {
        return new MembershipRow(id, accountId, userId, roleId, MembershipStatus.ACTIVE, false, false, true, now, 0);
    }

    /** The same member in another role. */
    public MembershipRow withRole(UUID newRoleId) {
        return new MembershipRow(
                id,
                accountId,
                userId,
                newRoleId,
                status,
                ssoRequired,
                mfaRequired,
                mayEditRetryData,
                createdAt,
                version);
    }

    /** The same member under other rules of sign-in. */
    public MembershipRow withRules(boolean newSsoRequired, boolean newMfaRequired, boolean newMayEditRetryData) {
        return new MembershipRow(
                id,
                accountId,
                userId,
                roleId,
                status,
                newSsoRequired,
                newMfaRequired,
                newMayEditRetryData,
                createdAt,
                version);
    }

    /** The same member in another state. */
    public MembershipRow withStatus(MembershipStatus newStatus) {
        return new MembershipRow(
                id,
                accountId,
                userId,
                roleId,
                newStatus,
                ssoRequired,
                mfaRequired,
                mayEditRetryData,
                createdAt,
                version);
    }
}
