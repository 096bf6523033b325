package dev.gatehouse.authserver.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What other pages need to set a new password. */
@Component
public final class Passwords {

    private final PasswordPool pool;

    Passwords(PasswordPool pool) {
        this.pool = pool;
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

    /** Has the sign-in page of this browser know the address. */
    public void expect(HttpServletRequest request, String email) {
        TriedAddress.keep(request.getSession(), email);
    }
}
