package dev.gatehouse.authserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.policy.token.TokenMac;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.stereotype.Component;

/** The keys of this installation, made on the first start. Nodes that share a database share them. */
@Component
public final class KeyRing {

    private static final int MAC_BYTES = 32;

    private final MasterKey masterKey;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final List<ECKey> signingKeys;
    private final TokenMac tokenMac;

    KeyRing(KeyRepository keys, MasterKey masterKey, Clock clock, FlywayMigrationInitializer migrated) {
        this.masterKey = masterKey;
        this.clock = clock;
        this.signingKeys = keys.findAllOrCreate(StoredKey.Purpose.SIGNING, this::newSigningKey).stream()
                .map(this::signingKey)
                .toList();
        this.tokenMac = tokenMac(keys.findAllOrCreate(StoredKey.Purpose.TOKEN_MAC, this::newMacKey));
    }

    /** Makes and recognises codes and refresh tokens. */
    public TokenMac tokenMac() {
        return tokenMac;
    }

    /** The id of the key that signs new access tokens. */
    public String currentKid() {
        return signingKeys.get(0).getKeyID();
    }

    /** The signer of new access tokens. */
    public JWSSigner signer() {
        try {
            return new ECDSASigner(signingKeys.get(0));
        } catch (JOSEException e) {
            throw new IllegalStateException("a stored signing key must sign", e);
        }
    }

    /** The verifier for the key with this id, if it is one of ours. */
    public Optional<JWSVerifier> verifier(String kid) {
        return signingKeys.stream()
                .filter(key -> key.getKeyID().equals(kid))
                .findFirst()
                .map(KeyRing::verifier);
    }

    /** The public keys (RFC 7517 section 5). */
    public JWKSet publicKeys() {
        return new JWKSet(signingKeys.stream()
                .map(key -> (com.nimbusds.jose.jwk.JWK) key.toPublicJWK())
                .toList());
    }

    private static JWSVerifier verifier(ECKey key) {
        try {
            return new ECDSAVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("a stored signing key must verify", e);
        }
    }

    private StoredKey newSigningKey() {
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
            String kid = key.getKeyID();
            return new StoredKey(
                    kid,
                    StoredKey.Purpose.SIGNING,
                    JWSAlgorithm.ES256.getName(),
                    key.toPublicJWK().toJSONString(),
                    masterKey.wrap("SIGNING " + kid, key.toJSONString().getBytes(StandardCharsets.UTF_8)),
                    clock.instant(),
                    null);
        } catch (JOSEException e) {
            throw new IllegalStateException("every JDK makes P-256 keys", e);
        }
    }

    private ECKey signingKey(StoredKey stored) {
        byte[] json = masterKey.unwrap("SIGNING " + stored.kid(), stored.wrapped());
        try {
            return ECKey.parse(new String(json, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IllegalStateException("the stored key `" + stored.kid() + "` is not a JWK", e);
        }
    }

    private StoredKey newMacKey() {
        byte[] secret = new byte[MAC_BYTES];
        random.nextBytes(secret);
        byte[] name = new byte[4];
        random.nextBytes(name);
        String kid = HexFormat.of().formatHex(name);
        return new StoredKey(
                kid,
                StoredKey.Purpose.TOKEN_MAC,
                "HS256",
                null,
                masterKey.wrap("TOKEN_MAC " + kid, secret),
                clock.instant(),
                null);
    }

    private TokenMac tokenMac(List<StoredKey> stored) {
        Map<String, SecretKey> ring = new HashMap<>();
        for (StoredKey key : stored) {
            byte[] secret = masterKey.unwrap("TOKEN_MAC " + key.kid(), key.wrapped());
            ring.put(key.kid(), new SecretKeySpec(secret, "HmacSHA256"));
        }
        return new TokenMac(ring, stored.get(0).kid());
    }
}
