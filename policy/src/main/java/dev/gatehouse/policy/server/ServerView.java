package dev.gatehouse.policy.server;

import java.util.UUID;

/**
 * A server as decisions see it, by itself or as a bundle carries it: a snapshot of its rows.
 *
 * @param exists false once it is deleted; its id, slug and resource are never given out again
 * @param open whether the bundle and the assignment through which it is reached are enabled; true for the server by itself
 * @param resource the canonical resource identifier (RFC 8707), the {@code aud} of every token for it
 * @param apiTokens whether it accepts API tokens
 */
public record ServerView(
        UUID id,
        UUID accountId,
        boolean exists,
        boolean enabled,
        boolean open,
        IdentityProvider identityProvider,
        String resource,
        FeaturePolicy features,
        IdentityScheme identityScheme,
        ApiTokenMode apiTokens) {

    /** A server by itself. */
    public ServerView(
            UUID id,
            UUID accountId,
            boolean exists,
            boolean enabled,
            IdentityProvider identityProvider,
            String resource,
            FeaturePolicy features,
            IdentityScheme identityScheme,
            ApiTokenMode apiTokens) {
        this(id, accountId, exists, enabled, true, identityProvider, resource, features, identityScheme, apiTokens);
    }

    /** The same server with another identity scheme. */
    public ServerView showing(IdentityScheme scheme) {
        return new ServerView(
                id, accountId, exists, enabled, open, identityProvider, resource, features, scheme, apiTokens);
    }

    /**
     * The same server as a bundle carries it.
     *
     * @param carried whether the bundle carries it
     * @param routeOpen whether the bundle and the assignment are enabled
     * @param narrowing the assignment's own feature policy
     */
    public ServerView through(boolean carried, boolean routeOpen, String ownResource, FeaturePolicy narrowing) {
        return new ServerView(
                id,
                accountId,
                exists && carried,
                enabled,
                routeOpen,
                identityProvider,
                ownResource,
                features.narrowedBy(narrowing),
                identityScheme,
                apiTokens);
    }
}
