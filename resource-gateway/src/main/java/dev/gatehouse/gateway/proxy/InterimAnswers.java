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

    private boolean within;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)
                && response.decoderResult().isSuccess()) {
            within = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else if (within) {
            within = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
