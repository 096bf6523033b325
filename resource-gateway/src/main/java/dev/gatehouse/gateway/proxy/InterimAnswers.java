package dev.gatehouse.gateway.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops the interim answers of an upstream (RFC 9110 section 15.2), which would be taken for the final one: a proxy may do so
 * with those that it did not ask for. One that goes over to another protocol, or sends them without end, is given up; so is
 * one that says more than it was asked (RFC 9112 section 9.2), or the rest would be taken for the answer to somebody else.
 */
final class InterimAnswers extends ChannelDuplexHandler {

    private static final int MOST = 100;

    /** Touched on the event loop alone. */
    private int seen;

    /** Whether a request has no final answer yet. */
    private boolean asked;

    private boolean dropping;
    private boolean dropped;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!asked) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        if (message instanceof HttpResponse response) {
            dropping = response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && !response.decoderResult().isFailure();
            seen = dropping ? seen + 1 : 0;
            if (dropping
                    && (seen > MOST || response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code())) {
                ReferenceCountUtil.release(message);
                ctx.close();
                return;
            }
        }
        if (!dropping) {
            asked = !(message instanceof LastHttpContent);
            ctx.fireChannelRead(message);
            return;
        }
        dropped = true;
        dropping = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        asked |= message instanceof HttpRequest;
        ctx.write(message, promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        if (dropped) {
            dropped = false;
            // whoever waits has seen nothing, and would not ask again
            ctx.read();
        }
    }
}
