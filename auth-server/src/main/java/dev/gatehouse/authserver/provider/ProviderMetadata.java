package dev.gatehouse.authserver.provider;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an issuer publishes about itself (RFC 8414 section 2); what is of a wrong type counts as not said.
 *
 * @param issuer who it says that it is
 * @param scopes the scopes that it lists; null when it lists none
 * @param challengeMethods the ways to challenge for PKCE that it lists; null when it does not say
 * @param letsClientsIn whether clients can register themselves, or be known by a document of theirs
 */
record ProviderMetadata(
        @Nullable String issuer,
        @Nullable String jwksUri,
        @Nullable String introspectionEndpoint,
        @Nullable List<String> scopes,
        @Nullable List<String> challengeMethods,
        boolean letsClientsIn) {

    private static final int MAX_URL = 1000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads a document; empty when it is no JSON object. */
    static Optional<ProviderMetadata> read(byte[] body) {
        try {
            JsonNode document = JSON.readTree(body);
            return document.isObject()
                    ? Optional.of(new ProviderMetadata(
                            text(document, "issuer"),
                            text(document, "jwks_uri"),
                            text(document, "introspection_endpoint"),
                            texts(document, "scopes_supported"),
                            texts(document, "code_challenge_methods_supported"),
                            text(document, "registration_endpoint") != null
                                    || document.path("client_id_metadata_document_supported")
                                            .asBoolean(false)))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String text(JsonNode document, String name) {
        JsonNode value = document.path(name);
        return value.isString() && value.stringValue().length() <= MAX_URL ? value.stringValue() : null;
    }

    private static @Nullable List<String> texts(JsonNode document, String name) {
        JsonNode value = document.path(name);
        return value.isArray()
                ? value.valueStream()
                        .filter(JsonNode::isString)
                        .map(JsonNode::stringValue)
                        .toList()
                : null;
    }
}
