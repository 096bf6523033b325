package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.page.PageMessage;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Asks people for their password outside of sign-in, under its throttle: before something that cannot be undone, or where
 * somebody who is not signed in proves who they are.
 */
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

    /** Whether this is the password of the person who is signed in. */
    public Outcome check(SignedIn person, HttpServletRequest request, String typed) {
        return check(person, devices.attempt(request, person.email()), typed);
    }

    /** Whether this is the password of the person with this address, who need be neither signed in nor active anywhere. */
    public Outcome check(String email, HttpServletRequest request, String typed) {
        return check(passwords.findByEmail(email), devices.attempt(request, email), typed);
    }

    Outcome check(SignedIn person, SignInAttempt attempt, String typed) {
        return check(passwords.find(person.userId()).filter(person::holds), attempt, typed);
    }

    private Outcome check(Optional<PasswordRow> person, SignInAttempt attempt, String typed) {
        Optional<Duration> wait = throttle.begin(attempt);
        if (wait.isPresent()) {
            return new Outcome.Throttled(wait.get());
        }
        boolean right;
        try {
            right = person.filter(row -> row.hash() != null && pool.matches(typed, row.hash()))
                    .isPresent();
        } catch (PasswordsBusy e) {
            throttle.busy(attempt);
            return new Outcome.Busy();
        }
        if (right) {
            throttle.succeeded(attempt);
            return new Outcome.Right();
        }
        person.map(PasswordRow::userId).map(AuditEvent::user).ifPresent(this::note);
        return new Outcome.Wrong();
    }

    /** Whether nobody looked at the password. The answer says so then, and when to come back. */
    public static boolean unseen(Outcome outcome, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (outcome instanceof Outcome.Throttled throttled) {
            PageMessage.tooManyPasswords(request, response, throttled.retryAfter());
            return true;
        }
        if (outcome instanceof Outcome.Busy) {
            PageMessage.passwordsBusy(request, response);
            return true;
        }
        return false;
    }

    private void note(String user) {
        transactions.run(() ->
                audit.append(AuditEvent.of(null, user, AuditAction.SIGN_IN_REFUSED, user, null, "BAD_CREDENTIALS")));
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
