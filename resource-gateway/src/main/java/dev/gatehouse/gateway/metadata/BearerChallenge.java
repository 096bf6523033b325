package dev.gatehouse.gateway.metadata;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.settings.GatewaySettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one writer of {@code WWW-Authenticate}: the bearer challenge (RFC 6750 section 3) with the address of the
 * protected resource metadata (RFC 9728 section 5.1).
 */
@Component
public final class BearerChallenge {

    private final String gatewayUrl;

    BearerChallenge(GatewaySettings settings) {
        this.gatewayUrl = settings.gatewayUrl();
    }

    /** 401: no token came. There is no error code then (RFC 6750 section 3.1). */
    public Answer noToken(ProxiedServer server) {
        return Answer.problem(401, "an access token is needed", "TOKEN_MISSING")
                .with("www-authenticate", challenge(server, server.scopesToAsk(), null, null));
    }

    /** 401: the token that came is not good for this server. The body and the challenge do not say why. */
    public Answer invalidToken(ProxiedServer server, String reason) {
        return Answer.problem(401, "the access token is not valid here", "TOKEN_INVALID")
                .because(reason)
                .with(
                        "www-authenticate",
                        challenge(server, server.scopesToAsk(), "invalid_token", "the access token is not valid here"));
    }

    /** 403: the token is good, its scope does not cover the operation. {@code scopes} names all that it needs. */
    public Answer insufficientScope(ProxiedServer server, List<String> scopes) {
        return Answer.problem(403, "the access token's scope does not cover this", "INSUFFICIENT_SCOPE")
                .with(
                        "www-authenticate",
                        challenge(server, scopes, "insufficient_scope", "the scope does not cover this operation"));
    }

    private String challenge(
            ProxiedServer server, List<String> scopes, @Nullable String error, @Nullable String description) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (error != null && description != null) {
            parameters.put("error", error);
            parameters.put("error_description", description);
        }
        if (!scopes.isEmpty()) {
            parameters.put("scope", String.join(" ", scopes));
        }
        parameters.put("resource_metadata", ProtectedResourceMetadata.address(gatewayUrl, server.route()));
        return "Bearer "
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=\"" + quotable(parameter.getValue()) + "\"")
                        .collect(Collectors.joining(", "));
    }

    /** Scopes of an external provider are what an administrator typed: nothing may leave the quotes. */
    private static String quotable(String value) {
        return value.replaceAll("[^\\x20-\\x7E]|[\"\\\\]", "");
    }
}
