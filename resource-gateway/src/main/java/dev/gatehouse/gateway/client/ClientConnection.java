package dev.gatehouse.gateway.client;

import dev.gatehouse.gateway.client.RequestBody.Reading;
import dev.gatehouse.gateway.http.OwnLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a client, behind the HTTP codec: one request after another. What comes before it is wanted waits, and after
 * a little of it the client waits, too.
 *
 * <p>Behind an answer the rest of its request is read and dropped, within limits, because a connection that is closed while
 * its client still sends is reset, and the reset overtakes the answer. For the same reason a connection that ends is closed in
 * two stages (RFC 9112 section 9.6).
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private static final int MOST_WAITING = 8;
    /** What may wait, roughly in bytes of heap: more is what no honest client sends ahead. */
    private static final int MAX_AHEAD = 128 * 1024;

    private static final int HEAD_AHEAD = 1024;
    private static final int HEADER_AHEAD = 128;
    private static final int PART_AHEAD = 64;
    /** More than any limit of a body, or one just beyond it would be cut; the same for what comes behind the end. */
    private static final long MAX_DROPPED = 16L * 1024 * 1024;

    private static final Duration MAX_LINGER = Duration.ofSeconds(2);
    /** For the client to take something of what is left for it. */
    private static final Duration TAKING = Duration.ofSeconds(30);

    private final RequestHandler handler;
    private final Queue<Object> waiting = new ArrayDeque<>(2);
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ClientRequest current;
    private @Nullable Future<?> lingering;
    private boolean advancing;
    /** Nothing that comes from now on can be understood, or is listened to. */
    private boolean ending;

    /** What follows in this connection cannot be read. */
    private boolean malformed;

    private boolean stopping;
    private int ahead;
    private long heard;

    /** A connection whose requests go to this handler. */
    public ClientConnection(RequestHandler handler) {
        this.handler = handler;
    }

    /** Ends the connection when it has nothing more to do: at once, or behind the answer that is under way. */
    public static void stop(Channel channel) {
        ClientConnection connection = channel.pipeline().get(ClientConnection.class);
        if (connection != null) {
            connection.stopping = true;
            if (connection.current == null) {
                channel.close();
            }
        }
    }

    /** Ends the connection now; an answer that is under way does not look complete. */
    public static void cut(Channel channel) {
        ClientConnection connection = channel.pipeline().get(ClientConnection.class);
        ClientRequest request = connection == null ? null : connection.current;
        if (request != null && request.hasBegun() && !request.isOver()) {
            request.cut(true);
        } else {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ending) {
            hear(message);
            return;
        }
        waiting.add(message);
        ahead += weight(message);
        advance();
        if (ahead > MAX_AHEAD) {
            ending = true;
            forgetWaiting();
            context.close();
        } else if (waiting.size() > MOST_WAITING) {
            context.channel().config().setAutoRead(false);
        }
    }

    private static int weight(Object message) {
        return message instanceof HttpRequest head
                ? HEAD_AHEAD + HEADER_AHEAD * head.headers().size()
                : PART_AHEAD;
    }

    private void hear(Object message) {
        heard += message instanceof HttpContent content ? content.content().readableBytes() : HEAD_AHEAD;
        ReferenceCountUtil.release(message);
        if (heard > MAX_DROPPED) {
            context().close();
        }
    }

    /** The body of this request is waited for; its client may wait to be asked for it (RFC 9110 section 10.1.1). */
    void wanted(ClientRequest request) {
        if (!request.isComplete() && mayOrMayNotSend(request)) {
            request.bodyIsComing();
            context()
                    .writeAndFlush(new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        advance();
    }

    /** Takes of what waits as much as is wanted now. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (!waiting.isEmpty() && !ending && takesMore()) {
                Object next = waiting.remove();
                ahead -= weight(next);
                accept(next);
            }
        } finally {
            advancing = false;
        }
        if (ending) {
            forgetWaiting();
        }
        if (waiting.size() <= 1 && !context().channel().config().isAutoRead()) {
            context().channel().config().setAutoRead(true);
        }
    }

    private boolean takesMore() {
        ClientRequest request = current;
        return request == null || !request.body().hasEnded() && request.body().isWanted();
    }

    private void accept(Object message) {
        try {
            if (message instanceof HttpRequest head) {
                begin(head);
            }
            if (message instanceof HttpContent content) {
                body(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest head) {
        ClientRequest request =
                new ClientRequest(this, head, OwnLoop.of(context().channel().eventLoop()));
        current = request;
        if (head.decoderResult().isFailure()) {
            malformed = true;
            request.body().fail(Reading.MALFORMED);
        }
        try {
            handler.handle(request);
        } catch (RuntimeException e) {
            LOG.error("a request failed: {} {}", request.method(), request.target(), e);
            request.cut(true);
        }
    }

    private void body(HttpContent content) {
        ClientRequest request = current;
        if (request == null || request.body().hasEnded()) {
            return;
        }
        request.bodyIsComing();
        if (content.decoderResult().isFailure()) {
            malformed = true;
            request.body().fail(Reading.MALFORMED);
        } else {
            request.body().part(content.content());
            if (content instanceof LastHttpContent) {
                request.body().end();
            }
        }
        if (request.body().dropped() > MAX_DROPPED) {
            context().close();
        } else if (request.isOver()) {
            settle(request);
        }
    }

    /** Whether the client waits to be asked for the body, so that nobody knows what it does when it is not. */
    boolean mayOrMayNotSend(ClientRequest request) {
        return request.expectsContinue() && !request.isBodyComing() && waiting.isEmpty();
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    @Nullable
    InetSocketAddress peer() {
        return context().channel().remoteAddress() instanceof InetSocketAddress address ? address : null;
    }

    void write(Object message) {
        context().write(message, context().voidPromise());
    }

    void flush() {
        context().flush();
    }

    /** The end of an answer. From now on the client must take some of it from time to time. */
    void writeLast(ClientRequest request, Object message) {
        context().writeAndFlush(message).addListener((ChannelFutureListener) written -> answered(request, written));
        if (current == request && !request.isOver()) {
            watch(Long.MAX_VALUE);
        }
    }

    private void watch(long before) {
        stopLingering();
        lingering = later(
                () -> {
                    long left = pending();
                    if (left < before) {
                        watch(left);
                    } else {
                        context().close();
                    }
                },
                TAKING);
    }

    /** Less each time that the client has taken something. */
    private long pending() {
        ChannelOutboundBuffer out = context().channel().unsafe().outboundBuffer();
        if (out == null) {
            return 0;
        }
        return out.totalPendingWriteBytes() + (out.current() instanceof ByteBuf first ? first.readableBytes() : 0);
    }

    private Future<?> later(Runnable what, Duration delay) {
        return context().channel().eventLoop().schedule(what, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void answered(ClientRequest request, ChannelFuture written) {
        if (request != current) {
            return;
        }
        stopLingering();
        request.over(written.isSuccess());
        if (!written.isSuccess()) {
            context().close();
            return;
        }
        request.body().drop();
        settle(request);
    }

    /** What the connection does behind an answer. */
    private void settle(ClientRequest request) {
        if (request != current) {
            return;
        }
        if (!request.keepsAlive() || stopping || malformed) {
            close();
        } else if (request.body().hasEnded()) {
            next();
        } else if (lingering == null) {
            lingering = later(this::close, MAX_LINGER);
        }
    }

    /** The connection is free for the next request. */
    private void next() {
        stopLingering();
        current = null;
        advance();
    }

    /** Closes in two stages: nothing more is said, and what the client still says is heard for a while. */
    private void close() {
        if (ending) {
            return;
        }
        ending = true;
        stopLingering();
        Channel channel = context().channel();
        if (!channel.isActive()) {
            return;
        }
        ((DuplexChannel) channel).shutdownOutput();
        lingering = later(() -> channel.close(), MAX_LINGER);
        channel.config().setAutoRead(true);
    }

    void cut(boolean atOnce, boolean reset) {
        if (reset) {
            // Without chunks or a length an ordinary end would look complete.
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        if (atOnce) {
            context().close();
        } else {
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            if (context().channel().isActive()) {
                watch(Long.MAX_VALUE);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        ClientRequest request = current;
        if (request != null && context.channel().isWritable()) {
            request.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ending = true;
        stopLingering();
        forgetWaiting();
        ClientRequest request = current;
        current = null;
        if (request != null) {
            request.over(false);
            request.body().fail(Reading.BROKEN_OFF);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (!(failure instanceof IOException)) {
            LOG.error("a client's connection failed", failure);
        }
        context.close();
    }

    private void stopLingering() {
        Future<?> timer = lingering;
        lingering = null;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void forgetWaiting() {
        while (!waiting.isEmpty()) {
            ReferenceCountUtil.release(waiting.remove());
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
