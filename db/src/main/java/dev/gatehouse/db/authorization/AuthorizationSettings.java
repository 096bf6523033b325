package dev.gatehouse.db.authorization;

import java.time.Duration;

/**
 * Lifetimes of authorizations, and who issues.
 *
 * @param issuer our issuer identifier (RFC 8414)
 * @param codeTtl how long an authorization code may be redeemed
 * @param absoluteTtl how long an authorization lives at the most
 * @param idleTtl how long it lives without a refresh
 * @param retryWindow how long the previous refresh token may be presented again; zero is strict
 */
public record AuthorizationSettings(
        String issuer, Duration codeTtl, Duration absoluteTtl, Duration idleTtl, Duration retryWindow) {}
