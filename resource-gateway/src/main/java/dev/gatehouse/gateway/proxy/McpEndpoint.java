package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.access.Admission;
import dev.gatehouse.gateway.access.Cors;
import dev.gatehouse.gateway.access.Gate;
import dev.gatehouse.gateway.access.Judgement;
import dev.gatehouse.gateway.client.ClientRequest;
import dev.gatehouse.gateway.client.RequestBody;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.UpstreamIdentity;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.gateway.limit.Caller;
import dev.gatehouse.gateway.mcp.HeaderCheck;
import dev.gatehouse.gateway.mcp.RpcFault;
import dev.gatehouse.gateway.mcp.RpcReader;
import dev.gatehouse.gateway.mcp.RpcReading;
import dev.gatehouse.gateway.session.SessionIds;
import dev.gatehouse.gateway.token.TokenVerifier;
import dev.gatehouse.gateway.token.Verification;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code /mcp/{slug}} and {@code /mcp/{bundle}/{slug}}: the steps of an exchange, with the decisions left to {@link Gate}.
 * Head, token, session, limits, body, decision, identity, relay: in this order.
 */
@Component
final class McpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger("dev.gatehouse.gateway.decision");
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final int PARSED_ON_EVENT_LOOP = 256 * 1024;

    private final Feed feed;
    private final Gate gate;
    private final TokenVerifier verifier;
    private final SessionIds sessions;
    private final Exchanges exchanges;
    private final UpstreamIdentity identity;
    private final Relay relay;
    private final ToolQuestions questions;
    private final Cors cors;
    private final ExecutorService workers;
    private final Room bodies = Room.inHeap(RpcReader.MAX_BODY);

    McpEndpoint(
            Feed feed,
            Gate gate,
            TokenVerifier verifier,
            SessionIds sessions,
            Exchanges exchanges,
            UpstreamIdentity identity,
            Relay relay,
            ToolQuestions questions,
            Cors cors,
            ExecutorService verificationWorkers) {
        this.feed = feed;
        this.gate = gate;
        this.verifier = verifier;
        this.sessions = sessions;
        this.exchanges = exchanges;
        this.identity = identity;
        this.relay = relay;
        this.questions = questions;
        this.cors = cors;
        this.workers = verificationWorkers;
    }

    void handle(String route, RequestHead head, ClientRequest request) {
        View view = feed.view();
        Exchange exchange = exchanges.begin(route, head);
        exchange.from(request.peer());
        exchange.found(view == null ? null : view.state().at(route).orElse(null));
        Downstream down = new Downstream(exchange, request, cors.headers(head), exchanges);
        step(down, () -> admitted(down));
    }

    /** Takes a step. What goes wrong in one of them is answered, counted and given back as any other end. */
    private static void step(Downstream down, Runnable step) {
        if (down.request().isOver()) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException e) {
            down.broken(e);
        }
    }

    /** Takes a step with what a future brings. */
    private static <T> void then(
            CompletableFuture<T> future, Downstream down, BiConsumer<@Nullable T, @Nullable Throwable> step) {
        down.loop().then(future, (found, failure) -> step(down, () -> step.accept(found, failure)));
    }

    private void admitted(Downstream down) {
        Exchange exchange = down.exchange();
        Admission admission = gate.admit(feed.view(), exchange.route(), exchange.head());
        if (admission instanceof Admission.Stop stop) {
            down.stop(stop.answer());
            return;
        }
        Admission.Verify verify = (Admission.Verify) admission;
        Optional<Answer> tooManyBad = exchanges.verifying(exchange);
        if (tooManyBad.isPresent() && !verifier.remembers(verify.server(), verify.builtIn(), verify.token())) {
            down.stop(tooManyBad.get());
            return;
        }
        // The verification is shared by all requests with the token: one that is aborted does not cancel it.
        then(verifier.verify(verify.server(), verify.builtIn(), verify.token()), down, (verification, failure) -> {
            if (verification != null) {
                verified(verification, down);
            } else if (failure instanceof RejectedExecutionException) {
                verified(new Verification.Undecided("too much to do"), down);
            } else {
                down.broken(Objects.requireNonNull(failure));
            }
        });
    }

    private void verified(Verification verification, Downstream down) {
        Exchange exchange = down.exchange();
        exchange.verified(verification);
        if (verification instanceof Verification.Rejected rejected) {
            LOG.debug("route={} token rejected: {}", exchange.route(), rejected.problem());
            exchanges.rejected(exchange);
        }
        Judgement judged = gate.judgeToken(feed.view(), exchange.route(), exchange.head(), verification);
        if (judged instanceof Judgement.Stop stop) {
            down.stop(stop.answer());
            return;
        }
        if (!sessions.accepts(exchange, ((Judgement.Go) judged).server())) {
            down.stop(RpcFault.sessionUnknown().answer(404, "SESSION_UNKNOWN"));
            return;
        }
        Optional<Answer> tooMany = exchanges.arrived(exchange);
        if (tooMany.isPresent()) {
            down.stop(tooMany.get());
        } else if (exchange.head().method().equals("POST")) {
            exchange.awaitsBody(System.nanoTime());
            Room.Share share = bodies.of(
                    Caller.user(exchange).<Object>map(caller -> caller).orElse(""));
            down.body()
                    .read(
                            RpcReader.MAX_BODY,
                            BODY_TIMEOUT,
                            down.loop(),
                            share,
                            reading -> step(down, () -> read(reading, verification, down)));
        } else {
            allowed((Judgement.Go) judged, down);
        }
    }

    private void read(RequestBody.Reading reading, Verification verification, Downstream down) {
        switch (reading) {
            case WHOLE -> asked(verification, down);
            case TOO_LARGE -> down.stop(Answer.problem(413, "the body is larger than 4 MiB", "BODY_TOO_LARGE"));
            case MALFORMED ->
                down.stop(Answer.problem(400, "the body is malformed", "BODY_BROKEN")
                        .with("connection", "close"));
            case NO_ROOM -> down.stop(busy());
            case TOO_SLOW -> down.stop(Answer.problem(408, "the body did not arrive in time", "BODY_SLOW"));
            case BROKEN_OFF ->
                LOG.debug(
                        "route={} the client left within its body",
                        down.exchange().route());
        }
    }

    private static Answer busy() {
        return Answer.problem(503, "too many requests at once", "BUSY").with("retry-after", "2");
    }

    private void asked(Verification verification, Downstream down) {
        byte[] content = down.body().content();
        down.exchange().bodyArrived(content.length, System.nanoTime());
        if (content.length <= PARSED_ON_EVENT_LOOP) {
            read(RpcReader.read(content), verification, down);
            return;
        }
        CompletableFuture<RpcReading> reading;
        try {
            reading = CompletableFuture.supplyAsync(
                    () -> RpcReader.read(down.body().content()), workers);
        } catch (RejectedExecutionException e) {
            down.stop(busy());
            return;
        }
        then(reading, down, (found, failure) -> {
            if (found == null) {
                down.broken(Objects.requireNonNull(failure));
            } else {
                read(found, verification, down);
            }
        });
    }

    private void read(RpcReading reading, Verification verification, Downstream down) {
        if (reading instanceof RpcReading.Faulty faulty) {
            down.stop(faulty.fault().answer(400, "BODY_INVALID"));
            return;
        }
        Exchange exchange = down.exchange();
        exchange.asked(((RpcReading.Messages) reading).messages());
        Optional<RpcFault> disagreement = HeaderCheck.disagreement(exchange.head(), exchange.messages());
        if (disagreement.isPresent()) {
            down.stop(disagreement.get().answer(400, "HEADER_MISMATCH"));
            return;
        }
        Judgement judged = gate.judge(feed.view(), exchange.route(), verification, exchange.messages());
        if (!(judged instanceof Judgement.Stop refusal)) {
            allowed((Judgement.Go) judged, down);
            return;
        }
        Optional<CompletableFuture<Void>> asking =
                questions.about(exchange, down.body().content(), refusal, down.loop());
        if (asking.isEmpty()) {
            down.stop(refusal.answer());
        } else {
            then(asking.get(), down, (known, failure) -> judged(verification, down));
        }
    }

    private void judged(Verification verification, Downstream down) {
        Exchange exchange = down.exchange();
        Judgement judged = gate.judge(feed.view(), exchange.route(), verification, exchange.messages());
        if (judged instanceof Judgement.Stop stop) {
            down.stop(stop.answer());
        } else {
            allowed((Judgement.Go) judged, down);
        }
    }

    private void allowed(Judgement.Go go, Downstream down) {
        Exchange exchange = down.exchange();
        exchange.allowed(go.server(), go.messages(), System.nanoTime());
        Optional<Answer> tooMany = exchanges.relaying(exchange);
        if (tooMany.isPresent()) {
            down.stop(tooMany.get());
            return;
        }
        then(identity.of(exchange), down, (outcome, failure) -> {
            if (outcome == null) {
                down.broken(Objects.requireNonNull(failure));
            } else {
                shown(outcome, go, down);
            }
        });
    }

    private void shown(UpstreamIdentity.Outcome outcome, Judgement.Go go, Downstream down) {
        Exchange exchange = down.exchange();
        if (!(outcome instanceof UpstreamIdentity.Outcome.Shown shown)) {
            down.stop(
                    outcome instanceof UpstreamIdentity.Outcome.Missing
                            ? gate.withoutIdentity(feed.view(), exchange)
                            : gate.identityUnavailable());
            return;
        }
        LOG.debug(
                "route={} method={} decision=ALLOW",
                exchange.route(),
                exchange.head().method());
        exchanges.decided(exchange);
        relay.relay(go.server(), shown.headers(), down);
    }
}
