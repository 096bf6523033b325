package dev.gatehouse.authserver.admin.api;

import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;

/** Answers 201 with the place of what was made. */
final class Created {

    private Created() {}

    static <T> ResponseEntity<T> at(String collection, UUID id, T body) {
        return ResponseEntity.created(URI.create(collection + "/" + id)).body(body);
    }
}
