package dev.gatehouse.authserver.login;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsPasswordService;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.stereotype.Component;

/**
 * Signs people in. Spring Security's provider compares the password, and hashes one of its own where there is no such
 * person, so that both take as long; around it stands the throttle.
 */
@Component
public final class SignInProvider implements AuthenticationProvider {

    private final DaoAuthenticationProvider passwords;
    private final SignInThrottle throttle;

    SignInProvider(
            UserDetailsService people, UserDetailsPasswordService rehash, PasswordPool pool, SignInThrottle throttle) {
        this.passwords = new DaoAuthenticationProvider(people);
        this.passwords.setPasswordEncoder(pool);
        this.passwords.setUserDetailsPasswordService(rehash);
        this.throttle = throttle;
    }

    @Override
    public @Nullable Authentication authenticate(Authentication authentication) {
        if (!(authentication.getDetails() instanceof SignInAttempt attempt)) {
            throw new AuthenticationServiceException("nobody knows where this sign-in comes from");
        }
        Optional<Duration> wait = throttle.begin(attempt);
        if (wait.isPresent()) {
            throw new SignInThrottled(wait.get(), throttle.worthNoting(attempt));
        }
        Authentication signedIn;
        try {
            signedIn = passwords.authenticate(authentication);
        } catch (AuthenticationServiceException e) {
            throttle.undone(attempt);
            throw e;
        }
        throttle.succeeded(attempt);
        if (signedIn instanceof AbstractAuthenticationToken token) {
            token.setDetails(""); // what the throttle needed stays out of the stored session
        }
        return signedIn;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
