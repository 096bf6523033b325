package dev.gatehouse.policy.access;

import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.reach.Reach;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as a snapshot. A subject with nothing in it is nobody.
 *
 * @param membership the person's place in the server's account, null when there is none
 * @param role their role there
 * @param reach how they reach the server
 */
public record Subject(
        @Nullable Membership membership, @Nullable Role role, Reach reach) {

    /** Nobody: what the gateway passes, which knows no people, and what a stranger is. */
    public static final Subject NOBODY = new Subject(null, null, Reach.NONE);
}
