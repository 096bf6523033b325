package dev.gatehouse.policy.server;

import java.util.UUID;

/**
 * A server as decisions see it: a snapshot of its row.
 *
 * @param exists false once it is deleted; its id, slug and resource are never given out again
 * @param resource the canonical resource identifier (RFC 8707), the {@code aud} of every token for it
 * @param apiTokens whether it accepts API tokens
 */
public record ServerView(
        UUID id,
        UUID accountId,
        boolean exists,
        boolean enabled,
        IdentityProvider identityProvider,
        String resource,
        FeaturePolicy features,
        IdentityScheme identityScheme,
        ApiTokenMode apiTokens) {}
