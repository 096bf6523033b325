package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.feed.FeedChange.Page;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The one thread that keeps the state up to date: a snapshot, then a poll every 250 ms. */
@Component
final class FeedPoller implements SmartLifecycle, Runnable {

    static final Duration INTERVAL = Duration.ofMillis(250);
    private static final int FULL_PAGE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(FeedPoller.class);

    private final FeedClient client;
    private final Feed feed;
    private final FeedTicker ticker;
    private final String expectedIssuer;

    private volatile @Nullable Thread thread;
    private @Nullable FeedState state;
    private boolean outage;

    FeedPoller(FeedClient client, Feed feed, FeedTicker ticker, GatewaySettings settings) {
        this.client = client;
        this.feed = feed;
        this.ticker = ticker;
        this.expectedIssuer = settings.issuer();
    }

    @Override
    public void run() {
        while (thread == Thread.currentThread()) {
            boolean more = false;
            try {
                more = step();
                if (outage) {
                    LOG.info("the feed is back");
                }
                outage = false;
            } catch (Throwable e) {
                // Whatever it was: a gateway that stops asking would never learn of a revocation again.
                if (!outage && thread != null) {
                    LOG.warn(
                            feed.view() == null
                                    ? "no snapshot yet, trying again: {}"
                                    : "the feed is out of reach, going on with what is known: {}",
                            String.valueOf(e.getMessage()));
                }
                outage = true;
            }
            if (!more && !pause()) {
                return;
            }
        }
    }

    /** One request. Whether to ask again at once. */
    private boolean step() throws FeedException, IOException {
        FeedState known = state;
        if (known == null) {
            snapshot();
            return false;
        }
        long askedAt = ticker.nanoTime();
        Optional<Page> page;
        try {
            page = client.changesAfter(known.cursor());
        } catch (FeedException e) {
            // Not understood, perhaps a newer kind of change: a snapshot holds the outcome of every change.
            state = null;
            throw e;
        }
        if (page.isEmpty()) {
            LOG.info("the feed's cursor is too old, taking a new snapshot");
            state = null;
            return true;
        }
        FeedState next = known.after(page.get().cursor(), page.get().changes(), ticker.nanoTime());
        for (FeedChange change : page.get().changes()) {
            if (change instanceof FeedChange.ServerChanged changed) {
                changed.entries().forEach(FeedPoller::warnOf);
            }
        }
        hold(next, askedAt);
        return page.get().more() || page.get().changes().size() >= FULL_PAGE;
    }

    private void snapshot() throws FeedException, IOException {
        long askedAt = ticker.nanoTime();
        FeedState fresh = client.snapshot();
        if (!fresh.anchor().issuer().equals(expectedIssuer)) {
            LOG.warn(
                    "the authorization server calls itself `{}`, GATEHOUSE_ISSUER says `{}`; the former is trusted",
                    fresh.anchor().issuer(),
                    expectedIssuer);
        }
        fresh.routes().values().forEach(FeedPoller::warnOf);
        hold(fresh, askedAt);
    }

    private void hold(FeedState next, long askedAt) {
        state = next;
        feed.hold(next, askedAt);
    }

    private static void warnOf(ServerEntry entry) {
        if (entry instanceof ServerEntry.NotUnderstood unknown) {
            LOG.warn("server `{}` is not served: {}", unknown.route(), unknown.problem());
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(INTERVAL.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void start() {
        Thread poller = new Thread(this, "gateway-feed");
        poller.setDaemon(true);
        thread = poller;
        poller.start();
    }

    @Override
    public void stop() {
        Thread poller = thread;
        thread = null;
        if (poller != null) {
            poller.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
