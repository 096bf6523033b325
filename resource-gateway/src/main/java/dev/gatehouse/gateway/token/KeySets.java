package dev.gatehouse.gateway.token;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;
import reactor.core.scheduler.Schedulers;

/** The key sets of external issuers, by their address. */
@Component
final class KeySets {

    private static final int MAX_KEY_SETS = 1_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final BoundedHttp http;
    private final boolean plainHttpAllowed;
    private final LoadingCache<URI, KeySet> byAddress = Caffeine.newBuilder()
            .maximumSize(MAX_KEY_SETS)
            .build(address -> new KeySet(() -> fetch(address), System::nanoTime));

    KeySets(BoundedHttp http, GatewaySettings settings) {
        this.http = http;
        this.plainHttpAllowed = settings.insecureHttp();
    }

    KeySet at(URI address) {
        return byAddress.get(address);
    }

    private CompletableFuture<VerificationKeys> fetch(URI address) {
        if (!"https".equalsIgnoreCase(address.getScheme()) && !plainHttpAllowed) {
            return CompletableFuture.failedFuture(new IOException("key sets are fetched over https only"));
        }
        return http.get(address, Map.of("accept", "application/json"), MAX_BYTES, TIMEOUT)
                .publishOn(Schedulers.boundedElastic()) // thousands of keys take an event loop too long
                .map(fetched -> {
                    if (fetched.status() != 200) {
                        throw new UncheckedIOException(new IOException("status " + fetched.status()));
                    }
                    return VerificationKeys.parse(new String(fetched.body(), StandardCharsets.UTF_8));
                })
                .toFuture();
    }
}
