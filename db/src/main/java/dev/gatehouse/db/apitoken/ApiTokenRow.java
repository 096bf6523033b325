package dev.gatehouse.db.apitoken;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token.
 *
 * @param userId whose powers it has
 * @param serverId the server that it is for; null for an admin API token
 */
public record ApiTokenRow(
        UUID id,
        UUID accountId,
        UUID userId,
        @Nullable UUID serverId,
        String name,
        Instant createdAt,
        Instant expiresAt) {}
