package dev.gatehouse.db.invitation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to send the mail of an invitation, and what the mail tells.
 *
 * @param version of the invitation while nothing but this attempt has touched it
 * @param inviterName null when the person who answers for it is gone
 * @param attempt counts from 1
 */
public record DueMail(
        UUID id,
        UUID accountId,
        long version,
        String email,
        String accountName,
        String roleName,
        @Nullable String inviterName,
        @Nullable String inviterEmail,
        Instant expiresAt,
        int attempt) {

    /** Prints no address. */
    @Override
    public String toString() {
        return "DueMail[" + id + ", attempt " + attempt + "]";
    }
}
