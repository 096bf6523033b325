package dev.gatehouse.policy.admin;

import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import java.util.UUID;

/**
 * The person who acts, in the account that they act in.
 *
 * @param status the status of their {@link Membership}
 * @param role their role, as it is now
 */
public record AdminActor(UUID userId, UUID accountId, MembershipStatus status, Role role) {}
