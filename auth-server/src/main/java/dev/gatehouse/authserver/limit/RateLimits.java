package dev.gatehouse.authserver.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.authserver.settings.Settings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Token buckets, one for each limit and place, in the memory of this node: several nodes together let through as many times
 * more. What is remembered is bounded; a bucket that is forgotten was full again, or belongs to a flood of places.
 */
@Component
public final class RateLimits {

    private static final int MAX_BUCKETS = 100_000;

    private final boolean on;
    private final Cache<Key, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    /** On or off as the settings say. */
    public RateLimits(Settings settings) {
        this.on = settings.rateLimited();
    }

    /**
     * Counts one.
     *
     * @param place from where, such as an address
     * @return empty when it may be done, else after how long it may be tried again
     */
    public Optional<Duration> take(Limit limit, String place) {
        if (!on) {
            return Optional.empty();
        }
        ConsumptionProbe probe =
                buckets.get(new Key(limit, place), RateLimits::fresh).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /** Takes back what was counted by {@link #take}: it turned out to be harmless. */
    public void giveBack(Limit limit, String place) {
        Bucket bucket = buckets.getIfPresent(new Key(limit, place));
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }

    /** Forgets what was counted so far. */
    public void forget(Limit limit, String place) {
        buckets.invalidate(new Key(limit, place));
    }

    private static Bucket fresh(Key key) {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth
                        .capacity(key.limit().capacity())
                        .refillGreedy(key.limit().capacity(), key.limit().period()))
                .build();
    }

    private record Key(Limit limit, String place) {}
}
