package dev.gatehouse.authserver.login;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.password.PasswordRepository;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Asks a person who is signed in for their password once more, before something that cannot be undone. Throttled as sign-in. */
@Component
public final class PasswordAgain {

    private final PasswordRepository passwords;
    private final PasswordPool pool;
    private final SignInThrottle throttle;
    private final KnownDevices devices;
    private final AuditLog audit;
    private final Transactions transactions;

    PasswordAgain(
            PasswordRepository passwords,
            PasswordPool pool,
            SignInThrottle throttle,
            KnownDevices devices,
            AuditLog audit,
            Transactions transactions) {
        this.passwords = passwords;
        this.pool = pool;
        this.throttle = throttle;
        this.devices = devices;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** Looks at what was typed in this request. */
    public Outcome check(SignedIn person, HttpServletRequest request, String typed) {
        return check(person, devices.attempt(request, person.email()), typed);
    }

    Outcome check(SignedIn person, SignInAttempt attempt, String typed) {
        Duration wait = throttle.begin(attempt).orElse(null);
        if (wait != null) {
            return new Outcome.Throttled(wait);
        }
        boolean right;
        try {
            right = passwords
                    .find(person.userId())
                    .filter(person::holds)
                    .filter(row -> pool.matches(typed, row.hash()))
                    .isPresent();
        } catch (PasswordsBusy e) {
            throttle.undone(attempt);
            return new Outcome.Busy();
        }
        if (right) {
            throttle.succeeded(attempt);
            return new Outcome.Right();
        }
        String user = AuditEvent.user(person.userId());
        transactions.run(() ->
                audit.append(AuditEvent.of(null, user, AuditAction.SIGN_IN_REFUSED, user, null, "BAD_CREDENTIALS")));
        return new Outcome.Wrong();
    }

    /** What came of it. */
    public sealed interface Outcome {

        /** It is their password. */
        record Right() implements Outcome {}

        /** It is not, or was changed a moment ago. */
        record Wrong() implements Outcome {}

        /** Too many were wrong: nobody looked. */
        record Throttled(Duration retryAfter) implements Outcome {}

        /** Nobody could look just now. */
        record Busy() implements Outcome {}
    }
}
