package dev.gatehouse.authserver.login;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
    private final Semaphore strangers;

    SignInProvider(
            UserDetailsService people, UserDetailsPasswordService rehash, PasswordPool pool, SignInThrottle throttle) {
        this.passwords = new DaoAuthenticationProvider(people);
        this.passwords.setPasswordEncoder(pool);
        this.passwords.setUserDetailsPasswordService(rehash);
        this.throttle = throttle;
        this.strangers = new Semaphore(Math.max(1, pool.room() / 2));
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
            signedIn = check(authentication, attempt);
        } catch (PasswordsBusy e) {
            throttle.busy(attempt);
            throw e;
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

    /** Strangers get half of the room for passwords: the rest is for devices that a person has signed in from. */
    private Authentication check(Authentication authentication, SignInAttempt attempt) {
        if (attempt.device() != null) {
            return passwords.authenticate(authentication);
        }
        if (!strangers.tryAcquire()) {
            throw new PasswordsBusy("too many strangers wait to be recognised");
        }
        try {
            return passwords.authenticate(authentication);
        } finally {
            strangers.release();
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
