package dev.gatehouse.authserver.metadata;

import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.settings.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the metadata and the key set. Every URL begins with the configured issuer, whatever the request's host says.
 */
@RestController
final class MetadataController {

    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofSeconds(300)).cachePublic();

    private final Map<String, Object> metadata;
    private final KeyRing keys;

    MetadataController(Settings settings, KeyRing keys) {
        this.metadata = metadata(settings.issuer());
        if (!settings.clients().registration()) {
            metadata.remove("registration_endpoint");
        }
        this.keys = keys;
    }

    @GetMapping({"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
    ResponseEntity<Map<String, Object>> metadata() {
        return ResponseEntity.ok().cacheControl(CACHE).body(metadata);
    }

    @GetMapping("/oauth2/jwks")
    ResponseEntity<Map<String, Object>> keySet() {
        return ResponseEntity.ok().cacheControl(CACHE).body(keys.publicKeys().toJSONObject());
    }

    private static Map<String, Object> metadata(String issuer) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", issuer + "/oauth2/authorize");
        document.put("token_endpoint", issuer + "/oauth2/token");
        document.put("registration_endpoint", issuer + "/oauth2/register");
        document.put("introspection_endpoint", issuer + "/oauth2/introspect");
        document.put("revocation_endpoint", issuer + "/oauth2/revoke");
        document.put("jwks_uri", issuer + "/oauth2/jwks");
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("scopes_supported", List.of("mcp:read", "mcp:write", "offline_access"));
        document.put("token_endpoint_auth_methods_supported", List.of("none"));
        document.put(
                "introspection_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        document.put("revocation_endpoint_auth_methods_supported", List.of("none"));
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("subject_types_supported", List.of("public"));
        return document;
    }
}
