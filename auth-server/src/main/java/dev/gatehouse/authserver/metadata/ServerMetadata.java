package dev.gatehouse.authserver.metadata;

import dev.gatehouse.authserver.client.document.MetadataDocumentSupport;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.ScopeRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What this server says about itself. Each group of members has a method; no member is ever null, because clients refuse a
 * document with null in it.
 */
@Component
final class ServerMetadata {

    /** What client assertions may be signed with (RFC 7518 section 3.1); none of them is symmetric. */
    private static final List<String> ASSERTION_ALGORITHMS = List.of("ES256", "ES384", "RS256", "PS256");

    private static final List<String> BY_CREDENTIAL =
            List.of("client_secret_basic", "client_secret_post", "private_key_jwt");
    private static final List<String> ANY_CLIENT =
            List.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");

    private final Settings settings;
    private final MetadataDocumentSupport documents;

    ServerMetadata(Settings settings, MetadataDocumentSupport documents) {
        this.settings = settings;
        this.documents = documents;
    }

    /** Authorization server metadata (RFC 8414 section 2). */
    Map<String, Object> oauth() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", settings.issuer());
        authorization(document);
        token(document);
        registration(document);
        introspectionAndRevocation(document);
        return document;
    }

    /**
     * The same for OpenID Connect Discovery 1.0 (section 3), with what is required there. No id token is ever issued: the
     * members about subjects and id tokens are there because strict readers refuse a document without them.
     */
    Map<String, Object> openId() {
        Map<String, Object> document = oauth();
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put("request_parameter_supported", false);
        // its default is true there; it is about URLs of the client's, not about the handles of RFC 9126
        document.put("request_uri_parameter_supported", false);
        return document;
    }

    private void authorization(Map<String, Object> document) {
        document.put("authorization_endpoint", url("/oauth2/authorize"));
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("scopes_supported", List.of(Scope.READ.value(), Scope.WRITE.value(), ScopeRequest.OFFLINE_ACCESS));
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("pushed_authorization_request_endpoint", url("/oauth2/par"));
        document.put("require_pushed_authorization_requests", false);
    }

    private void token(Map<String, Object> document) {
        document.put("token_endpoint", url("/oauth2/token"));
        document.put("grant_types_supported", List.of("authorization_code", "refresh_token", "client_credentials"));
        document.put("token_endpoint_auth_methods_supported", ANY_CLIENT);
        document.put("token_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
        document.put("jwks_uri", url("/oauth2/jwks"));
    }

    private void registration(Map<String, Object> document) {
        if (settings.clients().registration()) {
            document.put("registration_endpoint", url("/oauth2/register"));
        }
        if (documents.advertised()) {
            document.put("client_id_metadata_document_supported", true);
        }
    }

    private void introspectionAndRevocation(Map<String, Object> document) {
        document.put("introspection_endpoint", url("/oauth2/introspect"));
        document.put("introspection_endpoint_auth_methods_supported", BY_CREDENTIAL);
        document.put("introspection_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
        document.put(
                "introspection_signing_alg_values_supported",
                List.of(settings.signing().algorithm().name()));
        document.put("revocation_endpoint", url("/oauth2/revoke"));
        document.put("revocation_endpoint_auth_methods_supported", ANY_CLIENT);
        document.put("revocation_endpoint_auth_signing_alg_values_supported", ASSERTION_ALGORITHMS);
    }

    private String url(String path) {
        return settings.issuer() + path;
    }
}
