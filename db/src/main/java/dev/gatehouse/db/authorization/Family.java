package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.resource.ProtectedResource;
import java.util.UUID;

/**
 * A live authorization that is locked in the transaction under way.
 *
 * @param active whether its code was redeemed, so that an access token may be about
 */
public record Family(
        UUID id, UUID accountId, UUID userId, ProtectedResource resource, String clientId, boolean active) {

    /** The server that it is for, whichever way it is reached. */
    public UUID serverId() {
        return resource.serverId();
    }
}
