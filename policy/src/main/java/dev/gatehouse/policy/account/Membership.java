package dev.gatehouse.policy.account;

import java.util.UUID;

/**
 * A person in an account, as far as decisions look at it.
 *
 * @param ssoRequired whether this person must come through single sign-on
 * @param mfaRequired whether this person must show a second factor
 */
public record Membership(
        UUID id, UUID userId, UUID accountId, MembershipStatus status, boolean ssoRequired, boolean mfaRequired) {}
