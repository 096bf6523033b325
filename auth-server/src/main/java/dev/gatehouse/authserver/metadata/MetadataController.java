package dev.gatehouse.authserver.metadata;

import dev.gatehouse.authserver.key.KeyRing;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the metadata and the key set. Every URL begins with the configured issuer, whatever the request's host says. The
 * issuer has no path, so the forms with a path behind the well-known name belong to other issuers and are not found here.
 */
@RestController
final class MetadataController {

    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofSeconds(300)).cachePublic();

    private final ServerMetadata metadata;
    private final KeyRing keys;

    MetadataController(ServerMetadata metadata, KeyRing keys) {
        this.metadata = metadata;
        this.keys = keys;
    }

    @GetMapping("/.well-known/oauth-authorization-server")
    ResponseEntity<Map<String, Object>> oauth() {
        return ResponseEntity.ok().cacheControl(CACHE).body(metadata.oauth());
    }

    @GetMapping("/.well-known/openid-configuration")
    ResponseEntity<Map<String, Object>> openId() {
        return ResponseEntity.ok().cacheControl(CACHE).body(metadata.openId());
    }

    @GetMapping("/oauth2/jwks")
    ResponseEntity<Map<String, Object>> keySet() {
        return ResponseEntity.ok().cacheControl(CACHE).body(keys.publicKeys().toJSONObject());
    }
}
