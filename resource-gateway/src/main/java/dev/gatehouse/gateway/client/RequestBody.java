package dev.gatehouse.gateway.client;

import dev.gatehouse.gateway.http.OwnLoop;
import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request: read whole up to a limit, or dropped. Until one of the two is asked for its connection holds it
 * back. Lives on the event loop of its connection; {@link #content} and {@link #isWhole} may be asked from anywhere.
 */
public final class RequestBody {

    private static final byte[] NOTHING = new byte[0];

    private final Runnable wanted;
    private @Nullable Consumer<Reading> reader;
    private @Nullable Future<?> deadline;
    private Room.@Nullable Share room;
    private long taken;
    private byte[] kept = NOTHING;
    private volatile byte @Nullable [] whole;
    private int size;
    private int limit;
    private long dropped;
    private boolean dropping;
    private boolean ended;

    /**
     * Of a request whose head has come.
     *
     * @param wanted run when the body is waited for
     */
    RequestBody(Runnable wanted) {
        this.wanted = wanted;
    }

    /** What became of reading. */
    public enum Reading {
        /** The connection has ended before the body did. */
        BROKEN_OFF,
        /** It is malformed, and never to be processed (RFC 9112 section 8). */
        MALFORMED,
        /** It is larger than the limit. */
        TOO_LARGE,
        /** Too much is held already, by all or by this one. */
        NO_ROOM,
        /** Its end did not come in time. */
        TOO_SLOW,
        /** It is here, whole. */
        WHOLE
    }

    /**
     * Reads it, up to {@code maximum} bytes. The room is the body's until it is forgotten.
     *
     * @param then is told once what became of it
     */
    public void read(int maximum, Duration patience, OwnLoop loop, Room.Share share, Consumer<Reading> then) {
        limit = maximum;
        room = share;
        reader = then;
        wanted.run();
        if (reader != null) {
            deadline = loop.later(() -> over(Reading.TOO_SLOW), patience.toMillis());
        }
    }

    /** From now on it is dropped as it comes. */
    void drop() {
        if (!dropping) {
            dropping = true;
            stopReading();
            wanted.run();
        }
    }

    /** Whether somebody wants what comes. */
    boolean isWanted() {
        return reader != null || dropping;
    }

    /** Whether all of it has come. */
    boolean hasEnded() {
        return ended;
    }

    /** How many bytes of it were dropped. */
    long dropped() {
        return dropped;
    }

    /** The next part of it, which stays the caller's. */
    void part(ByteBuf part) {
        int length = part.readableBytes();
        if (reader == null) {
            dropped += length;
            return;
        }
        if (length > limit - size) {
            over(Reading.TOO_LARGE);
            return;
        }
        if (length > kept.length - size) {
            int grown = Math.min(limit, Math.max(size + length, 2 * size));
            if (room == null || !room.take(grown - taken)) {
                over(Reading.NO_ROOM);
                return;
            }
            taken = grown;
            kept = Arrays.copyOf(kept, grown);
        }
        part.getBytes(part.readerIndex(), kept, size, length);
        size += length;
    }

    /** All of it has come. */
    void end() {
        ended = true;
        if (reader != null) {
            whole = size == kept.length ? kept : Arrays.copyOf(kept, size);
            over(Reading.WHOLE);
        }
    }

    /** No more of it will come. */
    void fail(Reading why) {
        ended = true;
        over(why);
    }

    private void over(Reading how) {
        Consumer<Reading> reading = reader;
        stopReading();
        if (how != Reading.WHOLE) {
            forget();
            dropping = true;
        }
        if (reading != null) {
            reading.accept(how);
        }
    }

    /** Whether it was read whole, and is not forgotten. */
    public boolean isWhole() {
        return whole != null;
    }

    /** What was read; empty when it was not read whole, or is forgotten. To be held by nobody: here alone it is counted. */
    public byte[] content() {
        byte[] content = whole;
        return content == null ? NOTHING : content;
    }

    /** Nobody needs what was read any more. */
    public void forget() {
        whole = null;
        if (room != null) {
            room.give(taken);
            taken = 0;
        }
    }

    private void stopReading() {
        reader = null;
        kept = NOTHING;
        Future<?> waiting = deadline;
        deadline = null;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}
