package dev.gatehouse.gateway.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;

/** Tells the operator of an upstream that does not work: once every ten seconds a server, not once a request. */
public final class UpstreamWarnings {

    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Logger log;
    private final Cache<String, Boolean> told =
            Caffeine.newBuilder().expireAfterWrite(QUIET).maximumSize(1_000).build();

    /** Tells it to this log. */
    public UpstreamWarnings(Logger log) {
        this.log = log;
    }

    /** A problem of a server, in words without anything secret. */
    public void about(ProxiedServer server, String problem) {
        if (told.asMap().putIfAbsent(server.slug(), true) == null) {
            log.warn("server `{}`: {}", server.slug(), problem);
        } else {
            log.debug("server `{}`: {}", server.slug(), problem);
        }
    }
}
