package dev.gatehouse.gateway.token;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of one issuer (RFC 7517). Only asymmetric signature keys are in it, so that no public key can ever be
 * taken for a shared secret (RFC 8725 section 2.1).
 */
public final class VerificationKeys {

    private static final AtomicLong GENERATIONS = new AtomicLong();
    private static final int MIN_RSA_BITS = 2048;
    private static final Set<JWSAlgorithm> RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);

    private final List<JWK> keys;
    private final long generation = GENERATIONS.incrementAndGet();

    private VerificationKeys(List<JWK> keys) {
        this.keys = keys;
    }

    /**
     * Parses a key set.
     *
     * @throws IllegalArgumentException when the text is not a key set
     */
    public static VerificationKeys parse(String json) {
        try {
            return new VerificationKeys(JWKSet.parse(json).getKeys().stream()
                    .filter(VerificationKeys::usable)
                    .toList());
        } catch (ParseException e) {
            throw new IllegalArgumentException("not a key set", e);
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
        return forSignatures && key instanceof AsymmetricJWK && !key.isPrivate();
    }

    private static boolean fits(JWK key, JWSAlgorithm algorithm) {
        if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
            return false;
        }
        if (key instanceof ECKey ec) {
            return (algorithm.equals(JWSAlgorithm.ES256) && ec.getCurve().equals(Curve.P_256))
                    || (algorithm.equals(JWSAlgorithm.ES384) && ec.getCurve().equals(Curve.P_384));
        }
        return key instanceof RSAKey rsa && rsa.size() >= MIN_RSA_BITS && RSA.contains(algorithm);
    }
}
