package dev.gatehouse.authserver.feed;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One gateway's stream. No thread waits for it: it is written to when it can take something (Jakarta Servlet, section 3.7), and
 * holds one event at the most that is not written yet.
 */
final class GatewayStream implements WriteListener, AsyncListener {

    private static final int SLICE = 8 * 1024;

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Consumer<GatewayStream> whenOver;
    private final long begunAt;
    private final Deque<byte[]> unwritten = new ArrayDeque<>();
    private int offset;
    private boolean unflushed;
    private boolean begun;
    private boolean over;
    private String cursor;
    private long sentAt;
    private long stuckSince;

    GatewayStream(
            AsyncContext async,
            ServletOutputStream out,
            String cursor,
            long begunAt,
            Consumer<GatewayStream> whenOver) {
        this.async = async;
        this.out = out;
        this.cursor = cursor;
        this.begunAt = begunAt;
        this.sentAt = begunAt;
        this.stuckSince = begunAt;
        this.whenOver = whenOver;
    }

    /** Where it stands when everything is written. */
    synchronized String cursor() {
        return cursor;
    }

    /** Whether it can take an event now. */
    synchronized boolean canTake() {
        return begun && !over && !unflushed && out.isReady();
    }

    /** How long it has not been able to take what it was sent, in milliseconds. */
    synchronized long stuckMillis(long now) {
        return unflushed || !begun ? TimeUnit.NANOSECONDS.toMillis(now - stuckSince) : 0;
    }

    /** How long ago an event was sent, in milliseconds. */
    synchronized long silentMillis(long now) {
        return TimeUnit.NANOSECONDS.toMillis(now - sentAt);
    }

    /** How old it is, in milliseconds. */
    long ageMillis(long now) {
        return TimeUnit.NANOSECONDS.toMillis(now - begunAt);
    }

    /** Sends; only when it can take something. */
    synchronized void send(StreamedPage page, long now) {
        queue(page, now);
        pump();
    }

    /** The first event, to be written as soon as the container lets us. */
    synchronized void queue(StreamedPage page, long now) {
        List<byte[]> event = page.onTheWire(Math.max(0, ageMillis(page.readAt())));
        unwritten.addAll(event);
        unflushed = true;
        cursor = page.cursor();
        sentAt = now;
        stuckSince = now;
    }

    private void pump() {
        try {
            while (!over && unflushed && out.isReady()) {
                byte[] next = unwritten.peek();
                if (next == null) {
                    unflushed = false;
                    out.flush();
                } else {
                    int length = Math.min(SLICE, next.length - offset);
                    out.write(next, offset, length);
                    offset += length;
                    if (offset == next.length) {
                        unwritten.remove();
                        offset = 0;
                    }
                }
            }
        } catch (IOException | IllegalStateException e) {
            end();
        }
    }

    /** Ends it, in order where that is possible. */
    synchronized void end() {
        if (over) {
            return;
        }
        over = true;
        unwritten.clear();
        whenOver.accept(this);
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // the container has ended it already
        }
    }

    @Override
    public synchronized void onWritePossible() {
        begun = true;
        pump();
    }

    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        whenOver.accept(this);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // it is started once
    }
}
