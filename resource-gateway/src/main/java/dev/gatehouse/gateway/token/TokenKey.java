package dev.gatehouse.gateway.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A token under an anchor, without the token: its SHA-256. */
record TokenKey(Digest digest, TrustAnchor.Identity anchor) {

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(TokenKey::sha256);

    static TokenKey of(String token, TrustAnchor anchor) {
        return new TokenKey(digest(token), anchor.identity());
    }

    static Digest digest(String token) {
        ByteBuffer digest = ByteBuffer.wrap(SHA_256.get().digest(token.getBytes(StandardCharsets.UTF_8)));
        return new Digest(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Four words of a SHA-256. */
    record Digest(long a, long b, long c, long d) {}
}
