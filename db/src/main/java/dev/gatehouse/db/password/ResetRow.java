package dev.gatehouse.db.password;

import java.time.Instant;
import java.util.UUID;

/**
 * A link with which a person sets a new password.
 *
 * @param accountId the account whose admin made it
 * @param passwordVersion the password's version then
 */
public record ResetRow(UUID userId, UUID accountId, long passwordVersion, Instant expiresAt) {}
