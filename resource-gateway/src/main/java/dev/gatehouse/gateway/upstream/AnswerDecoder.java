package dev.gatehouse.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.List;

/** Knows of nothing but answers: HEAD and CONNECT are never sent. Tells when something has come that is no message yet. */
final class AnswerDecoder extends HttpResponseDecoder {

    private boolean headBegun;

    AnswerDecoder(HttpDecoderConfig config) {
        super(config);
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        headBegun = true;
        return super.createMessage(line);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int before = out.size();
        super.decode(ctx, in, out);
        if (out.size() > before) {
            headBegun = false;
        }
    }

    /** Whether something has begun that is not told of yet: a head is taken in line by line. */
    boolean holdsMore() {
        return headBegun || actualReadableBytes() > 0;
    }
}
