package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.oauth.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** The client that the client authentication filter has authenticated. */
final class AuthenticatedClient {

    private AuthenticatedClient() {}

    static OAuth2ClientAuthenticationToken of(@Nullable Object principal) {
        if (principal instanceof OAuth2ClientAuthenticationToken client && client.isAuthenticated()) {
            return client;
        }
        throw ErrorCode.INVALID_CLIENT.exception("client authentication is required");
    }

    /** Whether it was by a secret or a key: what it gets is then bound to that (RFC 6749 section 6). */
    static boolean proved(OAuth2ClientAuthenticationToken caller) {
        return !ClientAuthenticationMethod.NONE.equals(caller.getClientAuthenticationMethod());
    }

    static RegisteredClient allowedTo(OAuth2ClientAuthenticationToken caller, AuthorizationGrantType grantType) {
        RegisteredClient client = Objects.requireNonNull(caller.getRegisteredClient());
        if (!client.getAuthorizationGrantTypes().contains(grantType)) {
            throw ErrorCode.UNAUTHORIZED_CLIENT.exception("the client may not use this grant type");
        }
        return client;
    }
}
