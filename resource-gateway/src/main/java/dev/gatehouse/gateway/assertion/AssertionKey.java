package dev.gatehouse.gateway.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Optional;

/** A key that signs assertions, with ES256 and a type of their own (RFC 8725 section 3.11). Prints its id alone. */
public final class AssertionKey {

    /** The type of what it signs; no access token has it, and nobody who takes access tokens takes it. */
    public static final String TYPE = "gatehouse-assertion+jwt";

    private final String kid;
    private final Instant signsAt;
    private final JWSSigner signer;

    private AssertionKey(String kid, Instant signsAt, JWSSigner signer) {
        this.kid = kid;
        this.signsAt = signsAt;
        this.signer = signer;
    }

    /** Empty for a key without a private half. */
    static Optional<AssertionKey> of(ECKey key) {
        if (!key.isPrivate()) {
            return Optional.empty();
        }
        Instant from = Optional.ofNullable(key.getNotBeforeTime())
                .map(time -> Instant.ofEpochMilli(time.getTime()))
                .orElse(Instant.EPOCH);
        try {
            return Optional.of(new AssertionKey(key.getKeyID(), from, new ECDSASigner(key)));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("a key that cannot sign");
        }
    }

    /** Its id. */
    public String kid() {
        return kid;
    }

    /** From when on it signs, until a later one does. */
    Instant signsAt() {
        return signsAt;
    }

    /** Signs. Takes some tenths of a millisecond: not for an event loop. */
    public String sign(JWTClaimsSet claims) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(TYPE))
                .keyID(kid)
                .build();
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a P-256 key must sign");
        }
    }

    @Override
    public String toString() {
        return kid;
    }
}
