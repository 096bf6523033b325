package dev.gatehouse.gateway.watch;

import dev.gatehouse.gateway.backlog.Backlog;
import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.exchange.ExchangeListener;
import dev.gatehouse.gateway.http.ClientAddresses;
import dev.gatehouse.gateway.settings.ObserveSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes a line for each exchange to the standard output. One thread writes what the event loops hand over, many lines at
 * once. Where it cannot keep up, because whoever reads the output does not, lines are dropped and counted; nobody waits.
 */
@Component
final class AccessLog implements ExchangeListener, SmartLifecycle {

    private static final int WAITING = 8_192;
    private static final int AT_ONCE = 256;
    private static final long GATHERING_MILLIS = 10;

    private final boolean on;
    private final AccessLine lines;
    private final InstantSource clock;
    private final OutputStream out;
    private final Backlog<byte[]> waiting;

    @Autowired
    AccessLog(ObserveSettings settings, ClientAddresses addresses, InstantSource clock) {
        this(settings, addresses, clock, System.out, WAITING);
    }

    AccessLog(
            ObserveSettings settings, ClientAddresses addresses, InstantSource clock, OutputStream out, int capacity) {
        this.on = settings.accessLog();
        this.lines = new AccessLine(addresses, clock);
        this.clock = clock;
        this.out = out;
        this.waiting = new Backlog<>("gateway-access-log", capacity);
    }

    @Override
    public void ended(Exchange exchange) {
        if (on) {
            waiting.add(lines.of(exchange, System.nanoTime()));
        }
    }

    /** How many lines were not written. */
    long dropped() {
        return waiting.dropped();
    }

    private void work() throws InterruptedException {
        long told = 0;
        try {
            while (waiting.goesOn()) {
                byte[] first = waiting.await();
                boolean few = first == null || write(first) < AT_ONCE;
                told = tell(told);
                if (few && first != null && !waiting.isEnding()) {
                    // to be woken for each line costs more than to make it
                    Thread.sleep(GATHERING_MILLIS);
                }
            }
        } catch (IOException e) {
            // Nobody reads: what comes is dropped and counted from now on.
            waiting.giveUp();
        }
    }

    /** Tells whoever reads how many lines are missing since this many were. */
    private long tell(long told) throws IOException {
        long lost = waiting.dropped();
        if (lost > told) {
            out.write(new JsonLine()
                    .put("time", clock.instant().toString())
                    .put("linesDropped", lost - told)
                    .end());
            out.flush();
        }
        return lost;
    }

    /** Writes this one and those that wait, and tells how many those were. */
    private int write(byte[] first) throws IOException {
        List<byte[]> more = new ArrayList<>(AT_ONCE);
        waiting.drainTo(more, AT_ONCE);
        ByteArrayOutputStream block = new ByteArrayOutputStream(first.length * (more.size() + 1));
        block.writeBytes(first);
        more.forEach(block::writeBytes);
        // in one piece: another line of the log never comes in between
        out.write(block.toByteArray());
        out.flush();
        return more.size();
    }

    @Override
    public void start() {
        if (on) {
            waiting.start(this::work);
        }
    }

    @Override
    public void stop() {
        waiting.stop();
    }

    @Override
    public boolean isRunning() {
        return waiting.isRunning();
    }

    /** Begins before the server does and ends after it, so that the last exchanges are written. */
    @Override
    public int getPhase() {
        return 0;
    }
}
