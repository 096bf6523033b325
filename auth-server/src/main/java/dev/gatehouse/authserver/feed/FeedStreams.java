package dev.gatehouse.authserver.feed;

import dev.gatehouse.authserver.feed.FeedDocuments.Changes;
import dev.gatehouse.db.change.ChangeFeed;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The feed as streams. One thread reads the database for all of them: at once when this node has committed something, and ten
 * times a second for what others have. Nothing is queued: a stream that cannot be written stays where it is, catches up when it
 * can, and is closed when it cannot for too long.
 */
@Component
final class FeedStreams implements SmartLifecycle {

    static final int MOST_STREAMS = 256;

    private static final Logger log = LoggerFactory.getLogger(FeedStreams.class);

    private static final long ASK_MILLIS = 100;
    private static final long ALIVE_MILLIS = 250;
    private static final long STUCK_MILLIS = 5_000;

    /** A stream counts time by two clocks, which drift apart; and whoever holds an old secret does so no longer than this. */
    private static final long LONGEST_MILLIS = 600_000;

    /** Commits that come together are read together. */
    private static final long BREATH_MILLIS = 5;

    /** What one stream is sent in one round, so that one that is far behind does not keep the others waiting. */
    private static final int PAGES_A_ROUND = 4;

    private final FeedReader reader;
    private final JsonMapper json;
    private final Set<GatewayStream> streams = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(MOST_STREAMS);
    private final Semaphore wake = new Semaphore(0);
    private volatile @Nullable Thread thread;
    private boolean outage;

    FeedStreams(FeedReader reader, ChangeFeed feed, JsonMapper json) {
        this.reader = reader;
        this.json = json;
        feed.onCommit(wake::release);
    }

    /** What became of the wish for a stream. */
    enum Outcome {
        /** There are too many, or the program is about to stop. */
        BUSY,
        /** The cursor is too old, or of another database. */
        GONE,
        /** It is under way. */
        OPEN
    }

    /** How many there are. */
    int size() {
        return streams.size();
    }

    /** Makes a stream of the answer to this request, unless it cannot be. */
    Outcome open(String cursor, HttpServletRequest request, HttpServletResponse response) throws IOException {
        long begunAt = System.nanoTime();
        if (thread == null || !places.tryAcquire()) {
            return Outcome.BUSY;
        }
        boolean begun = false;
        try {
            Optional<StreamedPage> first = page(cursor);
            if (first.isEmpty()) {
                return Outcome.GONE;
            }
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("X-Accel-Buffering", "no");
            AsyncContext async = request.startAsync(request, response);
            async.setTimeout(0);
            GatewayStream stream = new GatewayStream(async, response.getOutputStream(), cursor, begunAt, this::forget);
            stream.queue(first.get(), System.nanoTime());
            async.addListener(stream);
            streams.add(stream);
            begun = true;
            response.getOutputStream().setWriteListener(stream);
            if (thread == null) {
                stream.end();
            }
            wake.release();
            return Outcome.OPEN;
        } finally {
            if (!begun) {
                places.release();
            }
        }
    }

    private void forget(GatewayStream stream) {
        if (streams.remove(stream)) {
            places.release();
        }
    }

    private void run() {
        while (thread == Thread.currentThread()) {
            try {
                if (streams.isEmpty()) {
                    wake.acquire();
                } else if (wake.tryAcquire(ASK_MILLIS, TimeUnit.MILLISECONDS)) {
                    Thread.sleep(BREATH_MILLIS);
                }
                wake.drainPermits();
                round();
                outage = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // Streams that are told nothing are given up by the gateways; this thread must go on.
                if (!outage) {
                    log.warn("the feed cannot be read for its streams now: {}", e.toString());
                }
                outage = true;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ASK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        if (streams.isEmpty()) {
            return;
        }
        long readAt = System.nanoTime();
        String newest = reader.newest();
        Map<String, Optional<StreamedPage>> read = new HashMap<>();
        read.put(newest, Optional.of(alive(newest, readAt)));
        for (GatewayStream stream : streams) {
            serve(stream, newest, read);
        }
    }

    private void serve(GatewayStream stream, String newest, Map<String, Optional<StreamedPage>> read) {
        long now = System.nanoTime();
        if (stream.ageMillis(now) > LONGEST_MILLIS || stream.stuckMillis(now) > STUCK_MILLIS) {
            stream.end();
            return;
        }
        for (int i = 0; i < PAGES_A_ROUND && stream.canTake(); i++) {
            String cursor = stream.cursor();
            if (cursor.equals(newest) && (i > 0 || stream.silentMillis(now) < ALIVE_MILLIS)) {
                return;
            }
            Optional<StreamedPage> page = read.computeIfAbsent(cursor, this::page);
            if (page.isEmpty()) {
                stream.end(); // the next request is answered 410
                return;
            }
            stream.send(page.get(), now);
            if (page.get().cursor().equals(cursor)) {
                return;
            }
        }
        if (stream.canTake() && !stream.cursor().equals(newest)) {
            wake.release();
        }
    }

    private Optional<StreamedPage> page(String cursor) {
        long readAt = System.nanoTime();
        return reader.after(cursor).map(changes -> page(StreamedPage.CHANGES, changes, readAt));
    }

    private StreamedPage alive(String cursor, long readAt) {
        return page(StreamedPage.ALIVE, new Changes(cursor, false, List.of()), readAt);
    }

    private StreamedPage page(String event, Changes changes, long readAt) {
        byte[] document = StreamedPage.withoutBrace(json.writeValueAsBytes(changes));
        return new StreamedPage(event, changes.cursor(), changes.more(), document, readAt);
    }

    @Override
    public void start() {
        Thread reading = new Thread(this::run, "feed-streams");
        reading.setDaemon(true);
        thread = reading;
        reading.start();
    }

    /** Ends all streams, before the server waits for requests under way. */
    @Override
    public void stop() {
        Thread reading = thread;
        thread = null;
        if (reading != null) {
            reading.interrupt();
        }
        streams.forEach(GatewayStream::end);
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
