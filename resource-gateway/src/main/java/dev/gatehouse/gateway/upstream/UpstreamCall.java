package dev.gatehouse.gateway.upstream;

import io.netty.handler.codec.http.FullHttpRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One request to an upstream. It is sent once, whatever happens. Lives on one event loop. */
public final class UpstreamCall {

    private final UpstreamAnswer answer;
    private @Nullable FullHttpRequest request;
    private @Nullable UpstreamConnection connection;
    private boolean over;

    UpstreamCall(FullHttpRequest request, UpstreamAnswer answer) {
        this.request = request;
        this.answer = answer;
    }

    /** Nobody waits for the answer any more: nothing more is told, and the connection is closed if it was not whole. */
    public void abandon() {
        if (over) {
            return;
        }
        over = true;
        forgetRequest();
        UpstreamConnection with = connection;
        if (with != null) {
            with.close();
        }
    }

    /** Whether more of the answer is wanted now. */
    public void wants(boolean more) {
        UpstreamConnection with = connection;
        if (with != null && !over) {
            with.reads(more);
        }
    }

    boolean isOver() {
        return over;
    }

    UpstreamAnswer answer() {
        return answer;
    }

    /** Goes out on this connection. */
    FullHttpRequest goesOn(UpstreamConnection with) {
        FullHttpRequest going = Objects.requireNonNull(request);
        request = null;
        connection = with;
        return going;
    }

    void end() {
        if (!over) {
            over = true;
            answer.end();
        }
    }

    void fail(Throwable why) {
        if (!over) {
            over = true;
            forgetRequest();
            answer.failed(why);
        }
    }

    private void forgetRequest() {
        FullHttpRequest unsent = request;
        request = null;
        if (unsent != null) {
            unsent.release();
            answer.sent();
        }
    }
}
