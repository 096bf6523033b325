package dev.gatehouse.gateway.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A token under an anchor, without the token: four words of its SHA-256. */
record TokenKey(long a, long b, long c, long d, TrustAnchor.Identity anchor) {

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(TokenKey::sha256);

    static TokenKey of(String token, TrustAnchor anchor) {
        ByteBuffer digest = ByteBuffer.wrap(SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8)));
        return new TokenKey(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong(), anchor.identity());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
