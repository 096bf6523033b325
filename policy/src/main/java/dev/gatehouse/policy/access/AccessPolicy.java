package dev.gatehouse.policy.access;

import dev.gatehouse.policy.server.ServerView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The one place where access to an MCP server is decided. Pure: the same arguments give the same answer. */
public final class AccessPolicy {

    private static final List<AccessCheck> CHECKS = List.of(AccessCheck.values());

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
        return decide(new AccessQuery(subject, server, action, facts), (check, outcome) -> {});
    }

    /** The same decision, with what came of every check, in their order. */
    public static Explanation explain(Subject subject, ServerView server, Action action, Facts facts) {
        List<Explanation.Step> steps = new ArrayList<>();
        Decision decision = decide(
                new AccessQuery(subject, server, action, facts),
                (check, outcome) -> steps.add(new Explanation.Step(check.name(), outcome)));
        for (AccessCheck check : CHECKS) {
            if (check.ordinal() >= steps.size()) {
                steps.add(new Explanation.Step(check.name(), Explanation.Outcome.NOT_REACHED));
            }
        }
        return new Explanation(decision, steps);
    }

    private static Decision decide(AccessQuery query, BiConsumer<AccessCheck, Explanation.Outcome> told) {
        for (AccessCheck check : CHECKS) {
            if (!check.applies(query)) {
                told.accept(check, Explanation.Outcome.NOT_APPLICABLE);
                continue;
            }
            Optional<Reason> refused = check.refuse(query);
            if (refused.isPresent()) {
                told.accept(check, Explanation.Outcome.FAILED);
                return new Decision.Deny(refused.get());
            }
            told.accept(check, Explanation.Outcome.PASSED);
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
