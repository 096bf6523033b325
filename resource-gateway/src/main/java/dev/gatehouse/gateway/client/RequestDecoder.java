package dev.gatehouse.gateway.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/** Reads requests, with a bound on what one head may hold. Tells when something has come that is no message yet. */
public final class RequestDecoder extends HttpRequestDecoder {

    /** The longest head, in bytes. */
    public static final int MAX_HEAD = 32 * 1024;

    private static final int MAX_LINE = 8 * 1024;

    private boolean headBegun;

    /** Of one connection. */
    public RequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEAD)
                .setHeadersFactory(FewHeaders.FACTORY));
    }

    @Override
    protected HttpMessage createMessage(String[] line) throws Exception {
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
