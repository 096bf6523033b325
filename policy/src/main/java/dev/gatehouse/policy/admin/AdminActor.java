package dev.gatehouse.policy.admin;

import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.Role;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * The person who acts, in the account that they act in.
 *
 * @param status the status of their {@link Membership}
 * @param role their role, as it is now
 * @param lent what the account lets them do beside their role, as long as it does; nothing of it can be handed out
 */
public record AdminActor(UUID userId, UUID accountId, MembershipStatus status, Role role, Set<Capability> lent) {

    /** Copies. */
    public AdminActor {
        lent = Set.copyOf(lent);
    }

    /** Somebody who may do what their role lets them do, and nothing else. */
    public AdminActor(UUID userId, UUID accountId, MembershipStatus status, Role role) {
        this(userId, accountId, status, role, Set.of());
    }

    /** Whether they may do this now. */
    public boolean may(Capability capability) {
        return role.has(capability) || lent.contains(capability);
    }

    /** All that they may do now. */
    public Set<Capability> capabilities() {
        EnumSet<Capability> all = EnumSet.noneOf(Capability.class);
        all.addAll(role.capabilities());
        all.addAll(lent);
        return all;
    }
}
