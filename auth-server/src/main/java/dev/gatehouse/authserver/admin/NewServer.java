package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import org.jspecify.annotations.Nullable;

/** A server that is wanted; null stands for the default. Exactly one of {@code upstreamUrl} and {@code resourceUri}. */
public record NewServer(
        String name,
        String slug,
        @Nullable String upstreamUrl,
        @Nullable String resourceUri,
        @Nullable Boolean enabled,
        @Nullable RevocationMode revocationMode,
        @Nullable IdentityScheme identityScheme,
        @Nullable IdentityPatch identitySettings,
        @Nullable Long maxConcurrentRequests,
        @Nullable FeaturePolicyPatch featurePolicy,
        @Nullable ApiTokenMode apiTokens) {}
