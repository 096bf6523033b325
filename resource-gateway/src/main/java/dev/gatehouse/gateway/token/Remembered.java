package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Function;

/** Memories of what tokens turned out to be: bounded by what is held, for an issuer may say much about a token. */
final class Remembered {

    /** In bytes, roughly: some 20,000 ordinary tokens. */
    static final long MAX = 32L * 1024 * 1024;

    private Remembered() {}

    static <K, V> Caffeine<K, V> bounded(Function<V, Verification> verification) {
        return Caffeine.newBuilder()
                // upkeep is short, and dearer to hand over than to do
                .executor(Runnable::run)
                .maximumWeight(MAX)
                .weigher((K key, V value) -> verification.apply(value).weight());
    }
}
