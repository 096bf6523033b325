package dev.gatehouse.db.server;

import dev.gatehouse.policy.resource.ProtectedResource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a resource identifier names: a server by itself, or as a bundle carries it.
 *
 * @param accountId the account of the server
 * @param serverName the server's name for people
 * @param bundleName the bundle's name for people; null for the server by itself
 */
public record KnownResource(
        ProtectedResource resource,
        UUID accountId,
        String serverName,
        @Nullable String bundleName) {

    /** A server by itself. */
    public static KnownResource of(ServerRow server) {
        return new KnownResource(ProtectedResource.of(server.id()), server.accountId(), server.name(), null);
    }
}
