package dev.gatehouse.authserver.authorize;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/** Takes the parameters of an authorization request as they are; {@link AuthorizationRequestReader} judges them. */
@Component
public final class AuthorizationRequestConverter implements AuthenticationConverter {

    @Override
    public Authentication convert(HttpServletRequest request) {
        return new AuthorizationRequestAuthentication(RequestParameters.of(request.getParameterMap()), null);
    }
}
