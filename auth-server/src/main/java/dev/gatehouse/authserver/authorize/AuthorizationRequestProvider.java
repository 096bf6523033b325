package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.authorize.AuthorizationRequestAuthentication.Next;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.oauth.ErrorCode;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Takes an authorization request as far as it goes without the person: to sign-in, to consent, or to its refusal. */
@Component
public final class AuthorizationRequestProvider implements AuthenticationProvider {

    private final PushedRequests pushed;
    private final AuthorizationRequestReader reader;
    private final AccessAtAuthorization access;

    AuthorizationRequestProvider(
            PushedRequests pushed, AuthorizationRequestReader reader, AccessAtAuthorization access) {
        this.pushed = pushed;
        this.reader = reader;
        this.access = access;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        AuthorizationRequestAuthentication came = (AuthorizationRequestAuthentication) authentication;
        RequestParameters sent = came.parameters();
        RequestParameters parameters = PushedRequests.names(sent) ? pushed.take(sent) : sent;
        AuthorizationRequest request = reader.read(parameters);
        access.checkResource(request);
        boolean silent = request.prompts().contains("none");
        Optional<SignedIn> person = SignedIn.current();
        if (person.isEmpty() || request.asksToSignIn()) {
            if (silent) {
                throw AuthorizationRefused.redirect(ErrorCode.LOGIN_REQUIRED, "nobody is signed in", request);
            }
            return AuthorizationRequestAuthentication.next(parameters, Next.SIGN_IN);
        }
        if (access.asksForAccount(request, person.get(), came.session())) {
            if (silent) {
                throw AuthorizationRefused.redirect(
                        ErrorCode.CONSENT_REQUIRED, "the person has to say which account it is about", request);
            }
            return AuthorizationRequestAuthentication.next(parameters, Next.CHOOSE_ACCOUNT);
        }
        access.decide(request, person.get(), came.session());
        if (silent) {
            throw AuthorizationRefused.redirect(ErrorCode.CONSENT_REQUIRED, "the person is always asked", request);
        }
        return AuthorizationRequestAuthentication.next(parameters, Next.CONSENT);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return AuthorizationRequestAuthentication.class.isAssignableFrom(authentication);
    }
}
