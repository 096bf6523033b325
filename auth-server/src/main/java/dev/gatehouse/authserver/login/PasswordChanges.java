package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.admin.PasswordResets;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.password.PasswordRow;
import dev.gatehouse.db.password.ResetRow;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sets new passwords: with the old one, or with a link from an admin. Either way every other session of the person ends,
 * because the password's version counts on. Authorizations of apps stay: they do not rest on the password.
 */
@Component
final class PasswordChanges {

    private static final Logger log = LoggerFactory.getLogger(PasswordChanges.class);

    private final PasswordRepository passwords;
    private final PasswordResets resets;
    private final PasswordPool pool;
    private final PasswordAgain again;
    private final AuditLog audit;
    private final Transactions transactions;

    PasswordChanges(
            PasswordRepository passwords,
            PasswordResets resets,
            PasswordPool pool,
            PasswordAgain again,
            AuditLog audit,
            Transactions transactions) {
        this.passwords = passwords;
        this.resets = resets;
        this.pool = pool;
        this.again = again;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** What came of it. */
    sealed interface Outcome {

        /** The new password is set. */
        record Changed() implements Outcome {}

        /** The new password cannot be. */
        record Unfit(NewPassword.Problem problem) implements Outcome {}

        /** The current password is wrong, or was changed a moment ago. */
        record WrongPassword() implements Outcome {}

        /** Too many were wrong. */
        record Throttled(Duration retryAfter) implements Outcome {}

        /** There is no such link, or no longer. */
        record DeadLink() implements Outcome {}
    }

    /** Changes the password of a person who is signed in. The current one is throttled as at sign-in. */
    Outcome change(SignedIn person, SignInAttempt attempt, String current, String wanted) {
        Optional<NewPassword.Problem> problem = wanted.equals(current)
                ? Optional.of(NewPassword.Problem.SAME)
                : NewPassword.problem(wanted, person.email(), person.name());
        if (problem.isPresent()) {
            return new Outcome.Unfit(problem.get());
        }
        PasswordAgain.Outcome asked = again.check(person, attempt, current);
        if (asked instanceof PasswordAgain.Outcome.Throttled throttled) {
            return new Outcome.Throttled(throttled.retryAfter());
        }
        if (asked instanceof PasswordAgain.Outcome.Busy) {
            throw new PasswordsBusy("the current password was not looked at");
        }
        if (!(asked instanceof PasswordAgain.Outcome.Right)) {
            return new Outcome.WrongPassword();
        }
        String hash = Objects.requireNonNull(pool.encode(wanted));
        return set(person.userId(), person.passwordVersion(), hash, null)
                ? new Outcome.Changed()
                : new Outcome.WrongPassword();
    }

    /** Whose password this link sets, while it is alive. */
    Optional<PasswordRow> linked(String token) {
        return passwords
                .findReset(Secrets.digest(token))
                .filter(resets::stillGood)
                .flatMap(reset -> passwords.find(reset.userId()));
    }

    /** Sets a password with a link, which is dead from then on. */
    Outcome reset(String token, String wanted) {
        String digest = Secrets.digest(token);
        PasswordRow person = linked(token).orElse(null);
        if (person == null) {
            return new Outcome.DeadLink();
        }
        Optional<NewPassword.Problem> problem = NewPassword.problem(wanted, person.email(), person.name());
        if (problem.isPresent()) {
            return new Outcome.Unfit(problem.get());
        }
        String hash = Objects.requireNonNull(pool.encode(wanted));
        return transactions.run(status -> {
            boolean used = passwords
                    .findReset(digest)
                    .filter(reset -> resets.use(
                            reset,
                            () -> passwords.takeReset(digest)
                                    && set(person.userId(), reset.passwordVersion(), hash, reset)))
                    .isPresent();
            if (!used) {
                status.setRollbackOnly();
                return new Outcome.DeadLink();
            }
            return new Outcome.Changed();
        });
    }

    @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT10M")
    void purge() {
        try {
            passwords.purgeResets();
        } catch (DataAccessException e) {
            log.warn("cannot purge links now: {}", e.getMessage());
        }
    }

    private boolean set(UUID userId, long version, String hash, @Nullable ResetRow reset) {
        return transactions.run(() -> {
            boolean changed = passwords.change(userId, version, hash);
            if (changed) {
                note(
                        userId,
                        AuditAction.PASSWORD_CHANGED,
                        reset == null ? null : reset.accountId(),
                        reset == null ? null : "RESET");
            }
            return changed;
        });
    }

    private void note(UUID userId, AuditAction action, @Nullable UUID accountId, @Nullable String reason) {
        String user = AuditEvent.user(userId);
        transactions.run(() -> audit.append(AuditEvent.of(accountId, user, action, user, null, reason)));
    }
}
