package dev.gatehouse.authserver.token;

import dev.gatehouse.policy.access.Facts.TokenFacts;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An access token of ours whose signature holds (RFC 9068). Whether it is still good is another question.
 *
 * @param facts what decisions look at; not yet looked up in the revocation entries
 * @param id its {@code jti}
 * @param authorizationId its {@code sid}: the authorization, or what stands for it of a machine client
 * @param subject its {@code sub}: a person's id, or the client that got it for itself (RFC 9068 section 2.2)
 */
public record AccessToken(
        TokenFacts facts,
        String id,
        UUID authorizationId,
        UUID accountId,
        String subject,
        String clientId,
        String kid,
        Instant issuedAt) {

    /** The person; empty for the token of a machine client. */
    public Optional<UUID> userId() {
        return subject.equals(clientId) ? Optional.empty() : Optional.of(UUID.fromString(subject));
    }

    /** The same token, after the revocation entries were looked up. */
    public TokenFacts facts(boolean revoked) {
        return new TokenFacts(
                facts.verified(), facts.issuer(), facts.audience(), facts.expiresAt(), facts.scopes(), revoked);
    }
}
