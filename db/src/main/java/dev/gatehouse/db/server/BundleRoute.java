package dev.gatehouse.db.server;

import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityScheme;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The way to a server through a bundle that carries it.
 *
 * @param slug the bundle's name in URLs
 * @param name the bundle's name for people
 * @param enabled whether the bundle and the assignment are
 * @param resource the canonical resource identifier of the assignment
 * @param narrowing what the assignment itself exposes; the server's own policy narrows it further
 * @param identityScheme the assignment's own; null: the server's
 */
public record BundleRoute(
        UUID serverId,
        UUID bundleId,
        String slug,
        String name,
        boolean enabled,
        String resource,
        FeaturePolicy narrowing,
        @Nullable IdentityScheme identityScheme) {}
