package dev.gatehouse.authserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.authserver.settings.SigningAlgorithm;
import dev.gatehouse.db.key.StoredKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes keys, wraps them under the master key, and unwraps them. */
@Component
final class KeyMaker {

    private static final int MAC_BYTES = 32;
    private static final int MAC_NAME_BYTES = 4;

    /** As strong as P-256 (NIST SP 800-57 part 1, table 2). */
    private static final int RSA_BITS = 3072;

    private final MasterKey masterKey;
    private final SigningAlgorithm algorithm;
    private final SecureRandom random = new SecureRandom();

    KeyMaker(MasterKey masterKey, Settings settings) {
        this.masterKey = masterKey;
        this.algorithm = settings.signing().algorithm();
    }

    /** The algorithm of new keys for a purpose. */
    String algorithm(StoredKey.Purpose purpose) {
        return switch (purpose) {
            case SIGNING -> algorithm.name();
            case TOKEN_MAC -> JWSAlgorithm.HS256.getName();
            case AUDIT, ASSERTION -> SigningAlgorithm.ES256.name();
        };
    }

    /** A new key. Its times are set when it is stored. */
    StoredKey make(StoredKey.Purpose purpose) {
        return switch (purpose) {
            case SIGNING -> signingKey(purpose, algorithm);
            case TOKEN_MAC -> macKey();
            case AUDIT, ASSERTION -> signingKey(purpose, SigningAlgorithm.ES256);
        };
    }

    /** The signing key behind a stored one whose secret was not erased. */
    SigningKey signingKey(StoredKey stored) {
        return SigningKey.parse(stored.kid(), unwrap(stored));
    }

    /** The secret of a stored key for codes and refresh tokens that was not erased. */
    SecretKey macKey(StoredKey stored) {
        return new SecretKeySpec(unwrap(stored), "HmacSHA256");
    }

    private byte[] unwrap(StoredKey stored) {
        return masterKey.unwrap(name(stored.purpose(), stored.kid()), Objects.requireNonNull(stored.wrapped()));
    }

    private StoredKey signingKey(StoredKey.Purpose purpose, SigningAlgorithm signing) {
        try {
            JWK key = switch (signing) {
                case ES256 ->
                    new ECKeyGenerator(Curve.P_256)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.ES256)
                            .keyIDFromThumbprint(true)
                            .generate();
                case RS256 ->
                    new RSAKeyGenerator(RSA_BITS)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.RS256)
                            .keyIDFromThumbprint(true)
                            .generate();
            };
            return stored(
                    key.getKeyID(),
                    purpose,
                    key.toPublicJWK().toJSONString(),
                    key.toJSONString().getBytes(StandardCharsets.UTF_8));
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes P-256 and RSA keys", e);
        }
    }

    private StoredKey macKey() {
        byte[] secret = new byte[MAC_BYTES];
        random.nextBytes(secret);
        byte[] name = new byte[MAC_NAME_BYTES];
        random.nextBytes(name);
        return stored(HexFormat.of().formatHex(name), StoredKey.Purpose.TOKEN_MAC, null, secret);
    }

    private StoredKey stored(String kid, StoredKey.Purpose purpose, @Nullable String publicJwk, byte[] secret) {
        return StoredKey.create(
                kid, purpose, algorithm(purpose), publicJwk, masterKey.wrap(name(purpose, kid), secret), Instant.EPOCH);
    }

    private static String name(StoredKey.Purpose purpose, String kid) {
        return purpose.name() + " " + kid;
    }
}
