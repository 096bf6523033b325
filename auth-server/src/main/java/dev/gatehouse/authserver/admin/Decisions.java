package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.DecisionAnswer.Check;
import dev.gatehouse.authserver.admin.DecisionQuestion.Kind;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.authorization.AuthorizationState;
import dev.gatehouse.db.authorization.AuthorizationStates;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Explanation;
import dev.gatehouse.policy.access.Facts;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.IdentityProvider.External;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Explains what the access policy decides about somebody, by the very walk that the token endpoint and the gateway take.
 * It reads and writes nothing.
 */
@Service
public final class Decisions {

    private static final String SIGNS_IN =
            "This person signs in with a password now, and the client asks for both scopes.";
    private static final String GETS_TOKEN = "The access token is the one that would be issued now.";
    private static final String GOOD_FOREIGN_TOKEN =
            "The access token is a live one of the external identity provider, with its audience and scopes.";
    private static final String LATEST_TOKEN =
            "The access token is the latest of this authorization, with all of its scopes.";
    private static final String NOT_READ_ONLY = "The tool is not known as read-only, so that it needs mcp:write.";
    private static final String AS_OF_NOW =
            "Roles, grants, teams and servers are as they are now; only the time is another.";

    private final MemberRepository members;
    private final AccessSnapshots snapshots;
    private final AuthorizationStates authorizations;
    private final DecisionFacts facts;

    Decisions(
            MemberRepository members,
            AccessSnapshots snapshots,
            AuthorizationStates authorizations,
            DecisionFacts facts) {
        this.members = members;
        this.snapshots = snapshots;
        this.authorizations = authorizations;
        this.facts = facts;
    }

    /** The decision on this question, with every check. */
    public DecisionAnswer explain(AdminActor actor, DecisionQuestion question) {
        Member member = AdminChecks.found(
                actor, AdminAction.DECISION_EXPLAIN, members.find(actor.accountId(), question.userId()));
        AccessSnapshot snapshot = AdminChecks.found(
                actor,
                AdminAction.DECISION_EXPLAIN,
                snapshots
                        .find(question.userId(), question.resource())
                        .filter(found -> inAccount(found, actor.accountId())));
        Walk walk = new Walk(question, snapshot);
        Decision decision = question.authorizationId() == null
                ? simulate(walk)
                : decide(walk, question.authorizationId(), authorization(actor, question));
        return answer(walk, member, decision);
    }

    /** A bundle that is not of the account has no name here. */
    private static boolean inAccount(AccessSnapshot snapshot, UUID accountId) {
        return snapshot.server().accountId().equals(accountId)
                && (snapshot.resource().bundleId() == null || snapshot.bundleName() != null);
    }

    private AuthorizationState authorization(AdminActor actor, DecisionQuestion question) {
        Optional<AuthorizationState> state = authorizations
                .find(actor.accountId(), Objects.requireNonNull(question.authorizationId()), question.at())
                .filter(found -> found.userId().equals(question.userId()))
                .filter(found -> found.resource().equals(question.resource()));
        return AdminChecks.found(actor, AdminAction.DECISION_EXPLAIN, state);
    }

    private Decision simulate(Walk walk) {
        Kind kind = walk.question.kind();
        if (kind == Kind.INVOKE && walk.snapshot.server().identityProvider() instanceof External external) {
            walk.assumed.add(GOOD_FOREIGN_TOKEN);
            return walk.take(facts.foreignToken(walk.snapshot, walk.at, external));
        }
        walk.assumed.add(SIGNS_IN);
        Facts signIn = facts.freshSignIn(walk.snapshot, walk.at);
        if (!kind.needsToken()) {
            return walk.take(signIn);
        }
        walk.assumed.add(GETS_TOKEN);
        Explanation first = walk.explain(Action.AUTHORIZE, signIn);
        walk.checks.addAll(Check.of(Kind.AUTHORIZE, first));
        if (first.decision() instanceof Decision.Allow allow) {
            return walk.take(facts.freshToken(walk.snapshot, walk.at, allow.scopes()));
        }
        Explanation never = walk.explain(walk.question.action(), facts.freshToken(walk.snapshot, walk.at, Scopes.NONE));
        walk.checks.addAll(Check.notReached(kind, never));
        return first.decision();
    }

    private Decision decide(Walk walk, UUID authorizationId, AuthorizationState state) {
        if (walk.question.kind().needsToken()) {
            walk.assumed.add(LATEST_TOKEN);
            return walk.take(facts.ofItsToken(walk.snapshot, walk.at, state, authorizationId));
        }
        return walk.take(facts.ofAuthorization(walk.snapshot, walk.at, state, walk.question.kind()));
    }

    private static DecisionAnswer answer(Walk walk, Member member, Decision decision) {
        DecisionQuestion question = walk.question;
        AccessSnapshot snapshot = walk.snapshot;
        ProtectedResource resource = question.resource();
        if (question.tool() != null) {
            walk.assumed.add(NOT_READ_ONLY);
        }
        if (question.at() != null) {
            walk.assumed.add(AS_OF_NOW);
        }
        Decision.@Nullable Allow allow = decision instanceof Decision.Allow allowed ? allowed : null;
        return new DecisionAnswer(
                decision.allowed(),
                allow == null ? null : allow.basis(),
                decision instanceof Decision.Deny deny ? deny.reason() : null,
                allow == null ? List.of() : ServerUserView.tokens(allow.scopes()),
                walk.at,
                DecisionSentences.of(decision),
                new DecisionAnswer.Who(
                        member.userId(),
                        member.name(),
                        member.email(),
                        member.role().name()),
                new DecisionAnswer.Where(
                        snapshot.server().id(),
                        snapshot.serverName(),
                        snapshot.slug(),
                        snapshot.server().resource()),
                resource.bundleId() == null
                        ? null
                        : new DecisionAnswer.Through(
                                resource.bundleId(), Objects.requireNonNull(snapshot.bundleName())),
                question.kind(),
                question.tool(),
                question.authorizationId(),
                walk.assumed,
                walk.checks);
    }

    /** What is gathered on the way to a decision. */
    private static final class Walk {

        private final DecisionQuestion question;
        private final AccessSnapshot snapshot;
        private final Instant at;
        private final List<String> assumed = new ArrayList<>();
        private final List<Check> checks = new ArrayList<>();

        Walk(DecisionQuestion question, AccessSnapshot snapshot) {
            this.question = question;
            this.snapshot = snapshot;
            this.at = Objects.requireNonNullElse(question.at(), snapshot.now());
        }

        Decision take(Facts facts) {
            Explanation explanation = explain(question.action(), facts);
            checks.addAll(Check.of(question.kind(), explanation));
            return explanation.decision();
        }

        Explanation explain(Action action, Facts facts) {
            return AccessPolicy.explain(snapshot.subject(), snapshot.server(), action, facts);
        }
    }
}
