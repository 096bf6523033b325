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

    private final AuthorizationRequestReader reader;
    private final AccessAtAuthorization access;

    AuthorizationRequestProvider(AuthorizationRequestReader reader, AccessAtAuthorization access) {
        this.reader = reader;
        this.access = access;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        RequestParameters parameters = ((AuthorizationRequestAuthentication) authentication).parameters();
        AuthorizationRequest request = reader.read(parameters);
        access.checkResource(request);
        boolean silent = request.prompts().contains("none");
        Optional<SignedIn> person = SignedIn.current();
        if (person.isEmpty()) {
            if (silent) {
                throw AuthorizationRefused.redirect(ErrorCode.LOGIN_REQUIRED, "nobody is signed in", request);
            }
            return new AuthorizationRequestAuthentication(parameters, Next.SIGN_IN);
        }
        access.decide(request, person.get());
        if (silent) {
            throw AuthorizationRefused.redirect(ErrorCode.CONSENT_REQUIRED, "the person is always asked", request);
        }
        return new AuthorizationRequestAuthentication(parameters, Next.CONSENT);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return AuthorizationRequestAuthentication.class.isAssignableFrom(authentication);
    }
}
