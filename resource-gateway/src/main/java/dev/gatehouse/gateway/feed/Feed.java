package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.token.NewerKeys;
import dev.gatehouse.gateway.token.TrustAnchor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What others read of the feed: the state, how old it is, and whether there is one yet. */
@Component
public final class Feed implements NewerKeys {

    /** Past this age, servers whose revocations must bite at once are not served (fixed in interface.md). */
    public static final Duration STALENESS_BOUND = Duration.ofSeconds(5);

    private static final Duration WAITED = Duration.ofMillis(1_500);

    private final LongSupplier nanoTime;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Feed> first = new CompletableFuture<>();
    private volatile @Nullable Held held;

    Feed(FeedTicker ticker) {
        this.nanoTime = ticker::nanoTime;
    }

    /** What is known now; null before the first snapshot. */
    public @Nullable View view() {
        Held now = held;
        return now == null
                ? null
                : new View(now.state(), Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - now.provenAt())));
    }

    /** Completed when the first snapshot is in force. */
    public CompletableFuture<Feed> first() {
        return first.copy();
    }

    /** Puts a state in force that is known to be all that there was at {@code provenAt}. Called by one thread. */
    void hold(FeedState state, long provenAt) {
        Held before = held;
        held = new Held(state, before != null && before.provenAt() - provenAt > 0 ? before.provenAt() : provenAt);
        first.complete(this);
        for (Waiter waiter : waiters) {
            if (provenAt - waiter.since >= 0) {
                waiter.answer.complete(Optional.of(state.anchor()));
            }
        }
    }

    /** Puts a state in force that is on its way to be up to date. */
    void holdOnTheWay(FeedState state) {
        Held before = held;
        if (before != null) {
            held = new Held(state, before.provenAt());
        }
    }

    @Override
    public CompletableFuture<Optional<TrustAnchor>> next() {
        Waiter waiter = new Waiter(nanoTime.getAsLong(), new CompletableFuture<>());
        waiters.add(waiter);
        waiter.answer.completeOnTimeout(Optional.empty(), WAITED.toMillis(), TimeUnit.MILLISECONDS);
        return waiter.answer.whenComplete((anchor, problem) -> waiters.remove(waiter));
    }

    /** Compared by identity: each waits for itself. */
    private static final class Waiter {

        private final long since;
        private final CompletableFuture<Optional<TrustAnchor>> answer;

        private Waiter(long since, CompletableFuture<Optional<TrustAnchor>> answer) {
            this.since = since;
            this.answer = answer;
        }
    }

    private record Held(FeedState state, long provenAt) {}

    /**
     * The state and its age.
     *
     * @param staleness how long ago it was last known to be up to date
     */
    public record View(FeedState state, Duration staleness) {

        /** Whether it is too old for servers whose revocations must bite at once. */
        public boolean stale() {
            return staleness.compareTo(STALENESS_BOUND) > 0;
        }
    }
}
