package dev.gatehouse.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an upstream, behind the HTTP codec.
 *
 * <p>Interim answers (RFC 9110 section 15.2) are dropped: a proxy may do so with those that it did not ask for. An upstream
 * that goes over to another protocol, or sends them without end, is given up; so is one that says more than it was asked
 * (RFC 9112 section 9.2), or the rest would be taken for the answer to somebody else.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

    private static final int MOST_INTERIM = 100;

    private final UpstreamPool pool;
    private final UpstreamPlace place;
    private final Channel channel;
    private @Nullable UpstreamCall call;
    private long idleSince;
    private int interim;
    private boolean inInterim;
    private boolean keepsAlive;
    private boolean written;
    private boolean reusable;

    UpstreamConnection(UpstreamPool pool, UpstreamPlace place, Channel channel) {
        this.pool = pool;
        this.place = place;
        this.channel = channel;
    }

    /** Sends a request, and tells its call what comes back. */
    void send(UpstreamCall next) {
        call = next;
        interim = 0;
        inInterim = false;
        keepsAlive = false;
        written = false;
        channel.writeAndFlush(next.goesOn(this)).addListener((ChannelFutureListener) done -> {
            written = done.isSuccess();
            next.answer().sent();
            if (!written) {
                fail(done.cause());
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        UpstreamCall now = call;
        if (now == null || now.isOver()) {
            ReferenceCountUtil.release(message);
            close();
            return;
        }
        if (message instanceof HttpResponse head) {
            head(now, head);
        }
        if (message instanceof HttpContent content) {
            content(now, content);
        }
    }

    private void head(UpstreamCall now, HttpResponse head) {
        if (head.decoderResult().isFailure()) {
            fail(head.decoderResult().cause());
            return;
        }
        inInterim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!inInterim) {
            keepsAlive = HttpUtil.isKeepAlive(head);
            now.answer().head(head);
        } else if (++interim > MOST_INTERIM || head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            fail(new IOException("an interim answer instead of a final one"));
        }
    }

    private void content(UpstreamCall now, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            fail(content.decoderResult().cause());
            return;
        }
        if (inInterim || now.isOver() || !content.content().isReadable()) {
            content.release();
        } else {
            now.answer().part(content.content());
        }
        if (content instanceof LastHttpContent && !inInterim && !now.isOver()) {
            call = null;
            // An answer that came before all of the request had gone out leaves nothing that can be used again.
            reusable = keepsAlive && written;
            if (!reusable) {
                channel.close();
            }
            now.end();
        }
    }

    /** Only now is it known that nothing came behind an answer. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        UpstreamCall now = call;
        if (now != null && !now.isOver()) {
            now.answer().caughtUp();
        } else if (reusable && channel.isActive()) {
            reusable = false;
            pool.put(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.forget(this);
        fail(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        fail(failure);
    }

    private void fail(Throwable why) {
        UpstreamCall now = call;
        call = null;
        channel.close();
        if (now != null) {
            now.fail(why);
        }
    }

    void close() {
        call = null;
        reusable = false;
        channel.close();
    }

    void reads(boolean more) {
        if (channel.config().isAutoRead() != more) {
            channel.config().setAutoRead(more);
        }
    }

    /** From now on it waits for another request. */
    void idle(long since) {
        idleSince = since;
        reads(true);
    }

    long idleSince() {
        return idleSince;
    }

    boolean isOpen() {
        return channel.isActive();
    }

    UpstreamPlace place() {
        return place;
    }
}
