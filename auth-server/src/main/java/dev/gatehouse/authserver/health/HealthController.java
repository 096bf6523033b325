package dev.gatehouse.authserver.health;

import dev.gatehouse.db.change.ChangeFeed;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /health/live} and {@code /health/ready}. */
@RestController
final class HealthController {

    private final ChangeFeed feed;

    HealthController(ChangeFeed feed) {
        this.feed = feed;
    }

    @GetMapping("/health/live")
    Map<String, String> live() {
        return Map.of("status", "UP");
    }

    /** Ready means that the database answers: without it nothing can be issued or refused. */
    @GetMapping("/health/ready")
    ResponseEntity<Map<String, String>> ready() {
        try {
            feed.position();
            return ResponseEntity.ok(Map.of("status", "UP"));
        } catch (DataAccessException e) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .body(Map.of("status", "DOWN", "reason", "the database does not answer"));
        }
    }
}
