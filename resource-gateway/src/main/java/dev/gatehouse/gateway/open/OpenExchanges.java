package dev.gatehouse.gateway.open;

import dev.gatehouse.gateway.access.Gate;
import dev.gatehouse.gateway.access.Judgement;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.feed.FeedListener;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * All exchanges that go to an upstream. Those that a change of the feed concerns are judged again at once, by the same
 * {@link Gate}; four times a second it looks for those whose token has expired, or whose server must not be served by what is
 * known while the feed is out of reach. What is not allowed any more is cut.
 *
 * <p>An exchange that was judged by what was known before a change, and enters after the change was looked at, is judged again
 * as it enters: the time of the change is noted before the pass and read after entering, so that one of the two sees it.
 */
@Component
public final class OpenExchanges implements ExchangeListener, FeedListener, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OpenExchanges.class);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final String ALLOWED = "ALLOW";

    private final Feed feed;
    private final Gate gate;
    private final InstantSource clock;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private volatile long changedAt = System.nanoTime();
    private volatile @Nullable Thread watch;

    OpenExchanges(Feed feed, Gate gate, InstantSource clock) {
        this.feed = feed;
        this.gate = gate;
        this.clock = clock;
    }

    /** How many there are. */
    public int size() {
        return open.size();
    }

    @Override
    public void decided(Exchange exchange) {
        if (exchange.reason().equals(ALLOWED)) {
            open.add(exchange);
            if (changedAt - exchange.startedAt() >= 0) {
                judgeIf(entering -> true, exchange, feed.view());
            }
        }
    }

    @Override
    public void ended(Exchange exchange) {
        open.remove(exchange);
    }

    @Override
    public void changed(View now, Touched touched) {
        changedAt = System.nanoTime();
        judgeThose(exchange -> concerns(touched, exchange), now);
    }

    private static boolean concerns(Touched touched, Exchange exchange) {
        return touched.everything()
                || exchange.server()
                        .map(server -> touched.servers().contains(server.view().id()))
                        .orElse(true)
                || exchange.token().filter(touched.revoked()::name).isPresent();
    }

    /** What no change tells of: time. */
    void look() {
        View now = feed.view();
        boolean stale = now == null || now.stale();
        Instant instant = clock.instant();
        judgeThose(exchange -> stale && isImmediate(exchange) || isOver(exchange, instant), now);
    }

    private static boolean isImmediate(Exchange exchange) {
        return exchange.server().map(ProxiedServer::revocationMode).orElse(RevocationMode.IMMEDIATE)
                == RevocationMode.IMMEDIATE;
    }

    private static boolean isOver(Exchange exchange, Instant now) {
        return exchange.listens()
                && exchange.token()
                        .filter(token -> !now.isBefore(token.expiresAt()))
                        .isPresent();
    }

    private void judgeThose(Predicate<Exchange> which, @Nullable View now) {
        open.forEach(exchange -> judgeIf(which, exchange, now));
    }

    private void judgeIf(Predicate<Exchange> concerned, Exchange exchange, @Nullable View now) {
        try {
            if (concerned.test(exchange)) {
                judge(exchange, now);
            }
        } catch (RuntimeException e) {
            // one that cannot be judged is none that is allowed, and none that keeps the others waiting
            LOG.error("an open exchange could not be judged again: {}", exchange.head(), e);
            exchange.cut(Gate.notJudged());
        }
    }

    private void judge(Exchange exchange, @Nullable View now) {
        if (gate.again(now, exchange) instanceof Judgement.Stop stop) {
            LOG.debug("route={} cut: {}", exchange.route(), stop.answer().reason());
            open.remove(exchange);
            exchange.cut(stop.answer());
        }
    }

    private void watch() {
        while (watch == Thread.currentThread()) {
            try {
                Thread.sleep(INTERVAL.toMillis());
                look();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("open exchanges could not be looked at", e);
            }
        }
    }

    @Override
    public void start() {
        Thread thread = new Thread(this::watch, "gateway-open");
        thread.setDaemon(true);
        watch = thread;
        thread.start();
    }

    @Override
    public void stop() {
        Thread thread = watch;
        watch = null;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }
}
