package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.db.authorization.AccountAuthorizations;
import dev.gatehouse.db.server.KnownResource;
import dev.gatehouse.db.server.ProtectedResources;
import dev.gatehouse.policy.resource.ResourceIndicator;
import dev.gatehouse.policy.token.TokenKind;
import dev.gatehouse.policy.token.TokenReference;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the account that a request of a client is about, by the code or refresh token that it presents or the resource that
 * it names: the admins of that account, and of no other, may have pinned the client's metadata document.
 */
@Component
public final class RequestAccount {

    private static final List<String> TELLING = List.of("code", "refresh_token", "token", "resource");

    private final KeyRing keys;
    private final AccountAuthorizations authorizations;
    private final ProtectedResources resources;

    RequestAccount(KeyRing keys, AccountAuthorizations authorizations, ProtectedResources resources) {
        this.keys = keys;
        this.authorizations = authorizations;
        this.resources = resources;
    }

    /** The parameters that tell, for {@link #of}. */
    public static Map<String, Object> parameters(HttpServletRequest request) {
        Map<String, Object> telling = new LinkedHashMap<>();
        for (String name : TELLING) {
            String value = request.getParameter(name);
            if (value != null) {
                telling.put(name, value);
            }
        }
        return telling;
    }

    /** The account; empty when nothing tells. A forged code or token tells nothing. */
    Optional<UUID> of(Map<String, Object> telling) {
        return reference(TokenKind.AUTHORIZATION_CODE, telling.get("code"))
                .or(() -> reference(TokenKind.REFRESH_TOKEN, telling.get("refresh_token")))
                .or(() -> reference(TokenKind.REFRESH_TOKEN, telling.get("token")))
                .flatMap(reference -> authorizations.accountOf(reference.authorizationId()))
                .or(() -> resource(telling.get("resource")));
    }

    private Optional<TokenReference> reference(TokenKind kind, @Nullable Object text) {
        return text instanceof String token ? keys.verify(kind, token) : Optional.empty();
    }

    private Optional<UUID> resource(@Nullable Object text) {
        return text instanceof String resource
                ? ResourceIndicator.parse(resource)
                        .flatMap(parsed -> resources.find(parsed.value()))
                        .map(KnownResource::accountId)
                : Optional.empty();
    }
}
