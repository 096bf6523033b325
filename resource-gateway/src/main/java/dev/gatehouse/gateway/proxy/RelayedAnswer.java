package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.exchange.AnswerRewriter;
import dev.gatehouse.gateway.exchange.AnswerRewriter.Rewrite;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.session.SessionIds;
import dev.gatehouse.gateway.upstream.UpstreamAnswer;
import dev.gatehouse.gateway.upstream.UpstreamCall;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * An upstream's answer on its way to the client.
 *
 * <p>It goes down as it comes, and a client that takes no more makes the upstream wait. A small one of known length goes down
 * in one piece, and is only begun when it is whole; one that is changed is begun with its first part, because until then a
 * failure can still be told.
 */
final class RelayedAnswer implements UpstreamAnswer {

    private static final Logger LOG = LoggerFactory.getLogger(RelayedAnswer.class);
    private static final int ONE_PIECE = 64 * 1024;
    private static final String EVENT_STREAM = "text/event-stream";

    private final ProxiedServer server;
    private final Downstream down;
    private final Exchange exchange;
    private final SessionIds sessions;
    private final List<AnswerRewriter> rewriters;
    private @Nullable UpstreamCall call;
    private @Nullable AnswerParts parts;
    private @Nullable Looked looked;
    private boolean changes;
    private HttpResponseStatus status = HttpResponseStatus.BAD_GATEWAY;
    private HttpHeaders headers = new DefaultHttpHeaders(false);
    private Form form = Form.LATE;
    private @Nullable ByteBuf held;
    private int length;
    private boolean over;
    private boolean brokenOff;

    RelayedAnswer(ProxiedServer server, Downstream down, SessionIds sessions, List<AnswerRewriter> rewriters) {
        this.server = server;
        this.down = down;
        this.exchange = down.exchange();
        this.sessions = sessions;
        this.rewriters = rewriters;
    }

    /** How it goes down. */
    private enum Form {
        /** Not before its first part is there. */
        LATE,
        /** When its end is there; its status has no body, whatever comes. */
        WITHOUT_BODY,
        /** When all of it is there. */
        IN_ONE_PIECE,
        /** As it comes. */
        AS_IT_COMES
    }

    /** The request is on its way. */
    void comesFrom(UpstreamCall sent) {
        call = sent;
        if (over) {
            sent.abandon();
        }
    }

    @Override
    public void sent() {
        down.body().forget();
    }

    @Override
    public void head(HttpResponse head) {
        try {
            begin(head);
        } catch (RuntimeException e) {
            stop();
            down.broken(e);
        }
    }

    private void begin(HttpResponse head) {
        status = head.status();
        exchange.answered(status.code(), System.nanoTime());
        if (!mayPass(status.code())) {
            // The upstream's redirects lead where nobody checked; its 401 is about us, not about the client's token.
            stop();
            down.write(UpstreamFailures.unusable(server, status.code()));
            return;
        }
        HeaderRules.down(head.headers(), headers);
        sessions.down(exchange, server, headers);
        down.cors().forEach(header -> headers.set(header.name(), header.value()));
        if (status.code() == 204 || status.code() == 205 || status.code() == 304) {
            form = Form.WITHOUT_BODY;
            return;
        }
        rewrite();
        take(length(headers), isEventStream());
        // only now, as it may bring all of the answer at once
        if (looked != null) {
            looked.begin();
        }
    }

    /** Decides how it goes down. */
    private void take(long told, boolean events) {
        if (events) {
            headers.set("x-accel-buffering", "no");
            if (!headers.contains(HttpHeaderNames.CACHE_CONTROL)) {
                headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
            }
        }
        if (told == 0 || told > 0 && told <= ONE_PIECE && !events) {
            form = Form.IN_ONE_PIECE;
            length = (int) told;
        } else if (!changes || events) {
            form = Form.AS_IT_COMES;
            down.request().begin(status, headers);
        }
    }

    /** Lets those look into it who want to. */
    private void rewrite() {
        Flux<ByteBuf> body = null;
        for (AnswerRewriter rewriter : rewriters) {
            Rewrite rewrite =
                    rewriter.rewriteOf(exchange, status.code(), headers).orElse(null);
            if (rewrite != null) {
                if (rewrite.changes()) {
                    changes = true;
                    headers.remove(HttpHeaderNames.CONTENT_LENGTH);
                }
                if (body == null) {
                    AnswerParts first = new AnswerParts(down.loop(), this::wants);
                    parts = first;
                    body = first;
                }
                body = rewrite.apply(body, down.loop().scheduler());
            }
        }
        if (body != null) {
            looked = new Looked(body);
        }
    }

    private void wants(boolean more) {
        if (call != null) {
            call.wants(more);
        }
    }

    @Override
    public void part(ByteBuf part) {
        if (parts != null) {
            parts.part(part);
        } else {
            out(part);
            wants(down.request().isWritable());
        }
    }

    @Override
    public void caughtUp() {
        if (form == Form.AS_IT_COMES) {
            down.request().flush();
        }
    }

    @Override
    public void end() {
        if (parts != null) {
            parts.end();
        } else {
            outEnd();
        }
    }

    @Override
    public void failed(Throwable why) {
        if (parts != null) {
            parts.fail(why);
        } else {
            outFailed(why);
        }
    }

    /** The client takes more. */
    void writable() {
        if (over) {
            return;
        }
        if (looked != null) {
            looked.more();
        } else {
            wants(true);
        }
    }

    private void out(ByteBuf part) {
        if (over || form == Form.WITHOUT_BODY) {
            part.release();
            return;
        }
        exchange.sentDown(part.readableBytes());
        if (form == Form.IN_ONE_PIECE) {
            hold(part);
            return;
        }
        if (form == Form.LATE) {
            form = Form.AS_IT_COMES;
            down.request().begin(status, headers);
        }
        down.request().part(part);
    }

    private void hold(ByteBuf part) {
        ByteBuf before = held;
        if (before == null && part.readableBytes() == length) {
            held = part;
            return;
        }
        ByteBuf all = before == null ? Unpooled.buffer(length, length) : before;
        held = all;
        try {
            all.writeBytes(part);
        } finally {
            part.release();
        }
    }

    private void outEnd() {
        if (over) {
            return;
        }
        ByteBuf all = held;
        held = null;
        if (form == Form.AS_IT_COMES) {
            down.request().end();
        } else {
            if (form == Form.LATE) {
                headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
            }
            down.request().whole(status, headers, all == null ? Unpooled.EMPTY_BUFFER : all);
        }
    }

    private void outFailed(Throwable why) {
        if (over) {
            return;
        }
        boolean begun = down.request().hasBegun();
        stop();
        if (begun) {
            LOG.debug("server `{}`: the upstream broke off within its answer", server.slug());
            exchange.ending(Exchange.End.UPSTREAM_BROKE);
            brokenOff = true;
            down.request().cut(false);
        } else {
            down.write(UpstreamFailures.answer(server, why));
        }
    }

    /** What allowed it does not hold any more: an answer that has begun breaks off, and does so without waiting. */
    void cut() {
        if (brokenOff && !down.request().isOver()) {
            // what is on its way goes no further either
            down.request().cut(true);
        }
        if (over) {
            return;
        }
        stop();
        if (down.request().hasBegun()) {
            down.request().cut(true);
        } else {
            down.write(exchange.cut().orElseThrow());
        }
    }

    /** Nobody takes more of it. The upstream's connection is closed, unless its answer has ended. */
    void stop() {
        if (over) {
            return;
        }
        over = true;
        if (call != null) {
            call.abandon();
        }
        if (looked != null) {
            looked.dispose();
        }
        if (parts != null) {
            parts.close();
        }
        ByteBuf all = held;
        held = null;
        if (all != null) {
            all.release();
        }
    }

    /** What the answer has become, as it comes. */
    private final class Looked extends BaseSubscriber<ByteBuf> {

        private final Flux<ByteBuf> body;
        private boolean waiting;

        private Looked(Flux<ByteBuf> body) {
            this.body = body;
        }

        private void begin() {
            body.subscribe(this);
        }

        private void more() {
            if (waiting) {
                waiting = false;
                request(1);
            }
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(1);
        }

        @Override
        protected void hookOnNext(ByteBuf part) {
            out(part);
            if (form == Form.AS_IT_COMES) {
                down.request().flush();
            }
            if (over || down.request().isWritable()) {
                request(1);
            } else {
                waiting = true;
            }
        }

        @Override
        protected void hookOnComplete() {
            outEnd();
        }

        @Override
        protected void hookOnError(Throwable failure) {
            outFailed(failure);
        }
    }

    private static boolean mayPass(int code) {
        boolean redirect = code >= 300 && code < 400 && code != 304;
        // What is beyond 599 is no status (RFC 9110 section 15): nobody knows what a client takes it for.
        return code >= 200 && code < 600 && !redirect && code != 401 && code != 407;
    }

    private boolean isEventStream() {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        return type != null && AsciiString.regionMatches(type, true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    }

    private static long length(HttpHeaders headers) {
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
