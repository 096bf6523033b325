package dev.gatehouse.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;

/** Is told what an upstream answers, on the event loop of the call: the head, the parts, the end; or that there will be none. */
public interface UpstreamAnswer {

    /** The body of the request has gone out, or never will. */
    void sent();

    /** The final head. Interim ones are not told of. */
    void head(HttpResponse head);

    /** The next part of the body, given to whoever is told. */
    void part(ByteBuf part);

    /** All that has arrived until now was told. */
    void caughtUp();

    /** That was all of it. */
    void end();

    /** It is not whole, and never will be. Nothing more is told. */
    void failed(Throwable why);
}
