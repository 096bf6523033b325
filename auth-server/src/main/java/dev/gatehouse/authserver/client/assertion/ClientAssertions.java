package dev.gatehouse.authserver.client.assertion;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.client.UsedAssertions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Judges client assertions (RFC 7523 section 3). Issuer and subject are the client; the audience is our issuer, with or
 * without a slash at its end, or one of our endpoints, and nothing else beside it; it expires within ten minutes, without
 * leeway; {@code iat} and {@code nbf}, where they are there, are no more than five seconds ahead; {@code jti} is there, and is
 * good once on all nodes together. The signature is by a key of the client that fits the algorithm, and no secret is one.
 */
@Component
public final class ClientAssertions {

    private static final Logger log = LoggerFactory.getLogger(ClientAssertions.class);
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.RS256, JWSAlgorithm.PS256);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration AHEAD = Duration.ofSeconds(5);
    private static final int MAX_JTI = 500;
    private static final int MAX_KEYS = 20;
    private static final int LEAST_RSA = 2048;
    private static final int MOST_RSA = 8192;

    private final KeySets keySets;
    private final UsedAssertions used;
    private final Set<String> audiences;
    private final Clock clock;

    ClientAssertions(KeySets keySets, UsedAssertions used, Settings settings, Clock clock) {
        this.keySets = keySets;
        this.used = used;
        String issuer = settings.issuer();
        this.audiences = Set.of(
                issuer,
                issuer + "/",
                issuer + "/oauth2/token",
                issuer + "/oauth2/revoke",
                issuer + "/oauth2/introspect",
                issuer + "/oauth2/par");
        this.clock = clock;
    }

    /** Uses up an assertion of this client; throws when it is not good. */
    public void authenticate(Client client, String assertion) {
        try {
            SignedJWT jwt = SignedJWT.parse(assertion);
            JWSHeader header = jwt.getHeader();
            if (!ALGORITHMS.contains(header.getAlgorithm()) || header.getCriticalParams() != null) {
                throw refused(client, "algorithm or critical parameters");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            checkParties(client, claims);
            checkTimes(client, claims);
            String jti = claims.getJWTID();
            if (jti == null || jti.isEmpty() || jti.length() > MAX_JTI) {
                throw refused(client, "jti");
            }
            if (keys(client, header).stream().noneMatch(key -> verifies(jwt, key))) {
                throw refused(client, "signature");
            }
            String digest = Secrets.digest(client.clientId() + "\n" + jti);
            if (!used.use(digest, claims.getExpirationTime().toInstant())) {
                throw refused(client, "used before");
            }
        } catch (ParseException | IllegalArgumentException e) {
            throw refused(client, "not a signed JWT");
        }
    }

    private void checkParties(Client client, JWTClaimsSet claims) {
        String clientId = client.clientId();
        if (!clientId.equals(claims.getIssuer()) || !clientId.equals(claims.getSubject())) {
            throw refused(client, "issuer or subject");
        }
        if (claims.getAudience().isEmpty() || !audiences.containsAll(claims.getAudience())) {
            throw refused(client, "audience");
        }
    }

    private void checkTimes(Client client, JWTClaimsSet claims) {
        Instant now = clock.instant();
        if (claims.getExpirationTime() == null) {
            throw refused(client, "no expiry");
        }
        Instant expiry = claims.getExpirationTime().toInstant();
        if (!now.isBefore(expiry) || expiry.isAfter(now.plus(LONGEST).plus(AHEAD))) {
            throw refused(client, "expiry");
        }
        Instant ahead = now.plus(AHEAD);
        boolean early = (claims.getIssueTime() != null
                        && claims.getIssueTime().toInstant().isAfter(ahead))
                || (claims.getNotBeforeTime() != null
                        && claims.getNotBeforeTime().toInstant().isAfter(ahead));
        if (early) {
            throw refused(client, "not valid yet");
        }
    }

    private List<JWK> keys(Client client, JWSHeader header) throws ParseException {
        String jwks = client.keys().jwks();
        String uri = client.keys().jwksUri();
        if (jwks == null && uri == null) {
            throw refused(client, "no keys");
        }
        JWKSet set = jwks == null
                ? keySets.find(java.util.Objects.requireNonNull(uri), header.getKeyID())
                : JWKSet.parse(jwks);
        return new JWKSelector(JWKMatcher.forJWSHeader(header))
                .select(set).stream().limit(MAX_KEYS).toList();
    }

    private static boolean verifies(SignedJWT jwt, JWK key) {
        try {
            JWSVerifier verifier;
            if (key instanceof RSAKey rsa && rsa.size() >= LEAST_RSA && rsa.size() <= MOST_RSA) {
                verifier = new RSASSAVerifier(rsa.toRSAPublicKey());
            } else if (key instanceof ECKey ec) {
                verifier = new ECDSAVerifier(ec.toECPublicKey());
            } else {
                return false;
            }
            return verifier.supportedJWSAlgorithms().contains(jwt.getHeader().getAlgorithm()) && jwt.verify(verifier);
        } catch (JOSEException | IllegalArgumentException e) {
            return false;
        }
    }

    private static RuntimeException refused(Client client, String why) {
        log.info("an assertion of client {} was refused: {}", client.clientId(), why);
        return ErrorCode.INVALID_CLIENT.exception("client authentication failed");
    }
}
