package dev.gatehouse.gateway.proxy;

import dev.gatehouse.gateway.http.Room;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The body of one request: read up to a limit, or read and dropped. Lives on the event loop of its connection.
 *
 * <p>Dropping goes on for a while after a refusal, because a connection that is closed while its client still sends is
 * reset, and the reset overtakes the answer. More than the limit itself is dropped, or a body just beyond it would be cut.
 */
final class RequestBody extends BaseSubscriber<ByteBuf> {

    private static final int MAX_DROPPED = 16 * 1024 * 1024;
    private static final Duration MAX_LINGER = Duration.ofSeconds(2);
    private static final byte[] NOTHING = new byte[0];

    private final HttpServerRequest request;
    private final Sinks.Empty<Boolean> end = Sinks.empty();
    private @Nullable MonoSink<Integer> reader;
    private @Nullable Future<?> deadline;
    private Room.@Nullable Share room;
    private long taken;
    private byte[] kept = NOTHING;
    private volatile byte @Nullable [] whole;
    private int size;
    private int limit;
    private int dropped;
    private boolean started;
    private volatile boolean complete;

    RequestBody(HttpServerRequest request) {
        this.request = request;
    }

    /**
     * Reads it whole, and tells its length; fails with {@link TooLarge} at the first byte beyond the limit, with {@link Broken} when it is
     * malformed, with {@link NoRoom} when there is no room for more, with {@link TimeoutException} when its end does not
     * come in time. The room is the body's until it is forgotten.
     */
    Mono<Integer> read(int maximum, Duration patience, OwnLoop loop, Room.Share share) {
        return Mono.create(sink -> {
            limit = maximum;
            room = share;
            reader = sink;
            sink.onDispose(this::stopReading);
            start();
            if (reader != null) {
                deadline = loop.later(() -> fail(new TimeoutException()), patience.toMillis());
            }
        });
    }

    /** Reads and drops what is left, within limits of size and time. Whether the end was reached. */
    Mono<Boolean> drop() {
        return Mono.defer(() -> {
            stopReading();
            if (!hasBody() || complete) {
                return Mono.just(true);
            }
            start();
            return end.asMono().timeout(MAX_LINGER, Mono.empty()).then(Mono.fromSupplier(() -> complete));
        });
    }

    private boolean hasBody() {
        HttpHeaders headers = request.requestHeaders();
        return headers.contains("transfer-encoding")
                || !headers.get("content-length", "0").equals("0");
    }

    private void start() {
        if (!started) {
            started = true;
            request.receive().subscribe(this);
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        requestUnbounded();
    }

    @Override
    protected void hookOnNext(ByteBuf part) {
        int length = part.readableBytes();
        if (reader == null) {
            dropped += length;
            if (dropped > MAX_DROPPED) {
                end.tryEmitEmpty();
            }
            return;
        }
        if (length > limit - size) {
            fail(new TooLarge());
            return;
        }
        if (length > kept.length - size) {
            int grown = Math.min(limit, Math.max(size + length, 2 * size));
            if (room == null || !room.take(grown - taken)) {
                fail(new NoRoom());
                return;
            }
            taken = grown;
            kept = Arrays.copyOf(kept, grown);
        }
        part.getBytes(part.readerIndex(), kept, size, length);
        size += length;
    }

    @Override
    protected void hookOnComplete() {
        complete = true;
        MonoSink<Integer> reading = reader;
        if (reading != null && isBroken()) {
            fail(new Broken());
        } else if (reading != null) {
            whole = size == kept.length ? kept : Arrays.copyOf(kept, size);
            stopReading();
            reading.success(size);
        }
        end.tryEmitEmpty();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        fail(failure);
        end.tryEmitEmpty();
    }

    private boolean isBroken() {
        boolean[] broken = new boolean[1];
        request.withConnection(
                connection -> broken[0] = ConnectionNotes.isBroken(connection.channel(), request.requestHeaders()));
        return broken[0];
    }

    private void fail(Throwable failure) {
        MonoSink<Integer> reading = reader;
        stopReading();
        forget();
        if (reading != null) {
            reading.error(failure);
        }
    }

    /** Whether it was read whole, and is not forgotten. */
    boolean isWhole() {
        return whole != null;
    }

    /** What was read; empty when it was not read whole, or is forgotten. To be held by nobody: here alone it is counted. */
    byte[] content() {
        byte[] content = whole;
        return content == null ? NOTHING : content;
    }

    /** Nobody needs what was read any more. */
    void forget() {
        whole = null;
        if (room != null) {
            room.give(taken);
            taken = 0;
        }
    }

    /** What comes from now on is dropped. */
    private void stopReading() {
        reader = null;
        kept = NOTHING;
        Future<?> waiting = deadline;
        deadline = null;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    /** The body has not come whole. */
    static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Broken() {
            super("the body is broken", null, false, false);
        }
    }

    /** The body is larger than what is read. */
    static final class TooLarge extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("the body is too large", null, false, false);
        }
    }

    /** Too much is held already, by all or by this one. */
    static final class NoRoom extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoRoom() {
            super("no room for the body", null, false, false);
        }
    }
}
