package dev.gatehouse.gateway.report;

import dev.gatehouse.gateway.backlog.Backlog;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.BoundedHttp.Fetched;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends refusals to the authorization server, once a second, so many at a time. What is too much is dropped and counted:
 * beyond its share within ten seconds what one person's tokens cause, so that nobody crowds out the others, and beyond the
 * queue what all do.
 */
@Component
public final class DecisionReports implements ExchangeListener, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionReports.class);
    private static final int WAITING = 2_000;
    private static final int AT_ONCE = 500;
    private static final int SHARE = 50;

    /** Half of what the authorization server takes: the last item may be a large one. */
    private static final int MAX_BYTES = 2 * 1024 * 1024;

    private static final int MAX_OWNERS = 10_000;
    private static final int MAX_ANSWER = 1_024;
    private static final Duration SHARE_OF = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long INTERVAL_MILLIS = 1_000;

    private final BoundedHttp http;
    private final URI uri;
    private final Map<String, String> headers;
    private final InstantSource clock;
    private final Function<Refused, byte[]> writer;
    private final Backlog<Refused> waiting = new Backlog<>("gateway-decisions", WAITING);
    private final Map<String, AtomicInteger> shares = new ConcurrentHashMap<>();
    private final LongAdder sent = new LongAdder();
    private boolean outage;

    @Autowired
    DecisionReports(BoundedHttp http, GatewaySettings settings, InstantSource clock) {
        this(http, settings, clock, JsonMapper.shared()::writeValueAsBytes);
    }

    DecisionReports(BoundedHttp http, GatewaySettings settings, InstantSource clock, Function<Refused, byte[]> writer) {
        this.http = http;
        this.uri = URI.create(settings.authUrl() + "/internal/v1/decisions");
        this.headers = Map.of(
                "authorization",
                "Bearer " + settings.feedCredential().value(),
                "content-type",
                "application/json",
                "accept",
                "application/json");
        this.clock = clock;
        this.writer = writer;
    }

    @Override
    public void decided(Exchange exchange) {
        if (!exchange.reason().equals("ALLOW")) {
            Refused.of(exchange, clock.instant()).ifPresent(this::add);
        }
    }

    /** It was allowed and the client was shown an id all the same: the upstream failed, or the gateway did. */
    @Override
    public void ended(Exchange exchange) {
        boolean failed =
                exchange.reason().startsWith("UPSTREAM_") || exchange.reason().equals("INTERNAL");
        if (failed && exchange.server().isPresent()) {
            Refused.of(exchange, clock.instant()).ifPresent(this::add);
        }
    }

    /** How many were sent. */
    public long sent() {
        return sent.sum();
    }

    /** How many cannot be looked up. */
    public long dropped() {
        return waiting.dropped();
    }

    private void add(Refused refused) {
        String owner = shares.size() < MAX_OWNERS ? refused.owner() : "";
        int soFar = shares.computeIfAbsent(owner, key -> new AtomicInteger()).incrementAndGet();
        if (soFar > SHARE) {
            waiting.drop(1);
        } else {
            waiting.add(refused);
        }
    }

    private void work() throws InterruptedException {
        long sharesSince = System.nanoTime();
        while (waiting.goesOn()) {
            Refused first = waiting.await();
            if (System.nanoTime() - sharesSince > SHARE_OF.toNanos()) {
                shares.clear();
                sharesSince = System.nanoTime();
            }
            if (first == null) {
                continue;
            }
            if (!waiting.isEnding() && waiting.size() < AT_ONCE) {
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS / 4);
            }
            send(items(first));
        }
    }

    /** What is sent at once, written out. What cannot be written is dropped: it must not keep the others from being sent. */
    private List<byte[]> items(Refused first) {
        List<byte[]> items = new ArrayList<>(AT_ONCE);
        int size = 0;
        for (Refused next = first;
                next != null;
                next = size < MAX_BYTES && items.size() < AT_ONCE ? waiting.poll() : null) {
            try {
                byte[] item = writer.apply(next);
                items.add(item);
                size += item.length;
            } catch (RuntimeException e) {
                LOG.error("refusal {} cannot be reported", next.id(), e);
                waiting.drop(1);
            }
        }
        return items;
    }

    private void send(List<byte[]> items) throws InterruptedException {
        if (items.isEmpty()) {
            return;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("{\"items\":[".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(items.get(i));
        }
        body.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
        String problem = "";
        for (int attempt = 0; attempt < 3; attempt++) {
            if (attempt > 0) {
                TimeUnit.MILLISECONDS.sleep(waiting.isEnding() ? 0 : INTERVAL_MILLIS * attempt);
            }
            try {
                Fetched answer = http.postJson(uri, headers, body.toByteArray(), MAX_ANSWER, TIMEOUT)
                        .block();
                int status = answer == null ? 0 : answer.status();
                if (status >= 200 && status < 300) {
                    sent.add(items.size());
                    outage = false;
                    return;
                }
                problem = "status " + status;
            } catch (RuntimeException e) {
                problem = e.getClass().getSimpleName();
            }
        }
        waiting.drop(items.size());
        if (!outage) {
            LOG.warn("refusals cannot be reported, they will not be found by their id: {}", problem);
        }
        outage = true;
    }

    @Override
    public void start() {
        waiting.start(this::work);
    }

    @Override
    public void stop() {
        waiting.stop();
    }

    @Override
    public boolean isRunning() {
        return waiting.isRunning();
    }

    /** Ends after the server does. */
    @Override
    public int getPhase() {
        return 0;
    }
}
