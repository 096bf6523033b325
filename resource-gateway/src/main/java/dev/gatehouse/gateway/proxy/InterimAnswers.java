package dev.gatehouse.gateway.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops the interim answers of an upstream (RFC 9110 section 15.2), which would be taken for the final one: a proxy may do so
 * with those that it did not ask for. One that goes over to another protocol, or sends them without end, is given up.
 */
final class InterimAnswers extends ChannelInboundHandlerAdapter {

    private static final int MOST = 100;

    /** Touched on the event loop alone. */
    private int seen;

    private boolean dropping;
    private boolean dropped;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
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
            ctx.fireChannelRead(message);
            return;
        }
        dropped = true;
        dropping = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
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
