package dev.gatehouse.authserver.feed;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The requests of docs/feed.md. */
@RestController
final class FeedController {

    private final FeedReader reader;
    private final FeedStreams streams;
    private final ApplicationAvailability availability;

    FeedController(FeedReader reader, FeedStreams streams, ApplicationAvailability availability) {
        this.reader = reader;
        this.streams = streams;
        this.availability = availability;
    }

    /** Not before the program is ready: a gateway must not start with half of what there is. */
    @GetMapping("/internal/v1/snapshot")
    ResponseEntity<Object> snapshot() {
        return isReady()
                ? ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(reader.snapshot())
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
    }

    /** One answer, or a stream of them for whoever names that form. Null: the stream is under way. */
    @GetMapping("/internal/v1/feed")
    @Nullable
    ResponseEntity<Object> feed(
            @RequestParam(name = "after", defaultValue = "") String after,
            @RequestHeader(name = "Last-Event-ID", defaultValue = "") String lastEvent,
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = "") String accept,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (!namesStreams(accept)) {
            return reader.after(after)
                    .<ResponseEntity<Object>>map(changes -> ResponseEntity.ok()
                            .cacheControl(CacheControl.noStore())
                            .body(changes))
                    .orElseGet(() -> ResponseEntity.status(HttpStatus.GONE).build());
        }
        String cursor = lastEvent.isEmpty() ? after : lastEvent;
        FeedStreams.Outcome outcome = isReady() ? streams.open(cursor, request, response) : FeedStreams.Outcome.BUSY;
        return switch (outcome) {
            case OPEN -> null;
            case GONE -> ResponseEntity.status(HttpStatus.GONE).build();
            case BUSY ->
                ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header(HttpHeaders.RETRY_AFTER, "2")
                        .build();
        };
    }

    private boolean isReady() {
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
    }

    private static boolean namesStreams(String accept) {
        try {
            List<MediaType> types = MediaType.parseMediaTypes(accept);
            return types.stream()
                    .anyMatch(type ->
                            type.equalsTypeAndSubtype(MediaType.TEXT_EVENT_STREAM) && type.getQualityValue() > 0);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
