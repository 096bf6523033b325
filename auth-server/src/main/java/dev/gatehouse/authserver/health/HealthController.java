package dev.gatehouse.authserver.health;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /health/live} and {@code /health/ready}. */
@RestController
final class HealthController {

    private final Health health;

    HealthController(Health health) {
        this.health = health;
    }

    @GetMapping("/health/live")
    Map<String, String> live() {
        return Health.LIVE;
    }

    @GetMapping("/health/ready")
    ResponseEntity<Map<String, Object>> ready() {
        Health.Readiness readiness = health.readiness();
        return ResponseEntity.status(readiness.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(readiness.document());
    }
}
