package dev.gatehouse.gateway.client;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Closes a connection whose next request head does not arrive in time, however steadily it drips. */
public final class SlowHeadHandler extends ChannelDuplexHandler {

    private final Duration first;
    private final Duration next;
    /** Requests that have come and are not answered; touched on the event loop alone. */
    private int open;

    private int seen;
    private boolean inBody;
    private long deadline;
    private @Nullable Future<?> look;

    /**
     * With so much time.
     *
     * @param first for the first head of a connection
     * @param next for each further one, from the end of the answer before it
     */
    public SlowHeadHandler(Duration first, Duration next) {
        this.first = first;
        this.next = next;
    }

    /** How many heads have come whole. */
    int seen() {
        return seen;
    }

    /** Whether what comes next belongs to a body. */
    boolean isInBody() {
        return inBody;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        await(ctx, first);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            open++;
            seen++;
            inBody = true;
        }
        if (message instanceof LastHttpContent) {
            inBody = false;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            open = Math.max(0, open - 1);
            if (open == 0) {
                await(ctx, next);
            }
        }
        ctx.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Future<?> waiting = look;
        if (waiting != null) {
            waiting.cancel(false);
        }
        ctx.fireChannelInactive();
    }

    private void await(ChannelHandlerContext ctx, Duration patience) {
        deadline = ctx.executor().ticker().nanoTime() + patience.toNanos();
        if (look == null) {
            lookIn(ctx, patience.toNanos());
        }
    }

    /** One timer a connection, which finds out for itself that it has come too early: most requests never set one. */
    private void look(ChannelHandlerContext ctx) {
        look = null;
        long left = deadline - ctx.executor().ticker().nanoTime();
        if (open == 0 && left > 0) {
            lookIn(ctx, left);
        } else if (open == 0) {
            ctx.close();
        }
    }

    private void lookIn(ChannelHandlerContext ctx, long nanos) {
        look = ctx.executor().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }
}
