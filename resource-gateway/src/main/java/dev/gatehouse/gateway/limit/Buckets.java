package dev.gatehouse.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.settings.GatewaySettings.Rate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket for everybody, each no more than one number: when it would be full again (the generic cell rate algorithm).
 * One that is full is the same as none, so buckets are forgotten once they are; beyond the bound the least used go first.
 */
final class Buckets {

    private static final int MAX_REMEMBERED = 100_000;

    private final long interval;
    private final long capacity;
    private final LongSupplier nanoTime;
    private final Cache<Object, AtomicLong> fullAt;

    Buckets(Rate rate, LongSupplier nanoTime) {
        this.interval = Math.max(1, 1_000_000_000L / rate.perSecond());
        this.capacity = interval * rate.burst();
        this.nanoTime = nanoTime;
        this.fullAt = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterAccess(Duration.ofNanos(capacity).plusSeconds(1))
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** Takes one. How many nanoseconds to wait for the next when there is none; zero when it was taken. */
    long take(Object key) {
        long now = nanoTime.getAsLong();
        AtomicLong bucket = fullAt.get(key, ignored -> new AtomicLong(now));
        while (true) {
            long known = bucket.get();
            long full = (known - now > 0 ? known : now) + interval;
            long missing = full - now - capacity;
            if (missing > 0) {
                return missing;
            }
            if (bucket.compareAndSet(known, full)) {
                return 0;
            }
        }
    }

    /** Whether all of them are full, for certain. */
    boolean untouched() {
        return fullAt.estimatedSize() == 0;
    }

    /** The same wait, without taking one. */
    long lacking(Object key) {
        AtomicLong bucket = fullAt.getIfPresent(key);
        return bucket == null ? 0 : Math.max(0, bucket.get() + interval - nanoTime.getAsLong() - capacity);
    }
}
