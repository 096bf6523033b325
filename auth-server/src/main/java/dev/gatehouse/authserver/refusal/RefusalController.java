package dev.gatehouse.authserver.refusal;

import dev.gatehouse.db.refusal.RefusedDecisions;
import dev.gatehouse.db.refusal.ReportedRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What gateways tell of their refusals. */
@RestController
final class RefusalController {

    private static final Logger log = LoggerFactory.getLogger(RefusalController.class);
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_OF_ACCOUNT = 10_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RefusedDecisions refusals;
    private final Clock clock;

    RefusalController(RefusedDecisions refusals, Clock clock) {
        this.refusals = refusals;
        this.clock = clock;
    }

    @PostMapping("/internal/v1/decisions")
    ResponseEntity<Void> take(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).build();
        }
        Optional<List<ReportedRefusal>> reported;
        try {
            reported = RefusalReader.read(JSON.readTree(body));
        } catch (JacksonException e) {
            reported = Optional.empty();
        }
        if (reported.isEmpty()) {
            return ResponseEntity.badRequest().build();
        }
        try {
            refusals.add(reported.get(), clock.instant(), MAX_OF_ACCOUNT);
            return ResponseEntity.noContent().build();
        } catch (DataAccessException e) {
            // also two nodes that were told of the same one at once: asked again, it is known
            log.warn("refusals cannot be kept now: {}", e.getClass().getSimpleName());
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
    }
}
