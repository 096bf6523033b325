package dev.gatehouse.policy.token;

import java.time.Instant;

/**
 * Where one authorization stands, as far as refresh looks at it. A refresh-token family is one authorization.
 *
 * @param clientId the client that it belongs to
 * @param active whether its code was redeemed
 * @param revoked whether it was revoked
 * @param expired whether its idle or absolute lifetime is over
 * @param generation the generation whose refresh token is the current one
 * @param rotatedAt when that generation came about
 */
public record FamilyState(
        String clientId, boolean active, boolean revoked, boolean expired, long generation, Instant rotatedAt) {}
