package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.feed.FeedStream.NoStreamException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** When the feed's stream is tried again: soon after one that has held, later and later while none does. */
final class StreamTries {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LAST = Duration.ofSeconds(30);

    /** An authorization server of an older version; it may be brought up to date any time. */
    private static final Duration WHERE_THERE_IS_NONE = Duration.ofSeconds(60);

    /** A stream that lived so long did hold. */
    private static final Duration HELD = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private Duration wait = FIRST;
    private long due;

    StreamTries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    boolean isDue() {
        return nanoTime.getAsLong() - due >= 0;
    }

    /** Nothing was wrong with it, or what was is over. */
    void again() {
        due = nanoTime.getAsLong();
        wait = FIRST;
    }

    /** A stream came to its end after {@code life}. */
    void ended(Duration life, Exception why) {
        if (life.compareTo(HELD) >= 0) {
            again();
            return;
        }
        Duration pause = why instanceof NoStreamException ? WHERE_THERE_IS_NONE : wait;
        due = nanoTime.getAsLong() + pause.toNanos();
        wait = wait.multipliedBy(2).compareTo(LAST) > 0 ? LAST : wait.multipliedBy(2);
    }
}
