package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.feed.FeedChange.Told;
import dev.gatehouse.gateway.http.BoundedHttp.Piece;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * The feed as a stream, read by the feed's own thread. What it proves is counted from the question: the authorization server
 * says how long after it the database was read, so that no delay on the way makes the state look fresher than it is.
 */
final class FeedStream implements AutoCloseable {

    /** Pieces that may wait to be read; the connection is not read any further then. */
    private static final int AHEAD = 16;

    private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
    private final Deque<Told> read = new ArrayDeque<>();
    private final EventReader events;
    private final LongSupplier nanoTime;
    private final long askedAt;
    private final Arrivals arrivals = new Arrivals();
    private long provenAt;
    private boolean begun;

    /** Asks for it. */
    FeedStream(Flux<Piece> pieces, int largestEvent, LongSupplier nanoTime) {
        this.events = new EventReader(largestEvent);
        this.nanoTime = nanoTime;
        this.askedAt = nanoTime.getAsLong();
        this.provenAt = askedAt;
        pieces.subscribe(arrivals);
    }

    /**
     * The next event; null when none came in time.
     *
     * @throws NoStreamException when the authorization server does not speak like this
     * @throws IOException when the stream is over
     */
    @Nullable
    Told next(Duration wait) throws FeedException, IOException, InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        while (read.isEmpty()) {
            Arrival arrival = arrived.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (arrival == null) {
                return null;
            }
            take(arrival);
        }
        Told told = read.remove();
        begun = true;
        long proven = askedAt + told.elapsed().toNanos();
        // a clock over there that runs fast must not lead past our own
        provenAt = proven - nanoTime.getAsLong() > 0 ? nanoTime.getAsLong() : proven;
        return told;
    }

    private void take(Arrival arrival) throws FeedException, IOException {
        if (arrival.piece() == null) {
            throw new IOException("the feed's stream ended: " + arrival.end());
        }
        arrivals.more();
        if (arrival.piece() instanceof Piece.Head head) {
            if (head.status() != 200) {
                throw new IOException("status " + head.status() + " to the feed's stream");
            }
            if (!head.contentType().startsWith("text/event-stream")) {
                throw new NoStreamException();
            }
        } else if (arrival.piece() instanceof Piece.Part part) {
            for (byte[] data : events.read(part.bytes())) {
                read.add(FeedReader.told(data));
            }
        }
    }

    /** When everything was told that there was. */
    long provenAt() {
        return provenAt;
    }

    /** Whether an event has come, and the last one proves freshness within this time. */
    boolean proves(Duration age) {
        return begun && age().compareTo(age) <= 0;
    }

    /** How long ago everything was told that there was. */
    Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - provenAt);
    }

    /** How long ago it was asked for. */
    Duration life() {
        return Duration.ofNanos(nanoTime.getAsLong() - askedAt);
    }

    @Override
    public void close() {
        arrivals.cancel();
    }

    /** The authorization server answers with a document, as those of older versions do. */
    static final class NoStreamException extends IOException {

        private static final long serialVersionUID = 1L;

        NoStreamException() {
            super("no stream of the feed there");
        }
    }

    /** A piece, or the end and why. */
    private record Arrival(@Nullable Piece piece, String end) {}

    private final class Arrivals extends BaseSubscriber<Piece> {

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(AHEAD);
        }

        @Override
        protected void hookOnNext(Piece piece) {
            arrived.add(new Arrival(piece, ""));
        }

        @Override
        protected void hookOnComplete() {
            arrived.add(new Arrival(null, "closed"));
        }

        @Override
        protected void hookOnError(Throwable failure) {
            arrived.add(new Arrival(null, failure.getClass().getSimpleName() + ": " + failure.getMessage()));
        }

        private void more() {
            request(1);
        }
    }
}
