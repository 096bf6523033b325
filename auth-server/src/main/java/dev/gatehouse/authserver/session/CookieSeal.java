package dev.gatehouse.authserver.session;

import dev.gatehouse.authserver.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Seals values that go into cookies: an HMAC-SHA-256 under a key derived from the master key, which every node has and no
 * database holds. The kind is under the MAC, so that one kind of value never passes for another.
 */
@Component
public final class CookieSeal {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    CookieSeal(Settings settings) throws GeneralSecurityException {
        byte[] master = settings.masterKey().getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(mac(new SecretKeySpec(master, ALGORITHM), "gatehouse cookie key"), ALGORITHM);
    }

    /** The value with its seal behind it. */
    public String seal(String kind, String value) {
        return value + "." + of(kind, value);
    }

    /** The value, if its seal is right. */
    public Optional<String> open(String kind, String sealed) {
        int dot = sealed.lastIndexOf('.');
        return dot > 0 && fits(kind, sealed.substring(0, dot), sealed.substring(dot + 1))
                ? Optional.of(sealed.substring(0, dot))
                : Optional.empty();
    }

    /** The seal alone. */
    public String of(String kind, String value) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(key, kind + "\n" + value));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Whether this is the seal of the value; compared in its encoded form, in constant time. */
    public boolean fits(String kind, String value, String seal) {
        return MessageDigest.isEqual(
                of(kind, value).getBytes(StandardCharsets.UTF_8), seal.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] mac(SecretKeySpec key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
