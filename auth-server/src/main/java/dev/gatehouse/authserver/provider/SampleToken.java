package dev.gatehouse.authserver.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.policy.token.ForeignTokens;
import java.security.PublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at the form and the signature of an access token that somebody has at hand. It is not kept, and never shown again. */
final class SampleToken {

    private static final String NAME = "TOKEN";

    private final @Nullable SignedJWT jwt;
    private final boolean encrypted;

    SampleToken(String token) {
        this.jwt = parse(token);
        this.encrypted = token.chars().filter(c -> c == '.').count() == 4;
    }

    private static @Nullable SignedJWT parse(String token) {
        try {
            SignedJWT parsed = SignedJWT.parse(token);
            return parsed.getJWTClaimsSet() == null ? null : parsed;
        } catch (ParseException | RuntimeException e) {
            return null;
        }
    }

    /** The claims of a JWT, whoever signed it; null when it is none. */
    @Nullable
    Map<String, Object> claims() {
        return jwt == null ? null : jwt.getPayload().toJSONObject();
    }

    /** Whether it holds under these keys. */
    Check under(List<JWK> keys) {
        if (jwt == null) {
            return Check.failed(
                    NAME,
                    encrypted
                            ? "the token is encrypted (JWE): switch encryption of access tokens off at the provider"
                            : "the token is opaque, no JWT: have the provider issue JWTs, or use `INTROSPECTION`");
        }
        return headerProblem(jwt.getHeader()).orElseGet(() -> signature(jwt, keys));
    }

    private Optional<Check> headerProblem(JWSHeader header) {
        if (!ForeignTokens.ALGORITHMS.contains(header.getAlgorithm().getName())) {
            return Optional.of(Check.failed(
                    NAME,
                    "the token is signed with "
                            + ProbeWords.shown(header.getAlgorithm().getName())
                            + ", which is not accepted: use RS256, PS256 or ES256"));
        }
        String type = header.getType() == null ? null : header.getType().getType();
        return !ForeignTokens.mayHaveType(type) || header.getCriticalParams() != null || isForSomethingElse()
                ? Optional.of(Check.failed(
                        NAME,
                        "the token is no access token: an ID token or a refresh token, or of a type that is not known"))
                : Optional.empty();
    }

    private static Check signature(SignedJWT jwt, List<JWK> keys) {
        JWSHeader header = jwt.getHeader();
        List<JWK> candidates = keys.stream()
                .distinct()
                .filter(key -> header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
                .filter(key -> signs(key, header))
                .toList();
        if (candidates.isEmpty()) {
            return Check.failed(
                    NAME,
                    "the key that signed the token is not in the key set: it is of another issuer, or older than the last"
                            + " rotation");
        }
        if (candidates.size() > 1) {
            return Check.failed(NAME, "several keys could have signed the token: the provider must name them by `kid`");
        }
        return holds(jwt, candidates.get(0))
                ? Check.ok(NAME, "the token is a JWT that a key of the issuer has signed")
                : Check.failed(NAME, "the signature of the token does not hold");
    }

    private boolean isForSomethingElse() {
        Map<String, Object> claims = Optional.ofNullable(claims()).orElse(Map.of());
        return ForeignTokens.areNoAccessTokens(claims::get);
    }

    private static boolean holds(SignedJWT jwt, JWK key) {
        try {
            PublicKey publicKey = key instanceof RSAKey rsa ? rsa.toPublicKey() : ((ECKey) key).toPublicKey();
            return jwt.verify(new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), publicKey));
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static boolean signs(JWK key, JWSHeader header) {
        boolean rsa = header.getAlgorithm().getName().charAt(0) != 'E';
        return rsa == key instanceof RSAKey
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(header.getAlgorithm()));
    }
}
