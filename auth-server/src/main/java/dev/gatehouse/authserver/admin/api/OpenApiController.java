package dev.gatehouse.authserver.admin.api;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The OpenAPI document: the one thing under {@code /api} that is for everybody, because it tells how to ask. */
@RestController
final class OpenApiController {

    static final String PATH = "/api/openapi.json";

    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

    private final OpenApiDocument document;

    OpenApiController(OpenApiDocument document) {
        this.document = document;
    }

    @GetMapping(PATH)
    ResponseEntity<byte[]> get() {
        return ResponseEntity.ok()
                .eTag(document.tag())
                .cacheControl(CACHE)
                .contentType(MediaType.APPLICATION_JSON)
                .body(document.bytes());
    }
}
