package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientKeys;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.RedirectUri;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A client that an admin registers: one that acts for people, with redirect URIs, or one that acts for itself at one server.
 *
 * @param authentication {@code none}, {@code client_secret} or {@code private_key_jwt}
 */
public record NewClient(
        String name,
        @Nullable List<String> redirectUris,
        String authentication,
        @Nullable String jwks,
        @Nullable String jwksUri,
        @Nullable UUID serverId,
        @Nullable Scopes scopes) {

    private static final int MAX_REDIRECT_URIS = 20;
    private static final int MAX_URIS_LENGTH = 8_000;

    boolean machine() {
        return serverId != null;
    }

    /** How it may authenticate; a machine cannot do without. */
    Set<ClientAuthentication> authentications() {
        return switch (authentication) {
            case "client_secret" ->
                Set.of(ClientAuthentication.CLIENT_SECRET_BASIC, ClientAuthentication.CLIENT_SECRET_POST);
            case "private_key_jwt" -> Set.of(ClientAuthentication.PRIVATE_KEY_JWT);
            case "none" -> {
                if (machine()) {
                    throw new InvalidValue("`authentication` of a client that acts for itself must not be `none`");
                }
                yield Set.of(ClientAuthentication.NONE);
            }
            default -> throw new InvalidValue("`authentication` must be `none`, `client_secret` or `private_key_jwt`");
        };
    }

    ClientKeys keys(boolean loopback) {
        if (!authentication.equals("private_key_jwt")) {
            if (jwks != null || jwksUri != null) {
                throw new InvalidValue("`jwks` and `jwksUri` are for `private_key_jwt` only");
            }
            return ClientKeys.NONE;
        }
        try {
            return ClientKeys.of(jwks, jwksUri, loopback);
        } catch (ClientKeys.Unusable e) {
            throw new InvalidValue(String.valueOf(e.getMessage()));
        }
    }

    /** The redirect URIs, judged as those of clients that register themselves; none for a machine. */
    List<String> checkedRedirectUris() {
        List<String> uris = redirectUris;
        if (machine()) {
            if (uris != null) {
                throw new InvalidValue("`redirectUris` are not for a client that acts for itself");
            }
            return List.of();
        }
        if (scopes != null) {
            throw new InvalidValue("`scopes` are for a client that acts for itself, with `serverId`");
        }
        boolean good = uris != null
                && !uris.isEmpty()
                && uris.size() <= MAX_REDIRECT_URIS
                && uris.stream().mapToInt(String::length).sum() <= MAX_URIS_LENGTH
                && uris.stream().map(RedirectUri::parse).allMatch(Optional::isPresent);
        if (!good) {
            throw new InvalidValue("`redirectUris` must be 1 to " + MAX_REDIRECT_URIS
                    + " URIs: https, http on loopback, or of a known private-use scheme, without fragment and user"
                    + " information");
        }
        return uris == null ? List.of() : uris.stream().distinct().toList();
    }
}
