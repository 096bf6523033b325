package dev.gatehouse.authserver.health;

import dev.gatehouse.db.change.ChangeFeed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Whether the program is alive, and whether it can do its work. */
@Component
public final class Health {

    /** The program answers. */
    public static final Map<String, String> LIVE = Map.of("status", "UP");

    private final ChangeFeed feed;
    private final ApplicationAvailability availability;

    Health(ChangeFeed feed, ApplicationAvailability availability) {
        this.feed = feed;
        this.availability = availability;
    }

    /**
     * Whether requests may come.
     *
     * @param document what is said of it, part by part; nothing secret
     */
    public record Readiness(boolean ready, Map<String, Object> document) {}

    /** Ready means started, and that the database answers: without it nothing can be issued or refused. */
    public Readiness readiness() {
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return of(false, "STARTING", "the program is starting or stopping", "UNKNOWN");
        }
        try {
            feed.position();
            return of(true, "UP", "", "UP");
        } catch (DataAccessException e) {
            return of(false, "DOWN", "the database does not answer", "DOWN");
        }
    }

    private static Readiness of(boolean ready, String status, String reason, String database) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("status", status);
        if (!ready) {
            document.put("reason", reason);
        }
        document.put("database", Map.of("status", database));
        return new Readiness(ready, document);
    }
}
