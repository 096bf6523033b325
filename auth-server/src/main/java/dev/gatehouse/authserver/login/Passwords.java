package dev.gatehouse.authserver.login;

import dev.gatehouse.db.password.PasswordRepository;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What other pages need of passwords: a new one, and a proof with the one that somebody has. */
@Component
public final class Passwords {

    private final PasswordRepository passwords;
    private final PasswordPool pool;
    private final SignInThrottle throttle;
    private final KnownDevices devices;

    Passwords(PasswordRepository passwords, PasswordPool pool, SignInThrottle throttle, KnownDevices devices) {
        this.passwords = passwords;
        this.pool = pool;
        this.throttle = throttle;
        this.devices = devices;
    }

    /** What is wrong with a new password, as a sentence; empty when it may be. */
    public Optional<String> problem(String wanted, String repeated, String email, String name) {
        return wanted.equals(repeated)
                ? NewPassword.problem(wanted, email, name).map(NewPassword.Problem::sentence)
                : Optional.of(NewPassword.Problem.REPEATED_OTHERWISE.sentence());
    }

    /** The hash of a new password; empty when too many are being hashed. */
    public Optional<String> hash(String wanted) {
        try {
            return Optional.of(Objects.requireNonNull(pool.encode(wanted)));
        } catch (PasswordsBusy e) {
            return Optional.empty();
        }
    }

    /** Compares what somebody typed with the password of this person, throttled as at sign-in. */
    public Proof prove(HttpServletRequest request, String email, String typed) {
        SignInAttempt attempt = devices.attempt(request, email);
        Optional<Duration> wait = throttle.begin(attempt);
        if (wait.isPresent()) {
            return new Proof.Throttled(wait.get());
        }
        try {
            boolean right = passwords
                    .findByEmail(email)
                    .filter(person -> person.hash() != null)
                    .filter(person -> pool.matches(typed, person.hash()))
                    .isPresent();
            if (!right) {
                return new Proof.Wrong();
            }
        } catch (PasswordsBusy e) {
            throttle.busy(attempt);
            return new Proof.Busy();
        }
        throttle.succeeded(attempt);
        return new Proof.Right();
    }

    /** Has the sign-in page of this browser know the address. */
    public void expect(HttpServletRequest request, String email) {
        TriedAddress.keep(request.getSession(), email);
    }

    /** What came of a comparison. */
    public sealed interface Proof {

        /** It is the password. */
        record Right() implements Proof {}

        /** It is not. */
        record Wrong() implements Proof {}

        /** Too many were wrong. */
        record Throttled(Duration retryAfter) implements Proof {}

        /** There is no room to compare. */
        record Busy() implements Proof {}
    }
}
