package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.feed.FeedChange.Page;
import dev.gatehouse.gateway.feed.FeedChange.Told;
import dev.gatehouse.gateway.feed.FeedListener.Touched;
import dev.gatehouse.gateway.server.ServerEntry;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.token.Revocations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The one thread that keeps the state up to date: a snapshot, then the stream of changes. Whenever no stream proves that the
 * state is fresh, it polls every 250 ms, also while a new stream is being tried.
 */
@Component
final class FeedPoller implements SmartLifecycle, Runnable {

    static final Duration INTERVAL = Duration.ofMillis(250);

    /** An authorization server that streams tells of itself four times a second. */
    private static final Duration POLLED_AFTER = Duration.ofMillis(1_200);

    private static final Duration GIVEN_UP_AFTER = Duration.ofSeconds(3);

    /** Two clocks drift apart, by a second an hour at the most: a stream proves freshness by both. */
    private static final Duration LONGEST_STREAM = Duration.ofMinutes(15);

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final int FULL_PAGE = 500;
    private static final Logger LOG = LoggerFactory.getLogger(FeedPoller.class);

    private final FeedClient client;
    private final Feed feed;
    private final FeedTicker ticker;
    private final String expectedIssuer;
    private final ObjectProvider<FeedListener> listeners;
    private final StreamTries tries;

    private volatile @Nullable Thread thread;
    private @Nullable FeedState state;
    private @Nullable FeedStream stream;
    private long sweptAt;
    private boolean outage;

    FeedPoller(
            FeedClient client,
            Feed feed,
            FeedTicker ticker,
            GatewaySettings settings,
            ObjectProvider<FeedListener> listeners) {
        this.client = client;
        this.feed = feed;
        this.ticker = ticker;
        this.expectedIssuer = settings.issuer();
        this.listeners = listeners;
        this.tries = new StreamTries(ticker::nanoTime);
        this.sweptAt = ticker.nanoTime();
    }

    @Override
    public void run() {
        while (thread == Thread.currentThread()) {
            boolean more = false;
            try {
                more = step();
                if (outage) {
                    LOG.info("the feed is back");
                    tries.again();
                }
                outage = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
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
                break;
            }
        }
        drop();
    }

    /** Waits for one event, or makes one request. Whether to go on at once. */
    private boolean step() throws FeedException, IOException, InterruptedException {
        FeedState known = state;
        if (known == null) {
            drop();
            snapshot();
            return true;
        }
        sweep();
        if (stream == null && tries.isDue()) {
            stream = client.streamAfter(known.cursor());
        }
        boolean waited = stream != null;
        if (waited && follow()) {
            return true;
        }
        FeedStream open = stream;
        if (open != null && open.proves(POLLED_AFTER)) {
            return true;
        }
        return poll() || waited;
    }

    /** Whether an event came in time. What is wrong with a stream ends the stream, and nothing else. */
    private boolean follow() throws FeedException, InterruptedException {
        FeedStream open = stream;
        if (open == null) {
            return false;
        }
        try {
            Told told = open.next(INTERVAL);
            if (told != null) {
                apply(told.page(), open.provenAt());
            }
            if (open.age().compareTo(GIVEN_UP_AFTER) > 0) {
                throw new IOException("the feed's stream is silent or late");
            }
            if (open.life().compareTo(LONGEST_STREAM) > 0) {
                drop();
                tries.again();
            }
            return told != null;
        } catch (IOException e) {
            LOG.debug("asking for the feed bit by bit: {}", e.getMessage());
            drop();
            tries.ended(open.life(), e);
            return false;
        } catch (FeedException e) {
            drop();
            tries.ended(Duration.ZERO, e);
            // Not understood, perhaps a newer kind of change: a snapshot holds the outcome of every change.
            state = null;
            throw e;
        }
    }

    /** Whether to ask again at once. */
    private boolean poll() throws FeedException, IOException {
        FeedState known = state;
        if (known == null) {
            return true;
        }
        long askedAt = ticker.nanoTime();
        Optional<Page> page;
        try {
            page = client.changesAfter(known.cursor());
        } catch (FeedException e) {
            state = null;
            throw e;
        }
        if (page.isEmpty()) {
            LOG.info("the feed's cursor is too old, taking a new snapshot");
            state = null;
            return true;
        }
        if (stream != null && !page.get().cursor().equals(known.cursor())) {
            // What the stream still brings would be older than this.
            drop();
            tries.again();
        }
        apply(page.get(), askedAt);
        return page.get().more() || page.get().changes().size() >= FULL_PAGE;
    }

    private void apply(Page page, long provenAt) {
        FeedState known = state;
        if (known == null) {
            return;
        }
        if (page.changes().isEmpty() && page.cursor().equals(known.cursor())) {
            feed.hold(known, provenAt);
            return;
        }
        FeedState next = known.after(page.cursor(), page.changes(), ticker.nanoTime());
        state = next;
        if (page.more()) {
            feed.holdOnTheWay(next);
        } else {
            feed.hold(next, provenAt);
        }
        tell(touched(page.changes()));
    }

    private static Touched touched(List<FeedChange> changes) {
        Set<UUID> servers = new HashSet<>();
        List<Revocations.Entry> revoked = new ArrayList<>();
        for (FeedChange change : changes) {
            if (change instanceof FeedChange.ServerChanged changed) {
                servers.add(changed.id());
                changed.entries().forEach(FeedPoller::warnOf);
            } else if (change instanceof FeedChange.ServerGone gone) {
                servers.add(gone.id());
            } else if (change instanceof FeedChange.Revoked revocation) {
                revoked.add(revocation.entry());
            }
        }
        return new Touched(false, servers, Revocations.NONE.plus(revoked, 0));
    }

    private void tell(Touched touched) {
        Feed.View now = feed.view();
        if (now == null) {
            return;
        }
        for (FeedListener listener : listeners) {
            try {
                listener.changed(now, touched);
            } catch (RuntimeException e) {
                LOG.error("a change of the feed was not taken in", e);
            }
        }
    }

    private void snapshot() throws FeedException, IOException {
        long askedAt = ticker.nanoTime();
        Feed.View before = feed.view();
        FeedState fresh = client.snapshot(
                before == null ? Revocations.NONE : before.state().revocations());
        if (!fresh.anchor().issuer().equals(expectedIssuer)) {
            LOG.warn(
                    "the authorization server calls itself `{}`, GATEHOUSE_ISSUER says `{}`; the former is trusted",
                    fresh.anchor().issuer(),
                    expectedIssuer);
        }
        fresh.places().forEach(places -> places.forEach(FeedPoller::warnOf));
        state = fresh;
        feed.hold(fresh, askedAt);
        tell(new Touched(true, Set.of(), Revocations.NONE));
    }

    private void sweep() {
        FeedState known = state;
        if (known != null && ticker.nanoTime() - sweptAt > SWEEP.toNanos()) {
            sweptAt = ticker.nanoTime();
            state = known.swept(sweptAt);
        }
    }

    private void drop() {
        FeedStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
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
