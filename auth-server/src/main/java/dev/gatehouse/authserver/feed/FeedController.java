package dev.gatehouse.authserver.feed;

import dev.gatehouse.authserver.feed.FeedDocuments.Snapshot;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The two requests of docs/feed.md. */
@RestController
final class FeedController {

    private final FeedReader reader;

    FeedController(FeedReader reader) {
        this.reader = reader;
    }

    @GetMapping("/internal/v1/snapshot")
    Snapshot snapshot() {
        return reader.snapshot();
    }

    @GetMapping("/internal/v1/feed")
    ResponseEntity<Object> feed(@RequestParam(name = "after", defaultValue = "") String after) {
        return reader.after(after)
                .<ResponseEntity<Object>>map(ResponseEntity::ok)
                .orElseGet(() -> ResponseEntity.status(HttpStatus.GONE).build());
    }
}
