package dev.gatehouse.gateway.server;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;

/**
 * Tells the operator of something outside that does not work: once in a while for each kind of problem, not once a request.
 * Problems are of one kind when they are the same up to their first digit: {@code status 401} is another than {@code status 502}.
 */
public final class UpstreamWarnings {

    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int MAX_TOLD = 1_000;

    private final Logger log;
    private final Cache<Told, Boolean> told;

    /** Tells it to this log, every ten seconds. */
    public UpstreamWarnings(Logger log) {
        this(log, QUIET);
    }

    /** Tells it to this log, and is quiet for so long. */
    public UpstreamWarnings(Logger log, Duration quiet) {
        this.log = log;
        this.told = Caffeine.newBuilder()
                .expireAfterWrite(quiet)
                .maximumSize(MAX_TOLD)
                .build();
    }

    /** A problem of a server, in words without anything secret. */
    public void about(ProxiedServer server, String problem) {
        about("server `" + server.slug() + "`", problem);
    }

    /** A problem of anything, in words without anything secret. */
    public void about(String subject, String problem) {
        if (told.asMap().putIfAbsent(new Told(subject, kind(problem)), true) == null) {
            log.warn("{}: {}", subject, problem);
        } else {
            log.debug("{}: {}", subject, problem);
        }
    }

    private static String kind(String problem) {
        for (int i = 0; i < problem.length(); i++) {
            if (Character.isDigit(problem.charAt(i))) {
                return problem.substring(0, i + 1);
            }
        }
        return problem;
    }

    private record Told(String subject, String kind) {}
}
