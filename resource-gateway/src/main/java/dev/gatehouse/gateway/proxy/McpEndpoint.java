package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.access.Admission;
import dev.gatehouse.gateway.access.Cors;
import dev.gatehouse.gateway.access.Gate;
import dev.gatehouse.gateway.access.Judgement;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.mcp.HeaderCheck;
import dev.gatehouse.gateway.mcp.RpcFault;
import dev.gatehouse.gateway.mcp.RpcReader;
import dev.gatehouse.gateway.mcp.RpcReading;
import dev.gatehouse.gateway.proxy.Relay.Downstream;
import dev.gatehouse.gateway.token.TokenVerifier;
import dev.gatehouse.gateway.token.Verification;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** {@code /mcp/{slug}} and {@code /mcp/{bundle}/{slug}}: the steps of an exchange, with the decisions left to {@link Gate}. */
@Component
final class McpEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger("dev.gatehouse.gateway.decision");
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
    private static final int PARSED_ON_EVENT_LOOP = 256 * 1024;

    private final Feed feed;
    private final Gate gate;
    private final TokenVerifier verifier;
    private final Relay relay;
    private final Cors cors;
    private final Scheduler workers;

    McpEndpoint(
            Feed feed, Gate gate, TokenVerifier verifier, Relay relay, Cors cors, ExecutorService verificationWorkers) {
        this.feed = feed;
        this.gate = gate;
        this.verifier = verifier;
        this.relay = relay;
        this.cors = cors;
        this.workers = Schedulers.fromExecutor(verificationWorkers);
    }

    Mono<Void> handle(String route, RequestHead head, HttpServerRequest request, HttpServerResponse response) {
        Downstream down = new Downstream(
                response, cors.headers(head), new RequestBody(request), request.version() == HttpVersion.HTTP_1_0);
        Admission admission = gate.admit(feed.view(), route, head);
        if (admission instanceof Admission.Stop stop) {
            return stop(route, head, stop.answer(), down);
        }
        Admission.Verify verify = (Admission.Verify) admission;
        // The verification is shared by all requests with the token: one that is aborted must not cancel it.
        return Mono.fromFuture(verifier.verify(verify.server(), verify.builtIn(), verify.token()), true)
                .onErrorReturn(RejectedExecutionException.class, new Verification.Undecided("too much to do"))
                .publishOn(OwnLoop.of(response))
                .flatMap(verification -> verified(route, head, verification, down));
    }

    private Mono<Void> verified(String route, RequestHead head, Verification verification, Downstream down) {
        if (verification instanceof Verification.Rejected rejected) {
            LOG.debug("route={} token rejected: {}", route, rejected.problem());
        }
        Judgement judged = gate.judgeToken(feed.view(), route, head, verification);
        if (judged instanceof Judgement.Stop stop) {
            return stop(route, head, stop.answer(), down);
        }
        if (!head.method().equals("POST")) {
            return go(((Judgement.Go) judged), route, head, null, down);
        }
        return down.body()
                .read(RpcReader.MAX_BODY)
                .timeout(BODY_TIMEOUT)
                .flatMap(content -> asked(route, head, verification, content, down))
                .onErrorResume(
                        RequestBody.TooLarge.class,
                        e -> stop(
                                route,
                                head,
                                Answer.problem(413, "the body is larger than 4 MiB", "BODY_TOO_LARGE"),
                                down))
                .onErrorResume(
                        RejectedExecutionException.class,
                        e -> stop(
                                route,
                                head,
                                Answer.problem(503, "too many requests at once", "BUSY")
                                        .with("retry-after", "2"),
                                down))
                .onErrorResume(
                        TimeoutException.class,
                        e -> stop(
                                route,
                                head,
                                Answer.problem(408, "the body did not arrive in time", "BODY_SLOW"),
                                down));
    }

    private Mono<Void> asked(
            String route, RequestHead head, Verification verification, byte[] content, Downstream down) {
        Mono<RpcReading> reading = Mono.fromSupplier(() -> RpcReader.read(content));
        return (content.length > PARSED_ON_EVENT_LOOP
                        ? reading.subscribeOn(workers).publishOn(OwnLoop.of(down.response()))
                        : reading)
                .flatMap(read -> {
                    if (read instanceof RpcReading.Faulty faulty) {
                        return stop(route, head, faulty.fault().answer(400, "BODY_INVALID"), down);
                    }
                    RpcReading.Messages messages = (RpcReading.Messages) read;
                    Optional<RpcFault> disagreement = HeaderCheck.disagreement(head, messages.messages());
                    if (disagreement.isPresent()) {
                        return stop(route, head, disagreement.get().answer(400, "HEADER_MISMATCH"), down);
                    }
                    Judgement judged = gate.judge(feed.view(), route, verification, messages.messages());
                    return judged instanceof Judgement.Stop stop
                            ? stop(route, head, stop.answer(), down)
                            : go((Judgement.Go) judged, route, head, content, down);
                });
    }

    private Mono<Void> go(Judgement.Go go, String route, RequestHead head, byte @Nullable [] content, Downstream down) {
        LOG.debug("route={} method={} decision=ALLOW", route, head.method());
        return relay.relay(go.server(), head, content, down);
    }

    private static Mono<Void> stop(String route, RequestHead head, Answer answer, Downstream down) {
        LOG.debug("route={} method={} status={} reason={}", route, head.method(), answer.status(), answer.reason());
        return AnswerWriter.write(answer, down.cors(), head.method().equals("HEAD"), down.response(), down.body());
    }
}
