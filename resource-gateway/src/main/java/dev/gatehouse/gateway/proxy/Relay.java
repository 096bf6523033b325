package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.exchange.AnswerRewriter;
import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Header;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.JudgedAddresses;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.UpstreamWarnings;
import dev.gatehouse.gateway.session.SessionIds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.ByteBufFlux;
import reactor.netty.Connection;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClient.ResponseReceiver;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
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
    private static final int ONE_WRITE = 64 * 1024;

    private final Exchanges exchanges;
    private final SessionIds sessions;
    private final List<AnswerRewriter> rewriters;
    private final UpstreamClients clients;
    private final Hops hops;

    Relay(
            LoopResources loops,
            JudgedAddresses addresses,
            Exchanges exchanges,
            SessionIds sessions,
            Hops hops,
            ObjectProvider<AnswerRewriter> rewriters) {
        this.exchanges = exchanges;
        this.sessions = sessions;
        this.hops = hops;
        this.rewriters = rewriters.orderedStream().toList();
        this.clients = new UpstreamClients(loops, addresses);
    }

    /**
     * Relays, with the body if one was read. The exchange is over when the result completes.
     *
     * @param identity headers that say to the upstream who it is
     */
    Mono<Void> relay(ProxiedServer server, List<Header> identity, Downstream down) {
        Exchange exchange = down.exchange();
        exchange.ending(Exchange.End.CLIENT_LEFT);
        if (exchange.cut().isPresent()) {
            return brokenOff(down);
        }
        RequestBody body = down.body();
        boolean posting = exchange.head().method().equals("POST");
        BooleanSupplier left = down.left();
        ResponseReceiver<?> sent = clients.request(exchange.head().method(), server.upstream())
                .send((request, out) -> {
                    if (posting && !body.isWhole()) {
                        return Mono.<Void>error(AbortedException.beforeSend());
                    }
                    head(request.requestHeaders(), identity, posting ? body.content().length : -1, exchange);
                    return posting
                            ? out.sendObject(Unpooled.wrappedBuffer(body.content()))
                                    .then(Mono.fromRunnable(body::forget))
                            : out;
                });
        return sent.response((answer, parts) -> answer(server, answer, parts, down))
                .then()
                .doOnSuccess(done -> {
                    if (exchange.end() != Exchange.End.ANSWERED && !left.getAsBoolean()) {
                        exchange.ending(Exchange.End.RELAYED);
                    }
                })
                .onErrorResume(failure -> failed(server, failure, down))
                .thenReturn(true)
                .takeUntilOther(cutOf(down))
                .defaultIfEmpty(false)
                .flatMap(toItsEnd -> toItsEnd ? Mono.empty() : brokenOff(down));
    }

    /**
     * Asks the upstream something on behalf of an exchange; what it answers stays here. Empty unless it is a 200 within the
     * limit.
     */
    Mono<Told> ask(ProxiedServer server, List<Header> identity, byte[] content, Exchange exchange, int limit) {
        return clients.request("POST", server.upstream())
                .send((request, out) -> {
                    HttpHeaders headers = request.requestHeaders();
                    String host = headers.get(HttpHeaderNames.HOST);
                    HeaderRules.up(exchange.head().headers(), headers);
                    hops.up(exchange.head().headers(), headers);
                    headers.set(HttpHeaderNames.HOST, host);
                    sessions.up(exchange, headers);
                    identity.forEach(header -> headers.set(header.name(), header.value()));
                    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
                    return out.sendObject(Unpooled.wrappedBuffer(content));
                })
                .response((answer, parts) -> answer.status().code() != 200
                        ? Mono.empty()
                        : BoundedHttp.whole(parts, limit)
                                .map(body ->
                                        new Told(answer.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE, ""), body)))
                .next();
    }

    /** What an upstream has told the gateway itself. */
    record Told(String contentType, byte[] body) {}

    /** Completes on the connection's event loop when the exchange is cut, from whatever thread; never otherwise. */
    private static Mono<Void> cutOf(Downstream down) {
        return Mono.create(sink -> down.exchange().cuttable(() -> down.loop().later(sink::success, 0)));
    }

    /** The upstream's connection is closed already. An answer that has begun breaks off, and does so without waiting. */
    private static Mono<Void> brokenOff(Downstream down) {
        HttpServerResponse response = down.response();
        Answer why = down.exchange().cut().orElseThrow();
        if (!response.hasSentHeaders()) {
            return down.fresh().write(why);
        }
        return Mono.create(never -> response.withConnection(connection -> {
            resetWhereAnEndLooksComplete(connection, down);
            connection.channel().close();
        }));
    }

    private void head(HttpHeaders headers, List<Header> identity, int length, Exchange exchange) {
        String host = headers.get(HttpHeaderNames.HOST);
        HeaderRules.up(exchange.head().headers(), headers);
        hops.up(exchange.head().headers(), headers);
        headers.set(HttpHeaderNames.HOST, host);
        sessions.up(exchange, headers);
        rewriters.forEach(rewriter -> rewriter.prepare(exchange, headers));
        identity.forEach(header -> headers.set(header.name(), header.value()));
        if (length >= 0) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
        }
        exchanges.relaying(exchange, headers);
    }

    private Mono<Void> answer(ProxiedServer server, HttpClientResponse answer, ByteBufFlux parts, Downstream down) {
        int status = answer.status().code();
        down.exchange().answered(status, System.nanoTime());
        if (!mayPass(status)) {
            // The upstream's redirects lead where nobody checked; its 401 is about us, not about the client's token.
            WARNINGS.about(
                    server,
                    "upstream answered " + status + "; its identity scheme is "
                            + server.scheme().kind());
            return down.write(
                    Answer.problem(502, "the server behind the gateway cannot be used", "UPSTREAM_STATUS_" + status));
        }
        HttpServerResponse response = down.response();
        HttpHeaders headers = response.responseHeaders();
        response.status(answer.status());
        HeaderRules.down(answer.responseHeaders(), headers);
        sessions.down(down.exchange(), server, headers);
        down.cors().forEach(header -> headers.set(header.name(), header.value()));
        boolean empty = status == 204 || status == 205 || status == 304;
        Body body = empty ? new Body(parts, null) : rewritten(status, headers, parts, down);
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
        return content(length, body, down);
    }

    /** The body as the rewriters want it. */
    private Body rewritten(int status, HttpHeaders headers, ByteBufFlux parts, Downstream down) {
        Scheduler loop = down.loop().scheduler();
        Body body = new Body(parts, null);
        for (AnswerRewriter rewriter : rewriters) {
            Rewrite rewrite =
                    rewriter.rewriteOf(down.exchange(), status, headers).orElse(null);
            if (rewrite != null && rewrite.changes()) {
                headers.remove(HttpHeaderNames.CONTENT_LENGTH);
                // what a rewriter is given is its own, to release
                body = new Body(parts, rewrite.apply(body.changed == null ? body.parts.retain() : body.changed, loop));
            } else if (rewrite != null && body.changed == null) {
                body = new Body(ByteBufFlux.fromInbound(rewrite.apply(body.parts, loop)), null);
            }
        }
        return body;
    }

    /**
     * The body of an answer.
     *
     * @param parts as they came
     * @param changed what they became, to be released by whoever takes it; null when nothing was changed
     */
    private record Body(ByteBufFlux parts, @Nullable Flux<ByteBuf> changed) {}

    private static Mono<Void> content(long length, Body body, Downstream down) {
        HttpServerResponse response = down.response();
        HttpHeaders headers = response.responseHeaders();
        Exchange exchange = down.exchange();
        if (isEventStream(headers)) {
            headers.set("x-accel-buffering", "no");
            if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
                headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
            }
        } else if (body.changed == null && length > 0 && length <= ONE_WRITE) {
            return WholeBody.of(body.parts, (int) length).flatMap(whole -> {
                exchange.sentDown(whole.readableBytes());
                return Mono.from(response.sendObject(whole));
            });
        }
        Flux<ByteBuf> sent = (body.changed == null ? body.parts.retain() : body.changed)
                .doOnNext(part -> exchange.sentDown(part.readableBytes()));
        if (body.changed == null || isEventStream(headers)) {
            return Mono.from(response.sendHeaders().then(response.send(sent, part -> true)));
        }
        // Nothing is known of a changed body before its first part is there: until then a failure is a 502.
        return sent.switchOnFirst((first, all) -> first.isOnError()
                        ? Mono.error(Objects.requireNonNull(first.getThrowable()))
                        : response.sendHeaders().then(response.send(all, part -> true)))
                .then();
    }

    private static Mono<Void> failed(ProxiedServer server, Throwable failure, Downstream down) {
        if (down.response().hasSentHeaders()) {
            LOG.debug("server `{}`: the upstream broke off within its answer", server.slug());
            down.exchange().ending(Exchange.End.UPSTREAM_BROKE);
            return cut(down);
        }
        return down.fresh().write(whyNot(server, failure));
    }

    private static Answer whyNot(ProxiedServer server, Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return Answer.problem(503, "too many requests at once", "BUSY").with("retry-after", "2");
        }
        if (failure instanceof JudgedAddresses.ForbiddenAddress) {
            WARNINGS.about(server, "its upstream: " + failure.getMessage());
            return Answer.problem(502, "the server behind the gateway cannot be reached", "UPSTREAM_ADDRESS");
        }
        WARNINGS.about(
                server, "no answer from the upstream: " + failure.getClass().getSimpleName());
        if (failure instanceof ConnectTimeoutException) {
            return Answer.problem(504, "the server behind the gateway does not answer", "UPSTREAM_TIMEOUT");
        }
        if (failure instanceof PoolAcquireTimeoutException || failure instanceof PoolAcquirePendingLimitException) {
            return Answer.problem(503, "too many requests at once", "UPSTREAM_BUSY")
                    .with("retry-after", "2");
        }
        return Answer.problem(502, "the server behind the gateway cannot be reached", "UPSTREAM_FAILED");
    }

    /** Ends the client's connection so that what it has cannot be taken for the whole answer (RFC 9112 section 8). */
    private static Mono<Void> cut(Downstream down) {
        return Mono.create(never -> down.response().withConnection(connection -> {
            resetWhereAnEndLooksComplete(connection, down);
            connection.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }));
    }

    private static void resetWhereAnEndLooksComplete(Connection connection, Downstream down) {
        if (down.oldProtocol()) {
            // Without chunks or a length an ordinary end would look complete.
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    private static boolean mayPass(int status) {
        boolean redirect = status >= 300 && status < 400 && status != 304;
        // What is beyond 599 is no status (RFC 9110 section 15): nobody knows what a client takes it for.
        return status >= 200 && status < 600 && !redirect && status != 401 && status != 407;
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
     * @param loop where everything happens
     * @param oldProtocol whether the client speaks HTTP/1.0, which knows no chunks
     */
    record Downstream(
            Exchange exchange,
            HttpServerResponse response,
            List<Header> cors,
            RequestBody body,
            OwnLoop loop,
            boolean oldProtocol) {

        /** Tells whether the client has left. What goes to one that has left ends without an error. */
        BooleanSupplier left() {
            AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
            response.withConnection(connection -> channel.set(connection.channel()));
            Channel known = Objects.requireNonNull(channel.get());
            return () -> ConnectionNotes.isLeft(known);
        }

        /** The same without the head of an answer that is not passed on. */
        Downstream fresh() {
            boolean keepAlive = response.isKeepAlive();
            response.responseHeaders().clear();
            response.keepAlive(keepAlive);
            return this;
        }

        /** Writes an answer of our own. */
        Mono<Void> write(Answer answer) {
            exchange.stopped(answer.status(), answer.reason(), System.nanoTime());
            exchange.ending(Exchange.End.ANSWERED);
            boolean head = exchange.head().method().equals("HEAD");
            Answer decided = answer.decided(exchange.decisionId());
            exchange.sentDown(head ? 0 : decided.body().length);
            return AnswerWriter.write(decided, cors, head, response, body);
        }
    }
}
