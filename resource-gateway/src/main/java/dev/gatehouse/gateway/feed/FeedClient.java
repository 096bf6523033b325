package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.feed.FeedChange.Page;
import dev.gatehouse.gateway.http.BoundedHttp;
import dev.gatehouse.gateway.http.BoundedHttp.Fetched;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.token.Revocations;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The requests of docs/feed.md. Blocking: called from the feed's own thread only. */
@Component
final class FeedClient {

    private static final int MAX_SNAPSHOT = 256 * 1024 * 1024;
    private static final int MAX_PAGE = 16 * 1024 * 1024;
    private static final Duration SNAPSHOT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(2);

    private final BoundedHttp http;
    private final FeedTicker ticker;
    private final String root;
    private final Map<String, String> headers;
    private final Map<String, String> streamHeaders;

    FeedClient(BoundedHttp http, GatewaySettings settings, FeedTicker ticker) {
        this.http = http;
        this.ticker = ticker;
        this.root = settings.authUrl() + "/internal/v1/";
        String bearer = "Bearer " + settings.feedCredential().value();
        this.headers = Map.of("authorization", bearer, "accept", "application/json");
        this.streamHeaders = Map.of("authorization", bearer, "accept", "text/event-stream, application/json;q=0.5");
    }

    /** All that there is; what was known to be revoked stays so. */
    FeedState snapshot(Revocations known) throws FeedException, IOException {
        Fetched fetched = get("snapshot", MAX_SNAPSHOT, SNAPSHOT_TIMEOUT);
        if (fetched.status() != 200) {
            throw new IOException("status " + fetched.status() + " to the snapshot");
        }
        return FeedReader.snapshot(fetched.body(), known, ticker.nanoTime());
    }

    /** The changes after a cursor; empty when the cursor is too old and a new snapshot is needed. */
    Optional<Page> changesAfter(String cursor) throws FeedException, IOException {
        Fetched fetched = get(pathAfter(cursor), MAX_PAGE, POLL_TIMEOUT);
        return switch (fetched.status()) {
            case 200 -> Optional.of(FeedReader.page(fetched.body()));
            case 410 -> Optional.empty();
            default -> throw new IOException("status " + fetched.status() + " to the feed");
        };
    }

    /** The same as a stream that goes on. Comes back at once: all that may go wrong is told when it is read. */
    FeedStream streamAfter(String cursor) {
        return new FeedStream(
                http.open(URI.create(root + pathAfter(cursor)), streamHeaders), MAX_PAGE, ticker::nanoTime);
    }

    private static String pathAfter(String cursor) {
        return "feed?after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Fetched get(String path, int limit, Duration timeout) throws IOException {
        try {
            Fetched fetched =
                    http.get(URI.create(root + path), headers, limit, timeout).block();
            if (fetched == null) {
                throw new IOException("no answer");
            }
            return fetched;
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getClass().getSimpleName() + ": " + cause.getMessage(), e);
        }
    }
}
