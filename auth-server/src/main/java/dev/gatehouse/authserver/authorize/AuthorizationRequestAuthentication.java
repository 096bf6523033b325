package dev.gatehouse.authserver.authorize;

import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/**
 * An authorization request on its way through Spring Authorization Server's endpoint filter, and what came of it.
 */
final class AuthorizationRequestAuthentication extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final transient RequestParameters parameters;
    private final transient @Nullable HttpSession session;
    private final transient @Nullable Next next;

    private AuthorizationRequestAuthentication(
            RequestParameters parameters, @Nullable HttpSession session, @Nullable Next next) {
        super(List.of());
        this.parameters = parameters;
        this.session = session;
        this.next = next;
    }

    /** A request that came in this session, if there is one. */
    static AuthorizationRequestAuthentication of(RequestParameters parameters, @Nullable HttpSession session) {
        return new AuthorizationRequestAuthentication(parameters, session, null);
    }

    /** What comes next for a request. */
    static AuthorizationRequestAuthentication next(RequestParameters parameters, Next next) {
        return new AuthorizationRequestAuthentication(parameters, null, next);
    }

    RequestParameters parameters() {
        return parameters;
    }

    @Nullable
    HttpSession session() {
        return session;
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
        /** The person who is signed in has to say which account it is about. */
        CHOOSE_ACCOUNT,
        /** The person who is signed in has to be asked. */
        CONSENT
    }
}
