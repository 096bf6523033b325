package dev.gatehouse.db.bundle;

import dev.gatehouse.policy.server.IdentityScheme;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server as a bundle carries it.
 *
 * @param resource the canonical resource identifier
 * @param enabled a disabled assignment is closed, and gives no team anything
 * @param featurePolicy JSON; narrows that of the server
 * @param identityScheme null: the server's
 */
public record AssignmentRow(
        UUID bundleId,
        UUID serverId,
        UUID accountId,
        String resource,
        boolean enabled,
        String featurePolicy,
        @Nullable IdentityScheme identityScheme,
        Instant createdAt,
        long version) {

    /** The same assignment, changed. */
    public AssignmentRow with(boolean nowEnabled, String newFeaturePolicy, @Nullable IdentityScheme newScheme) {
        return new AssignmentRow(
                bundleId, serverId, accountId, resource, nowEnabled, newFeaturePolicy, newScheme, createdAt, version);
    }
}
