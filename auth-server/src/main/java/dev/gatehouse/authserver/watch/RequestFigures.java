package dev.gatehouse.authserver.watch;

import dev.gatehouse.authserver.http.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Times requests by endpoint, class of status and outcome. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RequestFigures extends OncePerRequestFilter {

    private static final int MAX_SERIES = 1_000;
    private static final String FEED = "/internal/v1/feed";
    private static final String OTHER = "other";

    /** Counted by themselves; of the rest what begins so. */
    private static final List<String> ENDPOINTS = List.of(
            "/oauth2/token",
            "/oauth2/authorize",
            "/oauth2/introspect",
            "/oauth2/revoke",
            "/oauth2/register",
            "/oauth2/par",
            "/oauth2/jwks",
            "/oauth2/consent",
            "/.well-known",
            FEED,
            "/internal/v1/snapshot",
            "/internal/v1/decisions",
            "/internal/v1/api-tokens/introspect",
            "/internal",
            "/api/v1",
            "/login",
            "/health");

    private final MeterRegistry registry;
    private final Map<List<String>, Timer> timers = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();

    RequestFigures(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("gatehouse.feed.streams", streams, AtomicInteger::get)
                .description("gateways that listen to the feed now")
                .register(registry);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long began = System.nanoTime();
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
        } finally {
            String endpoint = endpoint(request.getRequestURI());
            String status = answered ? response.getStatus() / 100 + "xx" : "5xx";
            timer(List.of(endpoint, status, Outcome.of(request)))
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            if (answered && endpoint.equals(FEED) && request.isAsyncStarted()) {
                streams.incrementAndGet();
                request.getAsyncContext().addListener(new Ending());
            }
        }
    }

    private Timer timer(List<String> labels) {
        Timer known = timers.get(labels);
        if (known != null) {
            return known;
        }
        List<String> bounded = timers.size() < MAX_SERIES ? labels : List.of(labels.get(0), labels.get(1), OTHER);
        return timers.computeIfAbsent(
                bounded,
                of -> Timer.builder("gatehouse.requests")
                        .tags("endpoint", of.get(0), "status", of.get(1), "outcome", of.get(2))
                        .register(registry));
    }

    private static String endpoint(String path) {
        for (String endpoint : ENDPOINTS) {
            if (path.equals(endpoint) || path.startsWith(endpoint + "/")) {
                return endpoint;
            }
        }
        return OTHER;
    }

    /** Of a stream: it ends once, however it ends. */
    private final class Ending implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            streams.decrementAndGet();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // completed next
        }

        @Override
        public void onError(AsyncEvent event) {
            // completed next
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
