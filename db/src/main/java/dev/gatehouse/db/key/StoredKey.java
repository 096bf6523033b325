package dev.gatehouse.db.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored.
 *
 * @param algorithm ES256, RS256 or HS256
 * @param publicJwk the public half as a JWK (RFC 7517), for a signing key
 * @param wrapped the private half or the secret, wrapped; null when it was erased
 * @param signsAt from when on it makes something new, until a later key does
 * @param endedAt when it was found that all that it made has expired
 * @param revokedAt when it was revoked, with all that it made
 */
public record StoredKey(
        String kid,
        Purpose purpose,
        String algorithm,
        @Nullable String publicJwk,
        @Nullable String wrapped,
        Instant createdAt,
        Instant signsAt,
        @Nullable Instant endedAt,
        @Nullable Instant revokedAt) {

    /** What a key is for. */
    public enum Purpose {
        /** Signs access tokens. */
        SIGNING,
        /** Makes codes and refresh tokens. */
        TOKEN_MAC,
        /** Signs checkpoints of the audit log, and nothing that opens a door. */
        AUDIT,
        /** Signs what gateways say to upstreams of who calls, and nothing that the authorization server or a gateway takes. */
        ASSERTION
    }

    /** A key that was just made. */
    public static StoredKey create(
            String kid,
            Purpose purpose,
            String algorithm,
            @Nullable String publicJwk,
            String wrapped,
            Instant createdAt) {
        return new StoredKey(kid, purpose, algorithm, publicJwk, wrapped, createdAt, createdAt, null, null);
    }

    /** The same key, made at one time and signing from another. */
    public StoredKey at(Instant created, Instant signs) {
        return new StoredKey(kid, purpose, algorithm, publicJwk, wrapped, created, signs, endedAt, revokedAt);
    }

    /** Does not print the key. */
    @Override
    public String toString() {
        return "StoredKey[" + purpose + " " + kid + "]";
    }
}
