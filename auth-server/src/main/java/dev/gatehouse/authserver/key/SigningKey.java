package dev.gatehouse.authserver.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** A signing key in the clear. It signs and verifies with its own algorithm and with no other (RFC 8725 section 3.1). */
final class SigningKey {

    private final JWK jwk;
    private final JWSAlgorithm algorithm;
    private final JWSSigner signer;
    private final JWSVerifier verifier;

    private SigningKey(JWK jwk) throws JOSEException {
        this.jwk = jwk;
        this.algorithm = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
        if (jwk instanceof ECKey ec) {
            this.signer = new ECDSASigner(ec);
            this.verifier = new ECDSAVerifier(ec.toPublicJWK());
        } else if (jwk instanceof RSAKey rsa) {
            this.signer = new RSASSASigner(rsa);
            this.verifier = new RSASSAVerifier(rsa.toPublicJWK());
        } else {
            throw new JOSEException("not a key for signatures");
        }
    }

    /** Reads a JWK with its private half. */
    static SigningKey parse(String kid, byte[] json) {
        try {
            return new SigningKey(JWK.parse(new String(json, StandardCharsets.UTF_8)));
        } catch (ParseException | JOSEException e) {
            // the cause might quote the key
            throw new IllegalStateException("the stored key `" + kid + "` is not a JWK that signs");
        }
    }

    JWK publicHalf() {
        return jwk.toPublicJWK();
    }

    /** The key with its private half, for who may sign with it: from {@code signsAt} on ({@code nbf}, in seconds). */
    Map<String, Object> privateHalf(Instant signsAt) {
        Map<String, Object> members = new LinkedHashMap<>(jwk.toJSONObject());
        members.put("nbf", signsAt.getEpochSecond());
        return members;
    }

    String sign(JOSEObjectType type, JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(type)
                .keyID(jwk.getKeyID())
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a stored signing key must sign", e);
        }
    }

    boolean signed(SignedJWT jwt) {
        try {
            return algorithm.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }

    /** Does not print the key. */
    @Override
    public String toString() {
        return "SigningKey[" + jwk.getKeyID() + "]";
    }
}
