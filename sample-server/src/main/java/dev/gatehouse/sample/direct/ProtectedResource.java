package dev.gatehouse.sample.direct;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of this resource server.
 *
 * @param resource its resource identifier, the {@code aud} of its tokens (RFC 8707)
 * @param metadataUrl where its metadata is (RFC 9728 section 3.1)
 * @param issuer the only authorization server that it trusts
 */
record ProtectedResource(String resource, String metadataUrl, String issuer) {

    static final String PATH = "/direct/mcp";
    static final String METADATA_PATH = "/.well-known/oauth-protected-resource" + PATH;
    static final String READ = "mcp:read";
    static final String WRITE = "mcp:write";

    static ProtectedResource at(int port, String issuer) {
        String origin = "http://localhost:" + port;
        return new ProtectedResource(origin + PATH, origin + METADATA_PATH, issuer);
    }

    Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("resource", resource);
        metadata.put("authorization_servers", List.of(issuer));
        metadata.put("scopes_supported", List.of(READ, WRITE));
        metadata.put("bearer_methods_supported", List.of("header"));
        return metadata;
    }
}
