package dev.gatehouse.db.account;

import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member of an account as the lists show one: person, membership and role in one row. */
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
        long version) {}
