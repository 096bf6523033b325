package dev.gatehouse.db.key;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored.
 *
 * @param algorithm ES256, RS256 or HS256
 * @param publicJwk the public half as a JWK (RFC 7517), for a signing key
 * @param wrapped the private half or the secret, wrapped
 * @param retiredAt since when it makes nothing new
 */
public record StoredKey(
        String kid,
        Purpose purpose,
        String algorithm,
        @Nullable String publicJwk,
        String wrapped,
        Instant createdAt,
        @Nullable Instant retiredAt) {

    /** What a key is for. */
    public enum Purpose {
        /** Signs access tokens. */
        SIGNING,
        /** Makes codes and refresh tokens. */
        TOKEN_MAC
    }

    /** Does not print the key. */
    @Override
    public String toString() {
        return "StoredKey[" + purpose + " " + kid + "]";
    }
}
