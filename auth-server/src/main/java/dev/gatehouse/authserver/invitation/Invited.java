package dev.gatehouse.authserver.invitation;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is invited, as the page shows it.
 *
 * @param known whether they are somebody here already, and prove who they are; else they choose a password
 * @param inviter the name of the person who answers for the invitation
 * @param inviterEmail their address; null where it is their name, too
 */
public record Invited(
        UUID userId,
        String email,
        boolean known,
        UUID accountId,
        String account,
        String role,
        String inviter,
        @Nullable String inviterEmail) {

    /** Prints no address. */
    @Override
    public String toString() {
        return "Invited[" + userId + "]";
    }
}
