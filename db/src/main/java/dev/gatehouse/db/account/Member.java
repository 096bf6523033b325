package dev.gatehouse.db.account;

import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member of an account as the lists show one: person, membership and role in one row.
 *
 * @param chosenLevel the highest of the levels on chosen integrations
 */
public record Member(
        UUID userId,
        UUID membershipId,
        UUID accountId,
        String email,
        String name,
        MembershipStatus status,
        Role role,
        @Nullable Instant lastSignInAt,
        boolean ssoRequired,
        boolean mfaRequired,
        boolean mayEditRetryData,
        IntegrationLevel chosenLevel,
        long version) {

    /** The highest level on any integration, by the role or on a chosen one. */
    public IntegrationLevel bestLevel() {
        return IntegrationLevels.higher(role.level(), chosenLevel);
    }
}
