package dev.gatehouse.db.password;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link with which a person sets a new password.
 *
 * @param accountId the account whose admin made it
 * @param passwordVersion the password's version then
 * @param issuedBy the admin; null for a link of an earlier version, which nobody answers for
 */
public record ResetRow(
        UUID userId,
        UUID accountId,
        long passwordVersion,
        Instant expiresAt,
        @Nullable UUID issuedBy) {}
