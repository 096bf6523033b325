package dev.gatehouse.gateway.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An access token as the built-in issuer makes it; every part can be changed. */
public final class TestToken {

    private final Map<String, @Nullable Object> claims = new LinkedHashMap<>();
    private JWK key;
    private JWSAlgorithm algorithm = JWSAlgorithm.ES256;
    private @Nullable String type = "at+jwt";
    private @Nullable String kid;
    private @Nullable String critical;

    private TestToken(JWK key) {
        this.key = key;
        this.kid = key.getKeyID();
    }

    public static TestToken of(JWK key, String issuer, String audience) {
        TestToken token = new TestToken(key);
        long now = Instant.now().getEpochSecond();
        return token.claim("iss", issuer)
                .claim("sub", "user-1")
                .claim("aud", audience)
                .claim("client_id", "client-1")
                .claim("scope", "mcp:read mcp:write")
                .claim("account", "account-1")
                .claim("sid", UUID.randomUUID().toString())
                .claim("jti", UUID.randomUUID().toString())
                .claim("iat", now)
                .claim("exp", now + 3600);
    }

    /** Sets a claim; null takes it away. */
    public TestToken claim(String name, @Nullable Object value) {
        claims.put(name, value);
        return this;
    }

    public TestToken type(@Nullable String other) {
        type = other;
        return this;
    }

    public TestToken kid(@Nullable String other) {
        kid = other;
        return this;
    }

    public TestToken critical(String name) {
        critical = name;
        return this;
    }

    public TestToken signedBy(JWK other, JWSAlgorithm with) {
        key = other;
        algorithm = with;
        return this;
    }

    public @Nullable Object claim(String name) {
        return claims.get(name);
    }

    public String sign() {
        JWSHeader.Builder header = new JWSHeader.Builder(algorithm).keyID(kid);
        if (type != null) {
            header.type(new JOSEObjectType(type));
        }
        if (critical != null) {
            header.criticalParams(java.util.Set.of(critical)).customParam(critical, true);
        }
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
        claims.forEach((name, value) -> {
            if (value != null) {
                set.claim(name, name.equals("aud") && value instanceof String ? List.of(value) : value);
            }
        });
        try {
            SignedJWT jwt = new SignedJWT(header.build(), set.build());
            jwt.sign(signer());
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWSSigner signer() throws JOSEException {
        return key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
    }
}
