package dev.gatehouse.gateway.upstream;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Knows of nothing but answers: HEAD and CONNECT are never sent. Tells when bytes are left that are no message yet. */
final class AnswerDecoder extends HttpResponseDecoder {

    AnswerDecoder(HttpDecoderConfig config) {
        super(config);
    }

    /** Whether something has begun that is not told of yet. */
    boolean holdsMore() {
        return actualReadableBytes() > 0;
    }
}
