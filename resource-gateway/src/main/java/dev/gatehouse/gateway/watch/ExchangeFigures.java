package dev.gatehouse.gateway.watch;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.server.ServerEntry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts exchanges. A figure is about a server only where the feed knows one at that place, and about so many servers at
 * the most; all others together are {@code other}, and what has no server is {@code none}.
 */
@Component
final class ExchangeFigures implements ExchangeListener {

    static final int MAX_SERVERS = 500;
    private static final String NONE = "none";
    private static final String OTHER = "other";
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    private final MeterRegistry registry;
    private final Feed feed;
    private final int maxServers;
    private final Map<String, ServerFigures> servers = new ConcurrentHashMap<>();
    private final ServerFigures other;
    private final ServerFigures none;
    private final Timer added;
    private final Counter up;
    private final Counter down;
    private final Map<Exchange.End, Counter> ends = new EnumMap<>(Exchange.End.class);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger listening = new AtomicInteger();

    @Autowired
    ExchangeFigures(MeterRegistry registry, Feed feed) {
        this(registry, feed, MAX_SERVERS);
    }

    ExchangeFigures(MeterRegistry registry, Feed feed, int maxServers) {
        this.registry = registry;
        this.feed = feed;
        this.maxServers = maxServers;
        this.other = new ServerFigures(registry, OTHER);
        this.none = new ServerFigures(registry, NONE);
        this.added = Timer.builder("gatehouse.added")
                .description("from the head of a request to the decision, without the wait for its body")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.up = registry.counter("gatehouse.bytes", "direction", "up");
        this.down = registry.counter("gatehouse.bytes", "direction", "down");
        for (Exchange.End end : Exchange.End.values()) {
            ends.put(end, registry.counter("gatehouse.exchanges", "end", end.name()));
        }
        Gauge.builder("gatehouse.exchanges.open", open, AtomicInteger::get)
                .description("requests that are at an upstream now, listening streams included")
                .register(registry);
        Gauge.builder("gatehouse.listening.open", listening, AtomicInteger::get)
                .description("streams that only listen")
                .register(registry);
    }

    @Override
    public void decided(Exchange exchange) {
        of(exchange).decided(exchange.reason());
        added.record(exchange.decidedAt() - exchange.startedAt() - exchange.awaited(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void relaying(Exchange exchange, HttpHeaders headers) {
        open.incrementAndGet();
        if (exchange.listens()) {
            listening.incrementAndGet();
        }
    }

    @Override
    public void ended(Exchange exchange) {
        Objects.requireNonNull(ends.get(exchange.end())).increment();
        up.increment(exchange.bytesUp());
        down.increment(exchange.bytesDown());
        if (exchange.relayedAt() != 0) {
            open.decrementAndGet();
            if (exchange.listens()) {
                listening.decrementAndGet();
            }
        }
        // Also one that never got there: the upstream refused the connection.
        if (exchange.server().isPresent()) {
            of(exchange).ended(exchange, System.nanoTime());
        }
    }

    /** How the upstreams do that were asked, as far as traffic tells. */
    List<ServerFigures.Health> upstreams() {
        tidy();
        long now = System.nanoTime();
        return servers.values().stream()
                .map(figures -> figures.health(now))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .sorted(Comparator.comparing(ServerFigures.Health::server))
                .toList();
    }

    /** Forgets the servers that the feed knows no more. */
    void tidy() {
        View view = feed.view();
        if (view == null) {
            return;
        }
        servers.forEach((route, figures) -> {
            if (view.state().at(route).isEmpty() && servers.remove(route, figures)) {
                figures.forget();
            }
        });
    }

    private ServerFigures of(Exchange exchange) {
        ServerEntry place = exchange.place().orElse(null);
        if (place == null) {
            return none;
        }
        ServerFigures known = servers.get(exchange.route());
        if (known != null) {
            return known;
        }
        return servers.size() < maxServers
                ? servers.computeIfAbsent(exchange.route(), route -> new ServerFigures(registry, route))
                : other;
    }
}
