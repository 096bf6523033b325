package dev.gatehouse.authserver.admin;

import java.time.Duration;
import java.util.UUID;

/** Changes the password of a person who proves that they know the current one. */
public interface PasswordChange {

    /**
     * Changes it. Every session of the person ends; API tokens and authorizations of apps stay.
     *
     * @param address where the request comes from
     */
    Outcome change(UUID userId, String address, String current, String wanted);

    /** What came of it. */
    sealed interface Outcome {

        /** The new password is set. */
        record Changed() implements Outcome {}

        /** The new password cannot be, and why: a sentence. */
        record Unfit(String sentence) implements Outcome {}

        /** The current password is wrong, or was changed a moment ago. */
        record WrongPassword() implements Outcome {}

        /** Too many were wrong: nobody looked. */
        record Throttled(Duration retryAfter) implements Outcome {}

        /** Passwords cannot be checked at this moment. */
        record Busy() implements Outcome {}
    }
}
