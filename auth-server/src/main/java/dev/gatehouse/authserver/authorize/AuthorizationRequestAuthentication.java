package dev.gatehouse.authserver.authorize;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * An authorization request on its way through Spring Authorization Server's endpoint filter, and what came of it.
 */
final class AuthorizationRequestAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient RequestParameters parameters;
    private final transient @Nullable Next next;

    AuthorizationRequestAuthentication(RequestParameters parameters, @Nullable Next next) {
        super(List.of());
        this.parameters = parameters;
        this.next = next;
    }

    RequestParameters parameters() {
        return parameters;
    }

    @Nullable
    Next next() {
        return next;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public Object getPrincipal() {
        return "";
    }

    /** What has to happen before a code may be issued. */
    enum Next {
        /** Somebody has to sign in. */
        SIGN_IN,
        /** The person who is signed in has to be asked. */
        CONSENT
    }
}
