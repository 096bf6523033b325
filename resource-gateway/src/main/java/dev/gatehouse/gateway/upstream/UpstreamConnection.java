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
import io.netty.handler.ssl.SslCloseCompletionEvent;
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
    private final AnswerDecoder decoder;
    private @Nullable UpstreamCall call;
    private long idleSince;
    private int interim;
    private boolean inInterim;
    private boolean keepsAlive;
    private boolean written;
    private boolean reusable;
    /** The answer lasts as long as the connection. */
    private boolean untilClosed;

    private boolean tlsEnded;

    UpstreamConnection(UpstreamPool pool, UpstreamPlace place, Channel channel, AnswerDecoder decoder) {
        this.pool = pool;
        this.place = place;
        this.channel = channel;
        this.decoder = decoder;
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
            untilClosed = !HttpUtil.isContentLengthSet(head) && !HttpUtil.isTransferEncodingChunked(head);
            now.answer().head(head);
        } else if (++interim > MOST_INTERIM || head.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            fail(new IOException("an interim answer instead of a final one"));
        }
    }

    private void content(UpstreamCall now, HttpContent content) {
        Throwable fault = faultOf(content);
        if (fault != null) {
            content.release();
            fail(fault);
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

    private @Nullable Throwable faultOf(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            return content.decoderResult().cause();
        }
        return content instanceof LastHttpContent && untilClosed && isCutShort() ? new ClosedChannelException() : null;
    }

    /** An end that TLS does not tell of may be anybody's doing (RFC 9112 section 9.8). */
    private boolean isCutShort() {
        return place.tls() && !channel.isActive() && !tlsEnded;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        tlsEnded |= event == SslCloseCompletionEvent.SUCCESS;
        ctx.fireUserEventTriggered(event);
    }

    /**
     * Only now is it known that nothing came behind an answer. Where something began to come, the rest of it would be taken
     * for the answer to somebody else.
     */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        UpstreamCall now = call;
        if (now != null && !now.isOver()) {
            now.answer().caughtUp();
        } else if (decoder.holdsMore()) {
            close();
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
