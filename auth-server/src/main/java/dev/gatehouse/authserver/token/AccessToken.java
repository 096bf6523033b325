package dev.gatehouse.authserver.token;

import dev.gatehouse.policy.access.Facts.TokenFacts;
import java.time.Instant;
import java.util.UUID;

/**
 * An access token of ours whose signature holds (RFC 9068). Whether it is still good is another question.
 *
 * @param facts what decisions look at; not yet looked up in the revocation entries
 * @param id its {@code jti}
 * @param authorizationId its {@code sid}
 */
public record AccessToken(
        TokenFacts facts,
        String id,
        UUID authorizationId,
        UUID accountId,
        UUID userId,
        String clientId,
        String kid,
        Instant issuedAt) {

    /** The same token, after the revocation entries were looked up. */
    public TokenFacts facts(boolean revoked) {
        return new TokenFacts(
                facts.verified(), facts.issuer(), facts.audience(), facts.expiresAt(), facts.scopes(), revoked);
    }
}
