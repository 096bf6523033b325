package dev.gatehouse.authserver.feed;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The two requests of docs/feed.md. */
@RestController
final class FeedController {

    private final FeedReader reader;
    private final ApplicationAvailability availability;

    FeedController(FeedReader reader, ApplicationAvailability availability) {
        this.reader = reader;
        this.availability = availability;
    }

    /** Not before the program is ready: a gateway must not start with half of what there is. */
    @GetMapping("/internal/v1/snapshot")
    ResponseEntity<Object> snapshot() {
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC
                ? ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(reader.snapshot())
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
    }

    @GetMapping("/internal/v1/feed")
    ResponseEntity<Object> feed(@RequestParam(name = "after", defaultValue = "") String after) {
        return reader.after(after)
                .<ResponseEntity<Object>>map(changes ->
                        ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(changes))
                .orElseGet(() -> ResponseEntity.status(HttpStatus.GONE).build());
    }
}
