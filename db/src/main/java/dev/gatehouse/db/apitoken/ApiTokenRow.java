package dev.gatehouse.db.apitoken;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token.
 *
 * @param userId whose powers it has
 * @param serverId the server that it is for; null for an admin API token
 * @param lastUsedAt when it was last let through, to the minute; null: never
 * @param revokedAt when it was revoked; null: it was not
 */
public record ApiTokenRow(
        UUID id,
        UUID accountId,
        UUID userId,
        @Nullable UUID serverId,
        String name,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable Instant revokedAt) {

    /** A new token. */
    public ApiTokenRow(
            UUID id,
            UUID accountId,
            UUID userId,
            @Nullable UUID serverId,
            String name,
            Instant createdAt,
            Instant expiresAt) {
        this(id, accountId, userId, serverId, name, createdAt, expiresAt, null, null);
    }
}
