package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.oauth.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Comes first of the converters: refuses a request that authenticates in more than one way (RFC 6749 section 2.3), and
 * reads the {@code client_id} of a public client, for every grant, for revocation and for pushed requests, where Spring
 * Authorization Server's own converter knows the code grant only. Introspection is not for public clients.
 */
@Component
public final class PublicClientAuthenticationConverter implements AuthenticationConverter {

    private static final List<String> CREDENTIALS = List.of("client_secret", "client_assertion");

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        boolean header = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        // without a value it is as if not sent (RFC 6749 section 3.2)
        long inBody = CREDENTIALS.stream()
                .flatMap(name -> Stream.ofNullable(request.getParameter(name)))
                .filter(value -> !value.isEmpty())
                .count();
        if ((header ? 1 : 0) + inBody > 1) {
            throw ErrorCode.INVALID_REQUEST.exception("a client authenticates in one way at a time");
        }
        String clientId = request.getParameter("client_id");
        boolean introspection = request.getServletPath().equals("/oauth2/introspect");
        if (header || inBody > 0 || introspection || clientId == null || clientId.isEmpty()) {
            return null;
        }
        return new OAuth2ClientAuthenticationToken(
                clientId, ClientAuthenticationMethod.NONE, null, RequestAccount.parameters(request));
    }
}
