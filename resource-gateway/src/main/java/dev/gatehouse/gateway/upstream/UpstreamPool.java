package dev.gatehouse.gateway.upstream;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The idle connections of one event loop, and how many are being made. No lock and no queue is between a client's connection
 * and the upstream's: both live on this loop.
 */
final class UpstreamPool {

    /** Below the five seconds after which common servers close an idle connection under a request. */
    private static final Duration MAX_IDLE = Duration.ofSeconds(4);

    private static final int MOST_CONNECTING = 1_000;

    private final EventLoop loop;
    private final Map<UpstreamPlace, Deque<UpstreamConnection>> idle = new HashMap<>();
    private final Map<UpstreamPlace, Integer> connecting = new HashMap<>();
    private boolean sweeping;

    UpstreamPool(EventLoop loop) {
        this.loop = loop;
    }

    /** The one that was used last; null when there is none. */
    @Nullable
    UpstreamConnection take(UpstreamPlace place) {
        Deque<UpstreamConnection> known = idle.get(place);
        if (known == null) {
            return null;
        }
        long now = now();
        for (UpstreamConnection last = known.pollLast(); last != null; last = known.pollLast()) {
            if (last.isOpen() && now - last.idleSince() < MAX_IDLE.toNanos()) {
                return last;
            }
            last.close();
        }
        return null;
    }

    void put(UpstreamConnection connection) {
        connection.idle(now());
        idle.computeIfAbsent(connection.place(), place -> new ArrayDeque<>()).addLast(connection);
        sweepLater();
    }

    void forget(UpstreamConnection connection) {
        Deque<UpstreamConnection> known = idle.get(connection.place());
        if (known != null) {
            known.removeLastOccurrence(connection);
        }
    }

    /** Whether one more may be made. */
    boolean mayConnect(UpstreamPlace place) {
        if (connecting.getOrDefault(place, 0) >= MOST_CONNECTING) {
            return false;
        }
        connecting.merge(place, 1, Integer::sum);
        return true;
    }

    /** One is made, or cannot be made. */
    void connected(UpstreamPlace place) {
        connecting.computeIfPresent(place, (key, before) -> before == 1 ? null : Integer.valueOf(before - 1));
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, MAX_IDLE.toMillis() / 4, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = now();
        for (Iterator<Deque<UpstreamConnection>> all = idle.values().iterator(); all.hasNext(); ) {
            Deque<UpstreamConnection> known = all.next();
            UpstreamConnection oldest = known.peekFirst();
            while (oldest != null && now - oldest.idleSince() >= MAX_IDLE.toNanos()) {
                known.removeFirst();
                oldest.close();
                oldest = known.peekFirst();
            }
            if (known.isEmpty()) {
                all.remove();
            }
        }
        if (!idle.isEmpty()) {
            sweepLater();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
