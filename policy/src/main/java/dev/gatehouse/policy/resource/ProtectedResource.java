package dev.gatehouse.policy.resource;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A protected resource of ours (RFC 9728): an MCP server by itself, or as a bundle carries it. Each has a resource
 * identifier of its own, and so tokens of its own.
 *
 * @param bundleId the bundle that carries the server; null for the server by itself
 */
public record ProtectedResource(UUID serverId, @Nullable UUID bundleId) {

    /** A server by itself. */
    public static ProtectedResource of(UUID serverId) {
        return new ProtectedResource(serverId, null);
    }
}
