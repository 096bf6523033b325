package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Reads the {@code client_id} of a public client, for every grant and for revocation: Spring Authorization Server's own
 * converter knows the code grant only. Introspection is not for public clients.
 */
@Component
public final class PublicClientAuthenticationConverter implements AuthenticationConverter {

    private static final List<String> CREDENTIALS =
            List.of("client_secret", "client_assertion", "client_assertion_type");

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        boolean introspection = request.getRequestURI().endsWith("/oauth2/introspect");
        boolean otherwise = request.getHeader(HttpHeaders.AUTHORIZATION) != null
                || CREDENTIALS.stream().anyMatch(name -> request.getParameter(name) != null);
        String[] clientIds = request.getParameterValues("client_id");
        if (introspection || otherwise || clientIds == null) {
            return null;
        }
        if (clientIds.length != 1) {
            throw ErrorCode.INVALID_REQUEST.exception("client_id must be sent once");
        }
        return new OAuth2ClientAuthenticationToken(clientIds[0], ClientAuthenticationMethod.NONE, null, null);
    }
}
