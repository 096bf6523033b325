package dev.gatehouse.gateway.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Drops the interim answers of an upstream (RFC 9110 section 15.2): they are not the answer, and who waits for the final
 * one must not take them for it. 101 is none of them: nobody has asked for another protocol, and it is refused.
 */
final class InterimAnswers extends ChannelInboundHandlerAdapter {

    /** So many before one answer are no progress report. */
    private static final int MOST = 100;

    private boolean within;
    private boolean dropped;
    private int count;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response) {
            within = isInterim(response);
            count = within ? count + 1 : 0;
        }
        if (!within) {
            ctx.fireChannelRead(message);
            return;
        }
        dropped = true;
        within = !(message instanceof LastHttpContent);
        ReferenceCountUtil.release(message);
        if (count > MOST) {
            ctx.close();
        }
    }

    /** Who waits for an answer asks for no more than one read, and has seen nothing of it yet. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (dropped) {
            dropped = false;
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    private static boolean isInterim(HttpResponse response) {
        return response.decoderResult().isSuccess()
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
    }
}
