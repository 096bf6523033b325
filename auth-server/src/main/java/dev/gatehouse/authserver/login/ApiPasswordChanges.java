package dev.gatehouse.authserver.login;

import dev.gatehouse.authserver.admin.PasswordChange;
import dev.gatehouse.db.password.PasswordRepository;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The change of one's own password for those who come with an API token: the same as on the page. Tries are counted against
 * the person under a budget of their own, whatever token and address they come with: whoever got hold of a token can neither
 * go on guessing nor keep the person from signing in.
 */
@Component
final class ApiPasswordChanges implements PasswordChange {

    /** In the place of a device; no device has this name. */
    private static final String API = "api";

    private final PasswordRepository passwords;
    private final PasswordChanges changes;

    ApiPasswordChanges(PasswordRepository passwords, PasswordChanges changes) {
        this.passwords = passwords;
        this.changes = changes;
    }

    @Override
    public Outcome change(UUID userId, String address, String current, String wanted) {
        SignedIn person = passwords.find(userId).map(SignedIn::of).orElse(null);
        if (person == null) {
            return new Outcome.WrongPassword();
        }
        PasswordChanges.Outcome outcome;
        try {
            outcome = changes.change(person, new SignInAttempt(person.email(), address, API), current, wanted);
        } catch (PasswordsBusy e) {
            return new Outcome.Busy();
        }
        if (outcome instanceof PasswordChanges.Outcome.Unfit unfit) {
            return new Outcome.Unfit(unfit.problem().sentence());
        }
        if (outcome instanceof PasswordChanges.Outcome.Throttled throttled) {
            return new Outcome.Throttled(throttled.retryAfter());
        }
        return outcome instanceof PasswordChanges.Outcome.Changed ? new Outcome.Changed() : new Outcome.WrongPassword();
    }
}
