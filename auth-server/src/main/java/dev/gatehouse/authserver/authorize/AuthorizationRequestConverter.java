package dev.gatehouse.authserver.authorize;

import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/** Takes the parameters of an authorization request as they are; {@link AuthorizationRequestReader} judges them. */
@Component
public final class AuthorizationRequestConverter implements AuthenticationConverter {

    @Override
    public Authentication convert(HttpServletRequest request) {
        RequestParameters parameters = RequestParameters.of(request.getParameterMap());
        if (PushedRequests.names(parameters) && isPrefetch(request)) {
            throw AuthorizationRefused.page("This link is for one visit, and is not opened ahead of it.");
        }
        return AuthorizationRequestAuthentication.of(parameters, request.getSession(false));
    }

    /** A browser that guesses where the person will go must not use up a link that is good once. */
    private static boolean isPrefetch(HttpServletRequest request) {
        return Stream.of("Sec-Purpose", "Purpose")
                .flatMap(name -> Stream.ofNullable(request.getHeader(name)))
                .anyMatch(purpose -> purpose.startsWith("prefetch"));
    }
}
