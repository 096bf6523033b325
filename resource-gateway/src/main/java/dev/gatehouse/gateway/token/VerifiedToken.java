package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.server.TokenValidation;
import dev.gatehouse.policy.access.Facts.TokenFacts;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An access token whose signature, type and shape hold, or an API token that the authorization server has vouched for.
 * Nothing is said yet about whether it is for this server, still alive or revoked: that is decided at each use.
 *
 * @param anchor under what it was verified
 * @param issuer its {@code iss}
 * @param audience its {@code aud}
 * @param expiresAt its {@code exp}
 * @param scopes its scopes, token by token
 * @param tokenId its {@code jti}, or the id of the API token
 * @param authorizationId its {@code sid}
 * @param keyId the key that signed it
 * @param subject its {@code sub}
 * @param clientId the client that it was issued to: {@code client_id}, or {@code azp} of older external issuers
 */
public record VerifiedToken(
        TrustAnchor.Identity anchor,
        String issuer,
        Set<String> audience,
        Instant expiresAt,
        Set<String> scopes,
        @Nullable String tokenId,
        @Nullable String authorizationId,
        @Nullable String keyId,
        @Nullable String subject,
        @Nullable String clientId) {

    /** Whether it was verified under this kind of issuer and this issuer, whatever its keys were then. */
    public boolean verifiedUnder(TrustAnchor.Kind kind, String issuerIdentifier) {
        return anchor.kind() == kind && anchor.issuer().equals(issuerIdentifier);
    }

    /** Whether another issuer than ours vouches for its subject. */
    public boolean external() {
        return anchor.kind() == TrustAnchor.Kind.EXTERNAL;
    }

    /**
     * Whether it was verified as the provider has tokens validated, by this key set or by this endpoint with these credentials.
     * A provider whose settings changed has not spoken about this token yet.
     */
    public boolean verifiedBy(@Nullable TokenValidation validation) {
        return Objects.equals(anchor.source(), validation);
    }

    /** The same for a use that began in time and may be finished, however long it takes. */
    public VerifiedToken begunInTime() {
        return new VerifiedToken(
                anchor, issuer, audience, Instant.MAX, scopes, tokenId, authorizationId, keyId, subject, clientId);
    }

    /** What kind of token it is: {@code BUILT_IN}, {@code EXTERNAL} or {@code API_TOKEN}. */
    public String kind() {
        return anchor.kind().name();
    }

    /** What it takes to remember it, in bytes, roughly. */
    int weight() {
        long weight = 512L + weight(issuer) + weight(tokenId) + weight(authorizationId) + weight(keyId);
        weight += weight(subject) + weight(clientId);
        for (Set<String> words : List.of(audience, scopes)) {
            for (String word : words) {
                weight += 64 + weight(word);
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, weight);
    }

    private static long weight(@Nullable String text) {
        return text == null ? 0 : 56L + 2L * text.length();
    }

    /** The facts that the policy looks at, with what is revoked at this moment. */
    public TokenFacts facts(Revocations revocations) {
        TokenFacts.Kind kind =
                anchor.kind() == TrustAnchor.Kind.API_TOKEN ? TokenFacts.Kind.API_TOKEN : TokenFacts.Kind.ACCESS_TOKEN;
        return new TokenFacts(kind, true, issuer, audience, expiresAt, scopes, revocations.name(this));
    }
}
