package dev.gatehouse.authserver.login;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Too many sign-ins failed: this one was not looked at. */
final class SignInThrottled extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;
    private final boolean worthNoting;

    SignInThrottled(Duration wait, boolean worthNoting) {
        super("too many sign-ins failed");
        this.wait = wait;
        this.worthNoting = worthNoting;
    }

    Duration retryAfter() {
        return wait;
    }

    boolean worthNoting() {
        return worthNoting;
    }
}
