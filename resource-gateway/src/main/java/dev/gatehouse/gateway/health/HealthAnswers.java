package dev.gatehouse.gateway.health;

import dev.gatehouse.gateway.feed.Feed;
import dev.gatehouse.gateway.feed.Feed.View;
import dev.gatehouse.gateway.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Alive: the program answers. Ready: it knows what to decide by. */
@Component
public final class HealthAnswers {

    private final Feed feed;

    HealthAnswers(Feed feed) {
        this.feed = feed;
    }

    /** The answer for a path under {@code /health/}. */
    public Answer answer(String method, String path) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.problem(405, "health is only read", "METHOD_NOT_ALLOWED")
                    .with("allow", "GET, HEAD");
        }
        return switch (path) {
            case "/health/live" ->
                Answer.json(200, Map.of("status", "UP"), "LIVE").with("cache-control", "no-store");
            case "/health/ready" -> ready().with("cache-control", "no-store");
            default -> Answer.problem(404, "nothing here", "NOT_FOUND");
        };
    }

    /** STARTING: not yet able to decide. STALE: up, and the servers whose revocations must bite at once are not served. */
    private Answer ready() {
        View view = feed.view();
        if (view == null) {
            return Answer.json(503, Map.of("status", "STARTING", "feed", Map.of("snapshot", false)), "NOT_READY")
                    .with("retry-after", "1");
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("snapshot", true);
        details.put("stalenessMs", view.staleness().toMillis());
        details.put("boundMs", Feed.STALENESS_BOUND.toMillis());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", view.stale() ? "STALE" : "UP");
        document.put("feed", details);
        return Answer.json(200, document, "READY");
    }
}
