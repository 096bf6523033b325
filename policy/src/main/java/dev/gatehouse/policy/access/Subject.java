package dev.gatehouse.policy.access;

import dev.gatehouse.policy.account.Membership;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scopes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as a snapshot. A subject with nothing in it is nobody.
 *
 * @param membership the person's place in the server's account, null when there is none
 * @param role their role there
 * @param reach how they reach the server
 * @param machine the client, where a client asks for itself and not for a person
 */
public record Subject(
        @Nullable Membership membership,
        @Nullable Role role,
        Reach reach,
        @Nullable Machine machine) {

    /** Nobody: what the gateway passes, which knows no people, and what a stranger is. */
    public static final Subject NOBODY = new Subject(null, null, Reach.NONE, null);

    /** A person. */
    public static Subject person(Membership membership, Role role, Reach reach) {
        return new Subject(membership, role, reach, null);
    }

    /**
     * A client that asks for itself (RFC 6749 section 4.4).
     *
     * @param scopes the most that it gets
     */
    public static Subject machine(Machine machine, Scopes scopes) {
        Reach reach = scopes.isEmpty() ? Reach.NONE : new Reach(ReachSource.CLIENT, scopes);
        return new Subject(null, null, reach, machine);
    }

    /**
     * A machine client, as an admin registered it.
     *
     * @param accountId the account whose admin did
     * @param serverId the one server that it may call
     * @param denied whether the admins of the account refuse it now
     */
    public record Machine(UUID accountId, UUID serverId, boolean denied) {}
}
