package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.token.TokenReference;
import org.jspecify.annotations.Nullable;

/**
 * A genuine refresh token, presented at the token endpoint.
 *
 * @param token what it says
 * @param scopes the scopes that came with it; empty when none came
 * @param resource the canonical resource that came with it; null when none came
 * @param proved whether the client authenticated by a secret or a key
 */
public record RefreshPresentation(
        TokenReference token,
        String clientId,
        ScopeRequest scopes,
        @Nullable String resource,
        boolean proved) {

    /** Presented by a public client. */
    public RefreshPresentation(TokenReference token, String clientId, ScopeRequest scopes, @Nullable String resource) {
        this(token, clientId, scopes, resource, false);
    }
}
