package dev.gatehouse.gateway.watch;

import dev.gatehouse.gateway.exchange.Exchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is counted of one place: its decisions, and how its upstream does, seen from the traffic alone. */
final class ServerFigures {

    private static final int MAX_REASONS = 64;
    private static final String UPSTREAM = "UPSTREAM_";

    private final MeterRegistry registry;
    private final String server;
    private final Map<String, Counter> decisions = new ConcurrentHashMap<>();
    private final Map<String, Counter> errors = new ConcurrentHashMap<>();
    private final Map<Integer, Counter> answers = new ConcurrentHashMap<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile @Nullable Timer upstream;
    private volatile long answeredAt;
    private volatile long failedAt;
    private volatile String lastFailure = "";

    ServerFigures(MeterRegistry registry, String server) {
        this.registry = registry;
        this.server = server;
    }

    void decided(String reason) {
        counter(decisions, "gatehouse.decisions", "reason", reason).increment();
    }

    /** An exchange with the upstream is over. */
    void ended(Exchange exchange, long nanoTime) {
        if (exchange.answeredAt() != 0 && exchange.relayedAt() != 0) {
            upstream().record(exchange.answeredAt() - exchange.relayedAt(), TimeUnit.NANOSECONDS);
        }
        String failure = failureOf(exchange);
        if (failure != null) {
            counter(errors, "gatehouse.upstream.errors", "kind", failure).increment();
            lastFailure = failure;
            failedAt = nanoTime;
            failuresInARow.incrementAndGet();
        } else if (exchange.answeredAt() != 0) {
            answers.computeIfAbsent(exchange.status() / 100, this::answers).increment();
            answeredAt = nanoTime;
            failuresInARow.set(0);
        }
    }

    /** How the upstream does; null where it was never asked. */
    @Nullable
    Health health(long nanoTime) {
        if (answeredAt == 0 && failedAt == 0) {
            return null;
        }
        return new Health(
                server,
                failuresInARow.get() == 0 ? "UP" : "FAILING",
                failuresInARow.get(),
                answeredAt == 0 ? null : TimeUnit.NANOSECONDS.toMillis(nanoTime - answeredAt),
                failedAt == 0 ? null : TimeUnit.NANOSECONDS.toMillis(nanoTime - failedAt),
                failedAt == 0 ? null : lastFailure);
    }

    /** Takes everything about it out of the registry. */
    void forget() {
        List<Meter> meters = new ArrayList<>(decisions.values());
        meters.addAll(errors.values());
        meters.addAll(answers.values());
        Timer timer = upstream;
        if (timer != null) {
            meters.add(timer);
        }
        meters.forEach(registry::remove);
    }

    private static @Nullable String failureOf(Exchange exchange) {
        if (exchange.end() == Exchange.End.UPSTREAM_BROKE) {
            return "UPSTREAM_BROKE";
        }
        // what follows `STATUS` is the upstream's own choice
        String reason = exchange.reason();
        return reason.startsWith(UPSTREAM + "STATUS_")
                ? "UPSTREAM_STATUS"
                : reason.startsWith(UPSTREAM) ? reason : null;
    }

    private Timer upstream() {
        Timer timer = upstream;
        if (timer == null) {
            timer = Timer.builder("gatehouse.upstream")
                    .description("from sending a request to the head of the upstream's answer")
                    .tag("server", server)
                    .register(registry);
            upstream = timer;
        }
        return timer;
    }

    private Counter answers(int hundreds) {
        return registry.counter("gatehouse.upstream.answers", "server", server, "class", hundreds + "xx");
    }

    private Counter counter(Map<String, Counter> known, String name, String tag, String value) {
        Counter counter = known.get(value);
        if (counter != null) {
            return counter;
        }
        String bounded = known.size() < MAX_REASONS ? value : "OTHER";
        return known.computeIfAbsent(bounded, key -> registry.counter(name, "server", server, tag, key));
    }

    /**
     * How an upstream does, as far as traffic tells.
     *
     * @param server its place
     * @param status UP after an answer, FAILING after a failure
     * @param answeredMs how long ago it last answered
     * @param failedMs how long ago it last failed
     * @param failure how it last failed
     */
    record Health(
            String server,
            String status,
            int failuresInARow,
            @Nullable Long answeredMs,
            @Nullable Long failedMs,
            @Nullable String failure) {}
}
