package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.exchange.AnswerRewriter;
import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.server.ProxiedServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.http.client.HttpClient.ResponseReceiver;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Passes one request to an upstream and its answer back, as it comes.
 *
 * <p>The head of an answer goes down at once, every part of it as it arrives; there is no limit on the time that an
 * answer takes. A client that leaves closes the upstream's connection, whatever its state. An upstream that breaks off
 * before its answer gives 502, one that breaks off within it gives a connection that breaks off too. No request is ever
 * sent twice: a tool call may have run.
 */
@Component
final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private static final UpstreamWarnings WARNINGS = new UpstreamWarnings(LOG);
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int ONE_WRITE = 64 * 1024;

    private final Exchanges exchanges;
    private final List<AnswerRewriter> rewriters;
    private final HttpClient client;

    Relay(LoopResources loops, Exchanges exchanges, ObjectProvider<AnswerRewriter> rewriters) {
        this.exchanges = exchanges;
        this.rewriters = rewriters.orderedStream().toList();
        ConnectionProvider pool = ConnectionProvider.builder("upstream")
                .maxConnections(100_000)
                .pendingAcquireMaxCount(1_000)
                .pendingAcquireTimeout(Duration.ofSeconds(5))
                // Below the five seconds after which common servers close an idle connection under a request.
                .maxIdleTime(Duration.ofSeconds(4))
                .lifo()
                .build();
        this.client = HttpClient.create(pool)
                .runOn(loops)
                .followRedirect(false)
                .compress(false)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .httpResponseDecoder(spec -> spec.maxHeaderSize(32 * 1024).maxInitialLineLength(8 * 1024));
    }

    /**
     * Relays. The exchange is over when the result completes.
     *
     * @param identity headers that say to the upstream who it is
     */
    Mono<Void> relay(ProxiedServer server, List<Header> identity, byte @Nullable [] content, Downstream down) {
        Exchange exchange = down.exchange();
        exchange.ending(Exchange.End.CLIENT_LEFT);
        BooleanSupplier connected = down.connected();
        exchange.cuttable(() -> cutNow(down));
        RequestSender request = client.headers(headers -> {
                    HeaderRules.up(exchange.head().headers(), headers);
                    rewriters.forEach(rewriter -> rewriter.prepare(exchange, headers));
                    identity.forEach(header -> headers.set(header.name(), header.value()));
                    if (content != null) {
                        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
                    }
                    exchanges.relaying(exchange, headers);
                })
                .request(HttpMethod.valueOf(exchange.head().method()))
                .uri(server.upstream());
        ResponseReceiver<?> sent =
                content == null ? request : request.send((up, out) -> out.sendByteArray(Mono.just(content)));
        return sent.response((answer, parts) -> answer(server, answer, parts, down))
                .then()
                .doOnSuccess(done -> {
                    if (exchange.end() != Exchange.End.ANSWERED && connected.getAsBoolean()) {
                        exchange.ending(Exchange.End.RELAYED);
                    }
                })
                .onErrorResume(failure -> failed(server, failure, down));
    }

    private Mono<Void> answer(ProxiedServer server, HttpClientResponse answer, ByteBufFlux parts, Downstream down) {
        int status = answer.status().code();
        down.exchange().answered(status, System.nanoTime());
        if (!mayPass(status)) {
            // The upstream's redirects lead where nobody checked; its 401 is about us, not about the client's token.
            WARNINGS.about(server, "upstream answered " + status);
            return down.write(
                    Answer.problem(502, "the server behind the gateway cannot be used", "UPSTREAM_STATUS_" + status));
        }
        HttpServerResponse response = down.response();
        HttpHeaders headers = response.responseHeaders();
        response.status(answer.status());
        HeaderRules.down(answer.responseHeaders(), headers);
        down.cors().forEach(header -> headers.set(header.name(), header.value()));
        boolean empty = status == 204 || status == 205 || status == 304;
        Flux<ByteBuf> rewritten = empty ? null : rewritten(status, headers, parts, down.exchange());
        long length = length(headers);
        boolean bodyless = length == 0 || empty;
        if (length >= 0 || bodyless || down.oldProtocol()) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        }
        if (down.oldProtocol()) {
            response.keepAlive(false);
        }
        if (bodyless) {
            return parts.then(Mono.from(response.sendHeaders()));
        }
        return content(length, parts, rewritten, down);
    }

    /** The body as the rewriters want it; null when none of them wants to see it. */
    private @Nullable Flux<ByteBuf> rewritten(int status, HttpHeaders headers, ByteBufFlux parts, Exchange exchange) {
        Flux<ByteBuf> body = null;
        for (AnswerRewriter rewriter : rewriters) {
            Optional<Rewrite> rewrite = rewriter.rewriteOf(exchange, status, headers);
            if (rewrite.isPresent()) {
                headers.remove(HttpHeaderNames.CONTENT_LENGTH);
                // what a rewriter is given is its own, to release
                body = rewrite.get().apply(body == null ? parts.retain() : body);
            }
        }
        return body;
    }

    private static Mono<Void> content(
            long length, ByteBufFlux parts, @Nullable Flux<ByteBuf> rewritten, Downstream down) {
        HttpServerResponse response = down.response();
        HttpHeaders headers = response.responseHeaders();
        Exchange exchange = down.exchange();
        if (isEventStream(headers)) {
            headers.set("x-accel-buffering", "no");
            if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
                headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
            }
        } else if (length > 0 && length <= ONE_WRITE) {
            return Mono.from(response.send(
                    parts.aggregate().retain().doOnNext(whole -> exchange.sentDown(whole.readableBytes()))));
        }
        Flux<ByteBuf> body = (rewritten == null ? parts.retain() : rewritten)
                .doOnNext(part -> exchange.sentDown(part.readableBytes()));
        return Mono.from(response.sendHeaders().then(response.send(body, part -> true)));
    }

    private static Mono<Void> failed(ProxiedServer server, Throwable failure, Downstream down) {
        if (down.response().hasSentHeaders()) {
            LOG.debug("server `{}`: the upstream broke off within its answer", server.slug());
            down.exchange().ending(Exchange.End.UPSTREAM_BROKE);
            return cut(down);
        }
        WARNINGS.about(
                server, "no answer from the upstream: " + failure.getClass().getSimpleName());
        if (failure instanceof ConnectTimeoutException) {
            return down.write(Answer.problem(504, "the server behind the gateway does not answer", "UPSTREAM_TIMEOUT"));
        }
        if (failure instanceof PoolAcquireTimeoutException || failure instanceof PoolAcquirePendingLimitException) {
            return down.write(Answer.problem(503, "too many requests at once", "UPSTREAM_BUSY")
                    .with("retry-after", "2"));
        }
        return down.write(Answer.problem(502, "the server behind the gateway cannot be reached", "UPSTREAM_FAILED"));
    }

    /** Ends the client's connection so that what it has cannot be taken for the whole answer (RFC 9112 section 8). */
    private static Mono<Void> cut(Downstream down) {
        return Mono.create(never -> down.response().withConnection(connection -> {
            if (down.oldProtocol()) {
                // Without chunks or a length an ordinary end would look complete: reset.
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            }
            connection.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }));
    }

    /** The same from any thread. What waits for the client is cancelled with its connection, the upstream's first of all. */
    private static void cutNow(Downstream down) {
        down.response().withConnection(connection -> connection.channel().close());
    }

    private static boolean mayPass(int status) {
        boolean redirect = status >= 300 && status < 400 && status != 304;
        return status >= 200 && !redirect && status != 401 && status != 407;
    }

    private static boolean isEventStream(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        return type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    private static long length(HttpHeaders headers) {
        try {
            return Long.parseLong(headers.get(HttpHeaderNames.CONTENT_LENGTH, "-1"));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * The client's side of an exchange.
     *
     * @param exchange what is written about
     * @param response to write to
     * @param cors headers for a browser, on every answer
     * @param body the rest of which runs out behind an answer of our own
     * @param oldProtocol whether the client speaks HTTP/1.0, which knows no chunks
     */
    record Downstream(
            Exchange exchange, HttpServerResponse response, List<Header> cors, RequestBody body, boolean oldProtocol) {

        /** Tells whether the client is there. What goes to one that has left ends without an error. */
        BooleanSupplier connected() {
            AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
            response.withConnection(connection -> channel.set(connection.channel()));
            return Objects.requireNonNull(channel.get())::isActive;
        }

        /** Writes an answer of our own. */
        Mono<Void> write(Answer answer) {
            exchange.stopped(answer.status(), answer.reason(), System.nanoTime());
            exchange.ending(Exchange.End.ANSWERED);
            boolean head = exchange.head().method().equals("HEAD");
            return AnswerWriter.write(answer.decided(exchange.decisionId()), cors, head, response, body);
        }
    }
}
