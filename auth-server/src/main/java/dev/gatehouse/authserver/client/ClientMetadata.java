package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.scope.ScopeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client metadata of a registration request (RFC 7591 section 2), as far as it counts here. What is unknown is
 * ignored, what cannot be honoured is replaced in the answer; only a redirect URI that must not be registered, a way to
 * authenticate that is not known here, or metadata of the wrong shape, is refused.
 *
 * @param name the name that the client gives itself; nobody has verified it
 * @param applicationType native where any redirect URI is loopback or of a private-use scheme, else web
 * @param scope the scopes that the client means to ask, if it said
 * @param authentication how it means to authenticate
 * @param keys what it signs assertions with
 */
record ClientMetadata(
        String name,
        List<RedirectUri> redirectUris,
        String applicationType,
        @Nullable String scope,
        @Nullable String clientUri,
        ClientAuthentication authentication,
        ClientKeys keys) {

    private static final int MAX_REDIRECT_URIS = 20;
    private static final int MAX_URIS_LENGTH = 8_000;
    private static final int MAX_URI = 500;
    private static final Pattern CLIENT_URI = Pattern.compile("https://[\\x21-\\x7E]+");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads.
     *
     * @param otherwise how a client authenticates that does not say: RFC 7591 has {@code client_secret_basic} here, but the
     *     clients that leave it out keep no secret, and the answer says what was registered
     * @param loopback for tests: whether keys may be published on this machine
     */
    static ClientMetadata parse(JsonNode body, ClientAuthentication otherwise, boolean loopback) {
        if (!body.isObject()) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception("client metadata is a JSON object");
        }
        List<RedirectUri> redirectUris = redirectUris(body.get("redirect_uris"));
        boolean isNative = redirectUris.stream().anyMatch(uri -> uri.kind() != RedirectUri.Kind.HTTPS);
        ClientAuthentication authentication = authentication(body, otherwise);
        return new ClientMetadata(
                name(text(body, "client_name").orElse(""), redirectUris),
                redirectUris,
                isNative ? "native" : "web",
                text(body, "scope")
                        .flatMap(ScopeRequest::parse)
                        .map(ScopeRequest::toString)
                        .filter(scope -> !scope.isEmpty())
                        .orElse(null),
                text(body, "client_uri")
                        .filter(uri -> uri.length() <= MAX_URI
                                && CLIENT_URI.matcher(uri).matches())
                        .orElse(null),
                authentication,
                authentication == ClientAuthentication.PRIVATE_KEY_JWT ? keys(body, loopback) : ClientKeys.NONE);
    }

    /**
     * What makes two registrations of public clients one client. The port of a loopback URI is left out, because any port
     * matches: a client that takes a new port for each sign-in stays the client that it was.
     */
    String digest() {
        List<String> uris = redirectUris.stream()
                .map(RedirectUri::withoutPort)
                .distinct()
                .sorted()
                .toList();
        List<Object> all = new ArrayList<>(List.of("v1", name, uris, applicationType));
        all.add(Optional.ofNullable(scope).orElse(""));
        all.add(Optional.ofNullable(clientUri).orElse(""));
        return Secrets.digest(JSON.writeValueAsString(all));
    }

    /** The redirect URIs, as they were sent. */
    List<String> redirectUriValues() {
        return redirectUris.stream().map(RedirectUri::value).toList();
    }

    private static ClientAuthentication authentication(JsonNode body, ClientAuthentication otherwise) {
        Optional<String> asked = text(body, "token_endpoint_auth_method");
        return asked.isEmpty()
                ? otherwise
                : ClientAuthentication.of(asked.get())
                        .orElseThrow(() -> ErrorCode.INVALID_CLIENT_METADATA.exception(
                                "token_endpoint_auth_method is none, client_secret_basic, client_secret_post or"
                                        + " private_key_jwt"));
    }

    private static ClientKeys keys(JsonNode body, boolean loopback) {
        JsonNode jwks = body.get("jwks");
        try {
            return ClientKeys.of(
                    jwks == null || jwks.isNull() ? null : jwks.toString(),
                    text(body, "jwks_uri").orElse(null),
                    loopback);
        } catch (ClientKeys.Unusable e) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception(String.valueOf(e.getMessage()));
        }
    }

    private static List<RedirectUri> redirectUris(@Nullable JsonNode node) {
        if (node == null || !node.isArray() || node.isEmpty() || node.size() > MAX_REDIRECT_URIS) {
            throw ErrorCode.INVALID_REDIRECT_URI.exception(
                    "redirect_uris is an array of 1 to " + MAX_REDIRECT_URIS + " URIs");
        }
        List<RedirectUri> uris = new ArrayList<>();
        for (JsonNode element : node) {
            uris.add(Optional.of(element)
                    .filter(JsonNode::isString)
                    .flatMap(text -> RedirectUri.parse(text.stringValue()))
                    .orElseThrow(() -> ErrorCode.INVALID_REDIRECT_URI.exception(
                            "a redirect URI is https, or http on loopback, or of a known private-use scheme, without"
                                    + " fragment and user information")));
        }
        if (uris.stream().mapToInt(uri -> uri.value().length()).sum() > MAX_URIS_LENGTH) {
            throw ErrorCode.INVALID_REDIRECT_URI.exception(
                    "the redirect URIs are longer than " + MAX_URIS_LENGTH + " characters together");
        }
        return uris.stream().distinct().toList();
    }

    private static Optional<String> text(JsonNode body, String name) {
        JsonNode node = body.get(name);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isString()) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception(name + " is a string");
        }
        return Optional.of(node.stringValue());
    }

    private static String name(String given, List<RedirectUri> redirectUris) {
        String clean = ClientName.clean(given);
        return clean.isEmpty() ? ClientName.clean(redirectUris.get(0).host()) : clean;
    }
}
