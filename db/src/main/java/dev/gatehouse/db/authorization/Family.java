package dev.gatehouse.db.authorization;

import java.util.UUID;

/**
 * A live authorization that is locked in the transaction under way.
 *
 * @param active whether its code was redeemed, so that an access token may be about
 */
public record Family(UUID id, UUID accountId, UUID userId, UUID serverId, String clientId, boolean active) {}
