package dev.gatehouse.gateway.feed;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The feed's clock where a test does not wait for what it knows to grow old: it goes on by itself, and farther when told. */
public final class SkippedTime implements FeedTicker {

    private final AtomicLong skipped = new AtomicLong();

    /** Lets this much time pass at once. */
    public void skip(Duration time) {
        skipped.addAndGet(time.toNanos());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime() + skipped.get();
    }
}
