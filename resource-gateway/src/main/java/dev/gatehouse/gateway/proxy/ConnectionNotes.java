package dev.gatehouse.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Notes what Reactor Netty does not tell of a client's connection.
 *
 * <p>Which request has a body whose chunks cannot be read: it is incomplete, and never to be processed (RFC 9112 section 8).
 * Reactor Netty would answer it, and yet give out what came before as the whole. Here it ends like any other body, and who
 * reads it asks; the connection, of which nothing further can be understood, ends behind the last answer.
 *
 * <p>And whether it was this side that closed it.
 */
final class ConnectionNotes extends ChannelDuplexHandler {

    private static final AttributeKey<HttpHeaders> BROKEN = AttributeKey.valueOf(ConnectionNotes.class, "broken");

    private static final AttributeKey<Boolean> CLOSED_HERE = AttributeKey.valueOf(ConnectionNotes.class, "closedHere");

    /** Touched on the event loop alone. */
    private @Nullable HttpHeaders current;

    /** Requests that have come and are not answered. */
    private int open;

    private boolean broken;

    /** Whether the body of the request with this very head has not come whole. */
    static boolean isBroken(Channel channel, HttpHeaders head) {
        return channel.hasAttr(BROKEN) && channel.attr(BROKEN).get() == head;
    }

    /** Whether the client has gone, rather than been let go. */
    static boolean isLeft(Channel channel) {
        return !channel.isActive() && !channel.hasAttr(CLOSED_HERE);
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (ctx.channel().isActive()) {
            ctx.channel().attr(CLOSED_HERE).set(true);
        }
        ctx.close(promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            current = request.headers();
            open++;
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            broken(ctx);
            return;
        }
        ctx.fireChannelRead(message);
    }

    private void broken(ChannelHandlerContext ctx) {
        if (broken) {
            return;
        }
        broken = true;
        ctx.channel().attr(BROKEN).set(current);
        ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        if (open == 0) {
            ctx.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        boolean last = message instanceof LastHttpContent && !interim;
        if (last) {
            open = Math.max(0, open - 1);
        }
        if (last && broken && open == 0) {
            ctx.write(message, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.write(message, promise);
        }
    }
}
