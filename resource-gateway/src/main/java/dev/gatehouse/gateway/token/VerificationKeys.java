package dev.gatehouse.gateway.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.gatehouse.policy.token.ForeignTokens;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of one issuer (RFC 7517). Only asymmetric signature keys are in it, so that no public key can ever be
 * taken for a shared secret (RFC 8725 section 2.1).
 */
public final class VerificationKeys {

    private static final AtomicLong GENERATIONS = new AtomicLong();
    private static final Map<JWSAlgorithm, Curve> CURVES =
            Map.of(JWSAlgorithm.ES256, Curve.P_256, JWSAlgorithm.ES384, Curve.P_384, JWSAlgorithm.ES512, Curve.P_521);

    /** All that a signature of an external issuer can be checked with. */
    static final Set<JWSAlgorithm> ALGORITHMS =
            ForeignTokens.ALGORITHMS.stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());

    private final List<JWK> keys;
    private final long generation = GENERATIONS.incrementAndGet();

    private VerificationKeys(List<JWK> keys) {
        this.keys = keys;
    }

    /**
     * Parses a key set. A key that cannot be read is left out, as RFC 7517 section 5 asks: the others are good all the same.
     *
     * @throws IllegalArgumentException when the text is not a key set
     */
    public static VerificationKeys parse(String json) {
        try {
            Map<String, Object>[] members = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(json), "keys");
            if (members == null) {
                throw new IllegalArgumentException("not a key set");
            }
            return new VerificationKeys(Arrays.stream(members)
                    .flatMap(member -> key(member).stream())
                    .filter(VerificationKeys::usable)
                    .distinct()
                    .toList());
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a key set", e);
        }
    }

    private static Optional<JWK> key(Map<String, Object> members) {
        try {
            return Optional.of(JWK.parse(members));
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Changes whenever the set does; what was verified under another generation is not to be relied on. */
    long generation() {
        return generation;
    }

    boolean sameKeysAs(VerificationKeys other) {
        return keys.equals(other.keys);
    }

    /**
     * The key for a signature. The algorithm follows from the key, never from the token alone.
     *
     * @param kid the token's key id; without one, the set must hold a single key for the algorithm
     */
    Optional<JWK> find(@Nullable String kid, JWSAlgorithm algorithm) {
        List<JWK> candidates = keys.stream()
                .filter(key -> kid == null || kid.equals(key.getKeyID()))
                .filter(key -> fits(key, algorithm))
                .toList();
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    boolean knows(@Nullable String kid) {
        return kid != null && keys.stream().anyMatch(key -> kid.equals(key.getKeyID()));
    }

    private static boolean usable(JWK key) {
        boolean forSignatures = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean toVerify =
                key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY);
        return forSignatures && toVerify && key instanceof AsymmetricJWK && !key.isPrivate();
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        if (key instanceof ECKey ec) {
            return ec.getCurve().equals(CURVES.get(algorithm));
        }
        return key instanceof RSAKey rsa
                && rsa.size() >= ForeignTokens.MIN_RSA_BITS
                && rsa.size() <= ForeignTokens.MAX_RSA_BITS
                && JWSAlgorithm.Family.RSA.contains(algorithm);
    }
}
