package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.mcp.RpcMessage;
import dev.gatehouse.gateway.metadata.BearerChallenge;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.token.TrustAnchor;
import dev.gatehouse.gateway.token.Verification;
import dev.gatehouse.gateway.token.VerifiedToken;
import dev.gatehouse.gateway.tools.ToolHints;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides on a request to an MCP endpoint, in three steps with I/O between them: {@link #admit} on the head,
 * {@link #judgeToken} once the token was verified, {@link #judge} once the body was read. No I/O here, and no rule: the
 * rules are {@link AccessPolicy}, asked again at each step with what is known at that moment.
 */
@Component
public final class Gate {

    private static final Set<String> RELAYED = Set.of("POST", "GET", "DELETE");
    private static final Operation OPEN_STREAM = Operation.STREAM;
    private static final Answer FOUND = Answer.empty(200, "FOUND");
    private static final Judgement NOTHING_ASKED =
            new Judgement.Stop(Answer.problem(400, "nothing was asked", "EMPTY"));

    private final OriginPolicy origins;
    private final BearerChallenge challenge;
    private final Refusals refusals;
    private final ToolHints hints;
    private final InstantSource clock;

    Gate(OriginPolicy origins, BearerChallenge challenge, ToolHints hints, InstantSource clock) {
        this.origins = origins;
        this.challenge = challenge;
        this.refusals = new Refusals(challenge);
        this.hints = hints;
        this.clock = clock;
    }

    /** Server, preflight, origin, presence of a token: in this order. */
    public Admission admit(@Nullable View view, String route, RequestHead head) {
        Lookup lookup = find(view, route);
        if (lookup.view() == null || lookup.server() == null) {
            return new Admission.Stop(lookup.answer());
        }
        if (head.method().equals("OPTIONS")) {
            return new Admission.Stop(Cors.preflight(head));
        }
        if (!origins.accepts(head)) {
            // the page may read why: it says nothing that is not the same for everybody
            return new Admission.Stop(Answer.problem(403, "this origin may not call here", "ORIGIN_NOT_ALLOWED")
                    .with("access-control-allow-origin", "*"));
        }
        BearerToken token = BearerToken.of(head);
        if (token instanceof BearerToken.Present present) {
            return new Admission.Verify(lookup.server(), lookup.view().state().anchor(), present.value());
        }
        return new Admission.Stop(
                token instanceof BearerToken.Absent
                        ? challenge.noToken(lookup.server())
                        : challenge.invalidToken(lookup.server(), "TOKEN_MALFORMED"));
    }

    /** The token, then the method. A POST may go on to have its body read; everything else is decided here. */
    public Judgement judgeToken(@Nullable View view, String route, RequestHead head, Verification verification) {
        Judgement judged = decide(view, route, verification, OPEN_STREAM, null, true);
        boolean scopeOnly =
                judged instanceof Judgement.Stop stop && stop.answer().status() == 403;
        if (judged instanceof Judgement.Stop && !scopeOnly) {
            return judged;
        }
        String method = head.method();
        if (!RELAYED.contains(method) && !method.equals("HEAD")) {
            return new Judgement.Stop(Answer.problem(405, "no such method here", "METHOD_NOT_ALLOWED")
                    .with("allow", "GET, HEAD, POST, DELETE, OPTIONS"));
        }
        if (method.equals("POST")) {
            return body(view, route, head);
        }
        return method.equals("HEAD") && !scopeOnly
                ? new Judgement.Stop(Answer.empty(200, "HEAD").with("cache-control", "no-store"))
                : judged;
    }

    /** Every operation of the body; one that is refused refuses the whole. */
    public Judgement judge(@Nullable View view, String route, Verification verification, List<RpcMessage> asked) {
        ProxiedServer server = find(view, route).server();
        List<RpcMessage> messages = asked.stream()
                .map(message -> message.asking(operation -> asLearned(server, operation)))
                .toList();
        Judgement judged = judgeLearned(view, route, verification, messages);
        return judged instanceof Judgement.Go go ? new Judgement.Go(go.server(), messages) : judged;
    }

    private Judgement judgeLearned(
            @Nullable View view, String route, Verification verification, List<RpcMessage> messages) {
        if (messages.size() == 1 && messages.get(0).operations().size() == 1) {
            RpcMessage only = messages.get(0);
            return decide(view, route, verification, only.operation(), only.id(), true);
        }
        Judgement judged = NOTHING_ASKED;
        // What needs most comes first, so that a challenge names all scopes that the whole needs.
        List<Asked> demandingFirst = messages.stream()
                .flatMap(message -> message.operations().stream().map(operation -> new Asked(operation, message.id())))
                .sorted(Comparator.comparing(
                        (Asked asked) -> asked.operation().requiredScope(), Comparator.reverseOrder()))
                .toList();
        for (Asked asked : demandingFirst) {
            judged = decide(view, route, verification, asked.operation(), asked.id(), true);
            if (judged instanceof Judgement.Stop) {
                return judged;
            }
        }
        return judged;
    }

    /**
     * What the decision on an exchange that is under way would be now. What was known of its tools when it was allowed holds,
     * also where it is forgotten meanwhile. A token that has expired meanwhile ends what only
     * listens, and a server that has moved too; a call that began in time may be finished.
     */
    public Judgement again(@Nullable View view, Exchange exchange) {
        boolean listens = exchange.listens();
        Verification verification = exchange.verification().orElseThrow();
        if (!listens && verification instanceof Verification.Genuine genuine) {
            verification = new Verification.Genuine(genuine.token().begunInTime());
        }
        Judgement judged = exchange.messages().isEmpty()
                ? decide(view, exchange.route(), verification, OPEN_STREAM, null, true)
                : judgeLearned(view, exchange.route(), verification, exchange.messages());
        if (judged instanceof Judgement.Go go) {
            ProxiedServer then = exchange.server().orElseThrow();
            ProxiedServer now = go.server();
            if (!now.view().id().equals(then.view().id())) {
                return new Judgement.Stop(Refusals.unknownServer());
            }
            boolean moved =
                    !now.upstream().equals(then.upstream()) || !now.scheme().equals(then.scheme());
            return moved && listens ? new Judgement.Stop(Refusals.unavailable("SERVER_CHANGED")) : judged;
        }
        return judged;
    }

    /** The answer to what is allowed, but for the identity that its server wants to be shown and that could not be had. */
    public Answer withoutIdentity(@Nullable View view, Exchange exchange) {
        // one that waits for an answer, if there is one: the error is for it
        RpcMessage first = exchange.messages().stream()
                .min(Comparator.comparing((RpcMessage message) -> message.id() == null))
                .orElse(null);
        Judgement judged = decide(
                view,
                exchange.route(),
                exchange.verification().orElseThrow(),
                first == null ? OPEN_STREAM : first.operation(),
                first == null ? null : first.id(),
                false);
        if (!(judged instanceof Judgement.Stop stop)) {
            return identityUnavailable();
        }
        return first == null ? Refusals.withoutMessage(stop.answer()) : stop.answer();
    }

    /** The answer to what is allowed, while nobody can say which identity its server is to be shown. */
    public Answer identityUnavailable() {
        return Refusals.unavailable("IDENTITY_UNAVAILABLE");
    }

    /** The answer to what could not be judged because of a fault of our own. */
    public static Answer notJudged() {
        return Refusals.unavailable("NOT_JUDGED");
    }

    private Judgement body(@Nullable View view, String route, RequestHead head) {
        Lookup lookup = find(view, route);
        return BodyHead.problem(head)
                .<Judgement>map(Judgement.Stop::new)
                .orElseGet(() -> lookup.server() == null
                        ? new Judgement.Stop(lookup.answer())
                        : new Judgement.Go(lookup.server(), List.of()));
    }

    private Judgement decide(
            @Nullable View view,
            String route,
            Verification verification,
            Operation operation,
            @Nullable String id,
            boolean identityAvailable) {
        Lookup lookup = find(view, route);
        ProxiedServer server = lookup.server();
        if (lookup.view() == null || server == null) {
            return new Judgement.Stop(lookup.answer());
        }
        if (verification instanceof Verification.Undecided) {
            return new Judgement.Stop(Refusals.unavailable("ISSUER_UNAVAILABLE"));
        }
        if (verification instanceof Verification.Genuine genuine && settingsHaveChanged(genuine.token(), server)) {
            return new Judgement.Stop(Refusals.unavailable("PROVIDER_CHANGED"));
        }
        TrustAnchor builtIn = lookup.view().state().anchor();
        TokenFacts token = verification instanceof Verification.Genuine genuine
                        && isOfCurrentIssuer(genuine.token(), server, builtIn)
                ? genuine.token().facts(lookup.view().state().revocations())
                : TokenFacts.UNVERIFIED;
        Decision decision = AccessPolicy.decide(
                Subject.NOBODY,
                server.view(),
                Action.invoke(operation),
                Facts.ofToken(clock.instant(), builtIn.issuer(), server.revocationMode(), token)
                        .withDownstreamCredential(identityAvailable));
        return decision instanceof Decision.Deny deny
                ? new Judgement.Stop(refusals.answer(deny.reason(), server, operation, id))
                : new Judgement.Go(server, List.of());
    }

    /** The issuer governs as before, but it is to be asked in another way: under that the token was not verified yet. */
    private static boolean settingsHaveChanged(VerifiedToken token, ProxiedServer server) {
        return server.external()
                .map(external -> token.verifiedUnder(TrustAnchor.Kind.EXTERNAL, external.issuer())
                        && !token.verifiedBy(server.validation()))
                .orElse(false);
    }

    /** With what the upstream has said of the tool, if it is a call of one. */
    private Operation asLearned(@Nullable ProxiedServer server, Operation operation) {
        String name = operation.featureName();
        return server != null && name != null && operation.featureKind() == FeatureKind.TOOL
                ? Operation.callTool(name, hints.isReadOnly(server, name))
                : operation;
    }

    private static boolean isOfCurrentIssuer(VerifiedToken token, ProxiedServer server, TrustAnchor builtIn) {
        if (token.verifiedUnder(TrustAnchor.Kind.API_TOKEN, builtIn.issuer())) {
            return true; // whether the server takes API tokens is the policy's question
        }
        return server.external()
                .map(external -> token.verifiedUnder(TrustAnchor.Kind.EXTERNAL, external.issuer()))
                .orElseGet(() -> token.verifiedUnder(TrustAnchor.Kind.BUILT_IN, builtIn.issuer()));
    }

    private Lookup find(@Nullable View view, String route) {
        if (view == null) {
            return Lookup.stop(Refusals.unavailable("NOT_READY"));
        }
        Optional<ServerEntry> entry = view.state().at(route);
        if (entry.isEmpty()) {
            return Lookup.stop(Refusals.unknownServer());
        }
        if (!(entry.get() instanceof ServerEntry.Served served)) {
            return Lookup.stop(Refusals.unavailable("SERVER_NOT_UNDERSTOOD"));
        }
        ProxiedServer server = served.server();
        if (!server.view().enabled() || !server.view().open()) {
            return Lookup.stop(Refusals.unavailable(Reason.SERVER_DISABLED.name()));
        }
        if (view.stale() && server.revocationMode() == RevocationMode.IMMEDIATE) {
            return Lookup.stop(Refusals.unavailable("FEED_STALE"));
        }
        return new Lookup(view, server, FOUND);
    }

    private record Asked(Operation operation, @Nullable String id) {}

    private record Lookup(@Nullable View view, @Nullable ProxiedServer server, Answer answer) {
        static Lookup stop(Answer answer) {
            return new Lookup(null, null, answer);
        }
    }
}
