package dev.gatehouse.gateway.assertion;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of assertions at one moment. Those with a private half sign, each from a time on; those without are published
 * for what they signed before. Immutable; prints nothing of the keys.
 */
public final class AssertionKeys {

    /** There are none: an authorization server of an older version. */
    public static final AssertionKeys NONE = new AssertionKeys(List.of(), List.of());

    private static final int MAX_KEYS = 20;

    private final List<AssertionKey> signing;
    private final List<Map<String, Object>> published;

    private AssertionKeys(List<AssertionKey> signing, List<Map<String, Object>> published) {
        this.signing = List.copyOf(signing);
        this.published = List.copyOf(published);
    }

    /**
     * Reads a key set (RFC 7517 section 5) with private halves, the key that signs now first. Keys of other kinds than P-256
     * with ES256 are left out: a later version may bring them.
     *
     * @throws IllegalArgumentException when it is no key set; says nothing of what is in it
     */
    public static AssertionKeys parse(String json) {
        JWKSet set;
        try {
            set = JWKSet.parse(json);
        } catch (ParseException e) {
            // the cause might quote a key
            throw new IllegalArgumentException("no key set");
        }
        List<AssertionKey> signing = new ArrayList<>();
        List<Map<String, Object>> published = new ArrayList<>();
        for (JWK key : set.getKeys()) {
            if (published.size() < MAX_KEYS
                    && key instanceof ECKey ec
                    && ec.getKeyID() != null
                    && Curve.P_256.equals(ec.getCurve())
                    && JWSAlgorithm.ES256.equals(ec.getAlgorithm())) {
                published.add(publicHalf(ec));
                AssertionKey.of(ec).ifPresent(signing::add);
            }
        }
        return new AssertionKeys(signing, published);
    }

    /**
     * The key that signs at this time: of those whose time has come the newest. When none has, because a clock is behind, it
     * is the one that the authorization server signs with.
     */
    public Optional<AssertionKey> signing(Instant now) {
        return signing.stream()
                .filter(key -> !key.signsAt().isAfter(now))
                .max(Comparator.comparing(AssertionKey::signsAt))
                .or(() -> signing.stream().findFirst());
    }

    /** The public halves, as a key set. */
    public Map<String, Object> published() {
        return Map.of("keys", published);
    }

    private static Map<String, Object> publicHalf(ECKey key) {
        return new ECKey.Builder(key.getCurve(), key.getX(), key.getY())
                .keyID(key.getKeyID())
                .algorithm(key.getAlgorithm())
                .keyUse(key.getKeyUse())
                .build()
                .toJSONObject();
    }

    @Override
    public String toString() {
        return "AssertionKeys" + signing;
    }
}
