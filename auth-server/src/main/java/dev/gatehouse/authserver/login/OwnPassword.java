package dev.gatehouse.authserver.login;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks people for their password outside of sign-in, under the same throttle. */
@Component
public final class OwnPassword {

    private final PasswordRepository passwords;
    private final KnownDevices devices;
    private final SignInThrottle throttle;
    private final PasswordPool pool;
    private final AuditLog audit;
    private final Transactions transactions;

    OwnPassword(
            PasswordRepository passwords,
            KnownDevices devices,
            SignInThrottle throttle,
            PasswordPool pool,
            AuditLog audit,
            Transactions transactions) {
        this.passwords = passwords;
        this.devices = devices;
        this.throttle = throttle;
        this.pool = pool;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** What came of it. */
    public sealed interface Outcome {

        /** It is theirs. */
        record Right() implements Outcome {}

        /** It is not. */
        record Wrong() implements Outcome {}

        /** Too many were wrong: nobody looked. */
        record Throttled(Duration retryAfter) implements Outcome {}

        /** There was no room to look. */
        record Busy() implements Outcome {}
    }

    /** Whether this is the password of the person who is signed in. */
    public Outcome check(HttpServletRequest request, SignedIn person, String typed) {
        return passwords
                .find(person.userId())
                .filter(person::holds)
                .map(row -> check(request, row, typed))
                .orElseGet(Outcome.Wrong::new);
    }

    /** Whether this is the password of this person, who need not be active in any account. */
    Outcome check(HttpServletRequest request, PasswordRow person, String typed) {
        SignInAttempt attempt = devices.attempt(request, person.email());
        Optional<Duration> wait = throttle.begin(attempt);
        if (wait.isPresent()) {
            return new Outcome.Throttled(wait.get());
        }
        boolean right;
        try {
            right = person.hash() != null && pool.matches(typed, person.hash());
        } catch (PasswordsBusy e) {
            throttle.undone(attempt);
            return new Outcome.Busy();
        }
        if (!right) {
            String user = AuditEvent.user(person.userId());
            transactions.run(() -> audit.append(
                    AuditEvent.of(null, user, AuditAction.SIGN_IN_REFUSED, user, null, "BAD_CREDENTIALS")));
            return new Outcome.Wrong();
        }
        throttle.succeeded(attempt);
        return new Outcome.Right();
    }
}
