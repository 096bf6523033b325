package dev.gatehouse.authserver.key;

import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.db.key.StoredKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the operator does with keys: {@code ./gatehouse keys}. Only holders of the master key get here. */
@RestController
final class KeysController {

    private final KeyRing ring;
    private final KeyChanges changes;

    KeysController(KeyRing ring, KeyChanges changes) {
        this.ring = ring;
        this.changes = changes;
    }

    @GetMapping("/internal/v1/keys")
    KeysDocument list() {
        return document(List.of());
    }

    @PostMapping("/internal/v1/keys/rotate")
    KeysDocument rotate() {
        return document(changes.rotate());
    }

    @PostMapping("/internal/v1/keys/{kid}/revoke")
    ResponseEntity<Object> revoke(@PathVariable("kid") String kid) {
        if (!changes.revoke(kid)) {
            return ResponseEntity.status(404).body(Map.of("error", "unknown_key"));
        }
        return ResponseEntity.ok(document(List.of()));
    }

    private KeysDocument document(List<String> made) {
        StoredKeys all = ring.refresh().stored();
        return new KeysDocument(
                made, all.now(), all.keys().stream().map(key -> view(key, all)).toList());
    }

    private KeyView view(StoredKey key, StoredKeys all) {
        return new KeyView(
                key.kid(),
                key.purpose().name(),
                key.algorithm(),
                changes.state(key, all).name(),
                key.createdAt(),
                key.signsAt(),
                key.endedAt(),
                key.revokedAt());
    }

    record KeysDocument(List<String> made, Instant now, List<KeyView> keys) {}

    record KeyView(
            String kid,
            String purpose,
            String algorithm,
            String state,
            Instant createdAt,
            Instant signsAt,
            @Nullable Instant endedAt,
            @Nullable Instant revokedAt) {}
}
