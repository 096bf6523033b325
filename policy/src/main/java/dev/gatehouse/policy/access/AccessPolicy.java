package dev.gatehouse.policy.access;

import dev.gatehouse.policy.server.ServerView;
import java.util.Optional;

/** The one place where access to an MCP server is decided. Pure: the same arguments give the same answer. */
public final class AccessPolicy {

    private AccessPolicy() {}

    /**
     * Decides.
     *
     * <p>The checks run in a fixed order; the first that fails gives the reason. A live access token of the built-in
     * identity provider is <em>not</em> measured against today's grants unless the server asks for it
     * ({@link dev.gatehouse.policy.server.RevocationMode#IMMEDIATE}); an API token always is, where people are known.
     *
     * @param subject who asks; {@link Subject#NOBODY} at the gateway
     * @param server a snapshot of the server
     * @param action what is asked
     * @param facts what is the case now; what an action needs and is missing is refused
     */
    public static Decision decide(Subject subject, ServerView server, Action action, Facts facts) {
        AccessQuery query = new AccessQuery(subject, server, action, facts);
        for (AccessCheck check : AccessCheck.values()) {
            Optional<Reason> refused = check.refuse(query);
            if (refused.isPresent()) {
                return new Decision.Deny(refused.get());
            }
        }
        return new Decision.Allow(basis(query), query.scopes());
    }

    private static Basis basis(AccessQuery query) {
        if (query.decidedElsewhere()) {
            return Basis.EXTERNAL_IDP;
        }
        return query.subject().reach().isNone()
                ? Basis.TOKEN
                : Basis.of(query.subject().reach().source());
    }
}
