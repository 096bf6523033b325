package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.access.Admission;
import dev.gatehouse.gateway.access.Cors;
import dev.gatehouse.gateway.access.Gate;
import dev.gatehouse.gateway.access.Judgement;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.UpstreamIdentity;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.http.Room;
import dev.gatehouse.gateway.mcp.HeaderCheck;
import dev.gatehouse.gateway.mcp.RpcFault;
import dev.gatehouse.gateway.mcp.RpcReader;
import dev.gatehouse.gateway.mcp.RpcReading;
import dev.gatehouse.gateway.proxy.Relay.Downstream;
import dev.gatehouse.gateway.session.SessionIds;
import dev.gatehouse.gateway.token.TokenVerifier;
import dev.gatehouse.gateway.token.Verification;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

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
    private final Scheduler workers;
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
        this.workers = Schedulers.fromExecutor(verificationWorkers);
    }

    Mono<Void> handle(String route, RequestHead head, HttpServerRequest request, HttpServerResponse response) {
        View view = feed.view();
        Exchange exchange = exchanges.begin(route, head);
        exchange.from(request.remoteAddress());
        exchange.found(view == null ? null : view.state().at(route).orElse(null));
        Downstream down = new Downstream(
                exchange,
                response,
                cors.headers(head),
                new RequestBody(request),
                OwnLoop.of(response),
                request.version() == HttpVersion.HTTP_1_0);
        return Mono.defer(() -> steps(exchange, down))
                .onErrorResume(failure -> broken(failure, down))
                .doFinally(signal -> exchanges.ended(exchange));
    }

    /** A fault of our own. It has a decision id, as every answer has, and is in the books. */
    private Mono<Void> broken(Throwable failure, Downstream down) {
        HttpServerResponse response = down.response();
        if (failure instanceof AbortedException || response.hasSentHeaders()) {
            return Mono.error(failure);
        }
        Exchange exchange = down.exchange();
        LOG.error("route={} failed: {}", exchange.route(), exchange.head(), failure);
        boolean keepAlive = response.isKeepAlive();
        response.responseHeaders().clear();
        response.keepAlive(keepAlive);
        Answer answer = Answer.problem(500, "something went wrong here", "INTERNAL");
        return exchange.decidedAt() == 0 ? stop(answer, down) : down.write(answer);
    }

    private Mono<Void> steps(Exchange exchange, Downstream down) {
        Admission admission = gate.admit(feed.view(), exchange.route(), exchange.head());
        if (admission instanceof Admission.Stop stop) {
            return stop(stop.answer(), down);
        }
        Admission.Verify verify = (Admission.Verify) admission;
        Optional<Answer> tooManyBad = exchanges.verifying(exchange);
        if (tooManyBad.isPresent() && !verifier.remembers(verify.server(), verify.builtIn(), verify.token())) {
            return stop(tooManyBad.get(), down);
        }
        // The verification is shared by all requests with the token: one that is aborted must not cancel it.
        CompletableFuture<Verification> verifying = verifier.verify(verify.server(), verify.builtIn(), verify.token());
        if (verifying.isDone() && !verifying.isCompletedExceptionally()) {
            return verified(verifying.join(), down);
        }
        return down.loop()
                .back(verifying)
                .onErrorReturn(RejectedExecutionException.class, new Verification.Undecided("too much to do"))
                .flatMap(verification -> verified(verification, down));
    }

    private Mono<Void> verified(Verification verification, Downstream down) {
        Exchange exchange = down.exchange();
        exchange.verified(verification);
        if (verification instanceof Verification.Rejected rejected) {
            LOG.debug("route={} token rejected: {}", exchange.route(), rejected.problem());
            exchanges.rejected(exchange);
        }
        Judgement judged = gate.judgeToken(feed.view(), exchange.route(), exchange.head(), verification);
        if (judged instanceof Judgement.Stop stop) {
            return stop(stop.answer(), down);
        }
        if (!sessions.accepts(exchange, ((Judgement.Go) judged).server())) {
            return stop(RpcFault.sessionUnknown().answer(404, "SESSION_UNKNOWN"), down);
        }
        Optional<Answer> tooMany = exchanges.arrived(exchange);
        if (tooMany.isPresent()) {
            return stop(tooMany.get(), down);
        }
        if (!exchange.head().method().equals("POST")) {
            return allowed((Judgement.Go) judged, down);
        }
        exchange.awaitsBody(System.nanoTime());
        return down.body()
                .read(RpcReader.MAX_BODY, BODY_TIMEOUT, down.loop(), bodies.of(ownerOf(verification)))
                .flatMap(length -> asked(verification, length, down))
                .onErrorResume(failure -> unread(failure, down))
                .doFinally(signal -> down.body().forget());
    }

    /** Whose bodies share their room: those of one user, or of one client without a user. */
    private static Object ownerOf(Verification verification) {
        return verification instanceof Verification.Genuine genuine
                ? List.of(
                        genuine.token().issuer(),
                        Optional.ofNullable(genuine.token().subject()),
                        Optional.ofNullable(
                                genuine.token().subject() == null
                                        ? genuine.token().clientId()
                                        : null))
                : "";
    }

    private Mono<Void> unread(Throwable failure, Downstream down) {
        if (failure instanceof RequestBody.TooLarge) {
            return stop(Answer.problem(413, "the body is larger than 4 MiB", "BODY_TOO_LARGE"), down);
        }
        if (failure instanceof RequestBody.Broken) {
            return stop(
                    Answer.problem(400, "the body is malformed", "BODY_BROKEN").with("connection", "close"), down);
        }
        if (failure instanceof RejectedExecutionException || failure instanceof RequestBody.NoRoom) {
            return stop(Answer.problem(503, "too many requests at once", "BUSY").with("retry-after", "2"), down);
        }
        return failure instanceof TimeoutException
                ? stop(Answer.problem(408, "the body did not arrive in time", "BODY_SLOW"), down)
                : Mono.error(failure);
    }

    private Mono<Void> asked(Verification verification, int length, Downstream down) {
        down.exchange().bodyArrived(length, System.nanoTime());
        if (length <= PARSED_ON_EVENT_LOOP) {
            return read(verification, RpcReader.read(down.body().content()), down);
        }
        return down.loop()
                .back(Mono.fromSupplier(() -> RpcReader.read(down.body().content()))
                        .subscribeOn(workers))
                .flatMap(reading -> read(verification, reading, down));
    }

    private Mono<Void> read(Verification verification, RpcReading reading, Downstream down) {
        if (reading instanceof RpcReading.Faulty faulty) {
            return stop(faulty.fault().answer(400, "BODY_INVALID"), down);
        }
        Exchange exchange = down.exchange();
        exchange.asked(((RpcReading.Messages) reading).messages());
        Optional<RpcFault> disagreement = HeaderCheck.disagreement(exchange.head(), exchange.messages());
        if (disagreement.isPresent()) {
            return stop(disagreement.get().answer(400, "HEADER_MISMATCH"), down);
        }
        Judgement judged = gate.judge(feed.view(), exchange.route(), verification, exchange.messages());
        if (judged instanceof Judgement.Stop refusal) {
            return questions
                    .about(exchange, down.body().content(), refusal, down.loop())
                    .map(known -> down.loop()
                            .back(known.copy().thenApply(done -> true).exceptionally(failure -> true))
                            .flatMap(done -> judged(verification, down)))
                    .orElseGet(() -> stop(refusal.answer(), down));
        }
        return allowed((Judgement.Go) judged, down);
    }

    private Mono<Void> judged(Verification verification, Downstream down) {
        Exchange exchange = down.exchange();
        Judgement judged = gate.judge(feed.view(), exchange.route(), verification, exchange.messages());
        return judged instanceof Judgement.Stop stop ? stop(stop.answer(), down) : allowed((Judgement.Go) judged, down);
    }

    private Mono<Void> allowed(Judgement.Go go, Downstream down) {
        Exchange exchange = down.exchange();
        exchange.allowed(go.server(), go.messages(), System.nanoTime());
        Optional<Answer> tooMany = exchanges.relaying(exchange);
        if (tooMany.isPresent()) {
            return stop(tooMany.get(), down);
        }
        return down.loop().back(identity.of(exchange)).flatMap(outcome -> {
            if (!(outcome instanceof UpstreamIdentity.Outcome.Shown shown)) {
                return stop(
                        outcome instanceof UpstreamIdentity.Outcome.Missing
                                ? gate.withoutIdentity(feed.view(), exchange)
                                : gate.identityUnavailable(),
                        down);
            }
            LOG.debug(
                    "route={} method={} decision=ALLOW",
                    exchange.route(),
                    exchange.head().method());
            exchanges.decided(exchange);
            return relay.relay(go.server(), shown.headers(), down);
        });
    }

    private Mono<Void> stop(Answer answer, Downstream down) {
        Exchange exchange = down.exchange();
        LOG.debug(
                "route={} method={} status={} reason={}",
                exchange.route(),
                exchange.head().method(),
                answer.status(),
                answer.reason());
        exchange.stopped(answer.status(), answer.reason(), System.nanoTime());
        exchanges.decided(exchange);
        return down.write(answer);
    }
}
