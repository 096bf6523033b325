package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.settings.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * The ids of people who are made by their address. Somebody who was forgotten gets the same one when they are made again, as
 * somebody who is there keeps theirs: no account learns from an id whether others know the person. It is an HMAC-SHA-256 under
 * a key derived from the master key, so that nobody can tell it from a random one, in the form of RFC 9562, version 4.
 */
@Component
public final class PersonIds {

    private static final String ALGORITHM = "HmacSHA256";
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT = 0x8000000000000000L;

    private final SecretKeySpec key;

    PersonIds(Settings settings) throws GeneralSecurityException {
        byte[] master = settings.masterKey().getBytes(StandardCharsets.UTF_8);
        this.key = new SecretKeySpec(mac(new SecretKeySpec(master, ALGORITHM), "gatehouse person ids"), ALGORITHM);
    }

    /** The id of whoever is made with this address, which must be in lower case. */
    public UUID of(String email) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(mac(key, email));
            return new UUID((bytes.getLong() & ~0xF000L) | VERSION_4, (bytes.getLong() >>> 2) | VARIANT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] mac(SecretKeySpec key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
