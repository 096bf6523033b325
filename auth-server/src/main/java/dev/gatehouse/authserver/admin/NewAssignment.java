package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.server.IdentityScheme;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A server that a bundle is to carry; null stands for the default. */
public record NewAssignment(
        UUID serverId,
        @Nullable Boolean enabled,
        @Nullable FeaturePolicyPatch featurePolicy,
        @Nullable IdentityScheme identityScheme) {}
