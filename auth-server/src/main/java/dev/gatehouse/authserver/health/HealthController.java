package dev.gatehouse.authserver.health;

import dev.gatehouse.db.change.ChangeFeed;
import java.util.Map;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /health/live} and {@code /health/ready}. */
@RestController
final class HealthController {

    private final ChangeFeed feed;
    private final ApplicationAvailability availability;

    HealthController(ChangeFeed feed, ApplicationAvailability availability) {
        this.feed = feed;
        this.availability = availability;
    }

    @GetMapping("/health/live")
    Map<String, String> live() {
        return Map.of("status", "UP");
    }

    /** Ready means started, and that the database answers: without it nothing can be issued or refused. */
    @GetMapping("/health/ready")
    ResponseEntity<Map<String, String>> ready() {
        if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
            return down("the program is starting or stopping");
        }
        try {
            feed.position();
            return ResponseEntity.ok(Map.of("status", "UP"));
        } catch (DataAccessException e) {
            return down("the database does not answer");
        }
    }

    private static ResponseEntity<Map<String, String>> down(String reason) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).body(Map.of("status", "DOWN", "reason", reason));
    }
}
