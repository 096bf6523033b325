package dev.gatehouse.policy.reach;

import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.scope.Scopes;

/**
 * How a person reaches a server, and with which scopes.
 *
 * @param scopes what the source lets through; {@link Scopes#NONE} exactly when the source is {@link ReachSource#NONE}
 */
public record Reach(ReachSource source, Scopes scopes) {

    /** No reach. */
    public static final Reach NONE = new Reach(ReachSource.NONE, Scopes.NONE);

    /**
     * The first source that holds. A record set that gives no scope gives no reach.
     *
     * @param allServersGrant the scopes of the all-servers grant, {@link Scopes#NONE} when there is none
     * @param serverGrant the scopes of the grant on this server, {@link Scopes#NONE} when there is none
     * @param teamGrant the scopes that a team gives through the bundle asked for, {@link Scopes#NONE} when none does
     */
    public static Reach of(
            Role role, ReachPolicy policy, Scopes allServersGrant, Scopes serverGrant, Scopes teamGrant) {
        if (role.has(Capability.MCP_USE_ALL_SERVERS)) {
            return new Reach(ReachSource.ROLE, Scopes.ALL);
        }
        if (policy.directGrants() && !allServersGrant.isEmpty()) {
            return new Reach(ReachSource.ALL_GRANT, allServersGrant);
        }
        if (policy.directGrants() && !serverGrant.isEmpty()) {
            return new Reach(ReachSource.SERVER_GRANT, serverGrant);
        }
        if (policy.teamGrants() && !teamGrant.isEmpty()) {
            return new Reach(ReachSource.TEAM, teamGrant);
        }
        return NONE;
    }

    /** Whether there is no reach. */
    public boolean isNone() {
        return source == ReachSource.NONE;
    }
}
