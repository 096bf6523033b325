package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.scope.ScopeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The client metadata of a registration request (RFC 7591 section 2), as far as it counts here. What is unknown is
 * ignored, what cannot be honoured is replaced in the answer; only a redirect URI that must not be registered, or metadata
 * of the wrong shape, is refused.
 *
 * @param name the name that the client gives itself; nobody has verified it
 * @param applicationType native where any redirect URI is loopback or of a private-use scheme, else web
 * @param scope the scopes that the client means to ask, if it said
 */
record ClientMetadata(
        String name,
        List<RedirectUri> redirectUris,
        String applicationType,
        @Nullable String scope,
        @Nullable String clientUri) {

    private static final int MAX_REDIRECT_URIS = 20;
    private static final int MAX_URIS_LENGTH = 8_000;
    private static final int MAX_NAME = 100;
    private static final int MAX_URI = 500;

    static ClientMetadata parse(JsonNode body) {
        if (!body.isObject()) {
            throw ErrorCode.INVALID_CLIENT_METADATA.exception("client metadata is a JSON object");
        }
        List<RedirectUri> redirectUris = redirectUris(body.get("redirect_uris"));
        boolean isNative = redirectUris.stream().anyMatch(uri -> uri.kind() != RedirectUri.Kind.HTTPS);
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
                        .filter(uri -> uri.length() <= MAX_URI && uri.startsWith("https://"))
                        .orElse(null));
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

    /** Control characters and marks that turn the direction of text have no place in a name that people judge by. */
    private static String name(String given, List<RedirectUri> redirectUris) {
        String clean = given.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        String name = clean.isEmpty() ? redirectUris.get(0).host() : clean;
        return name.length() <= MAX_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, name.codePointCount(0, MAX_NAME - 1)));
    }
}
