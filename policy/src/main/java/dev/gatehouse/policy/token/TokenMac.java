package dev.gatehouse.policy.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Makes and recognises derived tokens with HMAC-SHA-256 (RFC 2104).
 *
 * <p>Old keys stay in the ring to recognise tokens that they made; new tokens are made with the current one. A family
 * whose token was made with an old key moves to the current one at its next rotation.
 */
public final class TokenMac {

    private static final Pattern SYNTAX =
            Pattern.compile("([A-Za-z0-9_-]{1,16})\\.([A-Za-z0-9_-]{22})\\.([0-9a-z]{1,12})\\.([A-Za-z0-9_-]{43})");
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, SecretKey> keys;
    private final String currentKid;

    /**
     * A ring of keys.
     *
     * @param keys 256-bit keys by their id, at most 16 letters, digits, hyphens and underscores
     * @param currentKid the key that makes new tokens; it must be in the ring
     */
    public TokenMac(Map<String, SecretKey> keys, String currentKid) {
        if (!keys.containsKey(currentKid)) {
            throw new IllegalArgumentException("the current key `" + currentKid + "` is not in the ring");
        }
        if (!KID.matcher(currentKid).matches()) {
            throw new IllegalArgumentException("the key id `" + currentKid + "` does not fit a token");
        }
        this.keys = Map.copyOf(keys);
        this.currentKid = currentKid;
    }

    /** The token of this kind for this generation; the same arguments and key always give the same text. */
    public TokenValue mint(TokenKind kind, TokenReference reference) {
        String body = currentKid + "." + encode(reference.authorizationId()) + "."
                + Long.toString(reference.generation(), Character.MAX_RADIX);
        return new TokenValue(body + "." + mac(kind, body, currentKid));
    }

    /**
     * What the token says, if we made it for this purpose.
     *
     * <p>The MAC is compared in its encoded form: a decoder would accept several spellings of one MAC.
     */
    public Optional<TokenReference> verify(TokenKind kind, String token) {
        Matcher matcher = SYNTAX.matcher(token);
        if (!matcher.matches() || !keys.containsKey(matcher.group(1))) {
            return Optional.empty();
        }
        String body = token.substring(0, matcher.end(3));
        byte[] expected = mac(kind, body, matcher.group(1)).getBytes(StandardCharsets.US_ASCII);
        byte[] presented = matcher.group(4).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, presented)) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenReference(decode(matcher.group(2)), Long.parseLong(matcher.group(3), Character.MAX_RADIX)));
    }

    private String mac(TokenKind kind, String body, String kid) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.get(kid));
            return BASE64.encodeToString(mac.doFinal((kind.label() + "." + body).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static String encode(UUID id) {
        return BASE64.encodeToString(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    private static UUID decode(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}
