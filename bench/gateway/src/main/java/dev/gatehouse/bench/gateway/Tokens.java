package dev.gatehouse.bench.gateway;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/** Access tokens as the authorization server signs them (RFC 9068): ES256, and RS256 for those that are compared. */
final class Tokens {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair ec = pair("EC");
    private final KeyPair rsa = pair("RSA");
    private final AtomicLong serial = new AtomicLong();

    private static KeyPair pair(String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String es256(String issuer, String audience) {
        return sign("ES256", "SHA256withECDSAinP1363Format", ec.getPrivate(), claims(issuer, audience));
    }

    String rs256(String issuer, String audience) {
        return sign("RS256", "SHA256withRSA", rsa.getPrivate(), claims(issuer, audience));
    }

    private Map<String, Object> claims(String issuer, String audience) {
        long now = Instant.now().getEpochSecond();
        return Map.of(
                "iss",
                issuer,
                "aud",
                audience,
                "sub",
                "user-" + serial.incrementAndGet(),
                "client_id",
                "bench",
                "jti",
                UUID.randomUUID().toString(),
                "sid",
                UUID.randomUUID().toString(),
                "scope",
                "mcp:read mcp:write",
                "iat",
                now,
                "exp",
                now + 3600);
    }

    private static String sign(String algorithm, String name, PrivateKey key, Map<String, Object> claims) {
        try {
            String head = JSON.writeValueAsString(Map.of("alg", algorithm, "typ", "at+jwt", "kid", "bench"));
            String text = part(head) + "." + part(JSON.writeValueAsString(claims));
            Signature signature = Signature.getInstance(name);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** The key set of the issuer (RFC 7517). */
    Map<String, Object> keySet() {
        ECPublicKey key = (ECPublicKey) ec.getPublic();
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kty", "EC",
                        "crv", "P-256",
                        "kid", "bench",
                        "alg", "ES256",
                        "use", "sig",
                        "x", coordinate(key.getW().getAffineX()),
                        "y", coordinate(key.getW().getAffineY()))));
    }

    private static String coordinate(BigInteger value) {
        byte[] all = value.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, all.length);
        System.arraycopy(all, all.length - length, fixed, 32 - length, length);
        return URL.encodeToString(fixed);
    }

    String ecPublicPem() {
        return pem(ec);
    }

    String rsaPublicPem() {
        return pem(rsa);
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
