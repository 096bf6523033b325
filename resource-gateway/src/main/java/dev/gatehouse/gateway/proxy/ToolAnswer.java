package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.OwnLoop;
import dev.gatehouse.gateway.lists.ToolPage;
import dev.gatehouse.gateway.upstream.UpstreamAnswer;
import dev.gatehouse.gateway.upstream.UpstreamCall;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What an upstream answers to a question of the gateway's own: all of it, if it is a 200 and not too much. */
final class ToolAnswer implements UpstreamAnswer {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CompletableFuture<Optional<Told>> told = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private String contentType = "";
    private @Nullable UpstreamCall call;
    private @Nullable Future<?> deadline;

    /** What an upstream has told the gateway itself. */
    record Told(String contentType, byte[] body) {}

    /** What comes in time, to the question just asked; empty otherwise. */
    CompletableFuture<Optional<Told>> within(OwnLoop loop, UpstreamCall asked) {
        call = asked;
        if (told.isDone()) {
            asked.abandon();
        } else {
            deadline = loop.later(() -> over(Optional.empty()), PATIENCE.toMillis());
        }
        return told;
    }

    @Override
    public void sent() {
        // It is small, and nobody waits for that.
    }

    @Override
    public void head(HttpResponse head) {
        contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        if (head.status().code() != 200) {
            over(Optional.empty());
        }
    }

    @Override
    public void part(ByteBuf part) {
        try {
            if (body.size() + part.readableBytes() > ToolPage.MAX) {
                over(Optional.empty());
                return;
            }
            byte[] bytes = new byte[part.readableBytes()];
            part.readBytes(bytes);
            body.writeBytes(bytes);
        } finally {
            part.release();
        }
    }

    @Override
    public void caughtUp() {
        // All of it is waited for.
    }

    @Override
    public void end() {
        over(Optional.of(new Told(contentType, body.toByteArray())));
    }

    @Override
    public void failed(Throwable why) {
        over(Optional.empty());
    }

    private void over(Optional<Told> what) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (call != null) {
            call.abandon();
        }
        told.complete(what);
    }
}
