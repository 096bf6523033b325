package dev.gatehouse.db.authorization;

import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.util.UUID;

/**
 * A refresh token that would be accepted now.
 *
 * @param scopes what a refresh would give
 * @param asked what was asked at the authorization
 * @param issuedAt when its generation came about
 * @param expiresAt when it ends if it is not used, at the latest
 */
public record LiveRefreshToken(
        UUID authorizationId,
        UUID userId,
        String clientId,
        String resource,
        Scopes scopes,
        ScopeRequest asked,
        Instant issuedAt,
        Instant expiresAt) {}
