package dev.gatehouse.gateway.token;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one external issuer: fresh for 300 seconds, the last good ones kept for an hour of outage, fetched by one
 * request at a time and at most every 5 seconds.
 */
final class KeySet {

    static final Duration FRESH = Duration.ofSeconds(300);
    static final Duration KEPT = Duration.ofHours(1);
    static final Duration BETWEEN_FETCHES = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(KeySet.class);

    private final Supplier<CompletableFuture<VerificationKeys>> source;
    private final LongSupplier nanoTime;

    private @Nullable VerificationKeys keys;
    private long fetchedAt;
    private long triedAt;
    private boolean tried;
    private boolean outage;
    private @Nullable CompletableFuture<Optional<VerificationKeys>> fetching;

    KeySet(Supplier<CompletableFuture<VerificationKeys>> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /** The keys to use now; empty when there are none that may still be used. */
    synchronized CompletableFuture<Optional<VerificationKeys>> current() {
        if (keys != null && age(fetchedAt) < FRESH.toNanos()) {
            return CompletableFuture.completedFuture(Optional.of(keys));
        }
        CompletableFuture<Optional<VerificationKeys>> next = fetchIfAllowed();
        // In an outage nobody waits for the next try to fail, too.
        return outage && kept().isPresent() ? CompletableFuture.completedFuture(kept()) : next;
    }

    /** The keys after another look, because {@code known} lacks one; the same when it is too early for a look. */
    synchronized CompletableFuture<Optional<VerificationKeys>> lookAgain(VerificationKeys known) {
        return keys != null && keys != known ? CompletableFuture.completedFuture(Optional.of(keys)) : fetchIfAllowed();
    }

    private CompletableFuture<Optional<VerificationKeys>> fetchIfAllowed() {
        if (fetching != null) {
            return fetching;
        }
        if (tried && age(triedAt) < BETWEEN_FETCHES.toNanos()) {
            return CompletableFuture.completedFuture(kept());
        }
        tried = true;
        triedAt = nanoTime.getAsLong();
        CompletableFuture<Optional<VerificationKeys>> result = new CompletableFuture<>();
        fetching = result;
        fetch().whenComplete((fetched, failure) -> result.complete(fetched(fetched, failure)));
        return result;
    }

    /** Whatever the source throws is an outage like any other; left alone it would leave {@code fetching} set for good. */
    private CompletableFuture<VerificationKeys> fetch() {
        try {
            return source.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized Optional<VerificationKeys> fetched(
            @Nullable VerificationKeys fetched, @Nullable Throwable failure) {
        fetching = null;
        if (fetched == null) {
            if (!outage) {
                LOG.warn("key set of an external issuer cannot be fetched: {}", String.valueOf(failure));
            }
            outage = true;
            return kept();
        }
        outage = false;
        fetchedAt = nanoTime.getAsLong();
        // The same keys keep their identity, and with it what was verified under them.
        keys = keys != null && keys.sameKeysAs(fetched) ? keys : fetched;
        return Optional.of(keys);
    }

    private Optional<VerificationKeys> kept() {
        return keys != null && age(fetchedAt) < KEPT.toNanos() ? Optional.of(keys) : Optional.empty();
    }

    private long age(long since) {
        return nanoTime.getAsLong() - since;
    }
}
