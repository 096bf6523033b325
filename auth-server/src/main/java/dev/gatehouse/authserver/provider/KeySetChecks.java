package dev.gatehouse.authserver.provider;

import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.gatehouse.authserver.outbound.Probed;
import dev.gatehouse.policy.token.ForeignTokens;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at the keys that an issuer publishes, by the rules that the gateway has. */
final class KeySetChecks {

    static final int MAX_BYTES = 256 * 1024;

    private static final String KEYS = "KEYS";
    private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);

    private final List<JWK> usable = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();

    KeySetChecks(URI address, Probed probed) {
        if (probed instanceof Probed.Answered answered && answered.status() == 200) {
            read(address, answered.text());
        } else {
            checks.add(Check.failed(KEYS, ProbeWords.of(address, probed)));
        }
    }

    List<Check> checks() {
        return checks;
    }

    /** The keys that a signature can be checked with. */
    List<JWK> usable() {
        return usable;
    }

    private void read(URI address, String text) {
        Map<String, Object>[] members;
        try {
            members = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(text), "keys");
        } catch (ParseException | RuntimeException e) {
            members = null;
        }
        if (members == null) {
            checks.add(Check.failed(KEYS, address + " is no key set (RFC 7517)"));
            return;
        }
        Stream.of(members).forEach(this::sort);
        checks.add(
                usable.isEmpty()
                        ? Check.failed(KEYS, "none of the " + members.length + " keys can check a signature of a token")
                        : Check.ok(KEYS, usable.size() + " of " + members.length + " keys can check a signature"));
        if (!refused.isEmpty()) {
            checks.add(Check.warning(
                    "KEYS_REFUSED",
                    "tokens under these are refused: "
                            + String.join(
                                    "; ", refused.stream().distinct().sorted().toList())));
        }
        names();
    }

    private void sort(Map<String, Object> members) {
        JWK key;
        try {
            key = JWK.parse(members);
        } catch (ParseException | RuntimeException e) {
            refused.add("keys of a kind that is not known, or damaged");
            return;
        }
        if (key instanceof OctetSequenceKey) {
            refused.add("shared secrets: what is published is no secret any more, replace it");
        } else if (key.isPrivate()) {
            refused.add("private keys: whoever reads them can make tokens, replace them at once");
        } else if (forSignatures(key)) {
            sortBySize(key);
        }
    }

    private void sortBySize(JWK key) {
        if (key instanceof RSAKey rsa && rsa.size() < ForeignTokens.MIN_RSA_BITS) {
            refused.add("RSA keys of less than " + ForeignTokens.MIN_RSA_BITS + " bits");
        } else if (key instanceof RSAKey rsa && rsa.size() > ForeignTokens.MAX_RSA_BITS) {
            refused.add("RSA keys of more than " + ForeignTokens.MAX_RSA_BITS + " bits");
        } else if (key.getAlgorithm() != null
                && !ForeignTokens.ALGORITHMS.contains(key.getAlgorithm().getName())) {
            refused.add("keys for " + ProbeWords.shown(key.getAlgorithm().getName()));
        } else if (key instanceof RSAKey || (key instanceof ECKey ec && CURVES.contains(ec.getCurve()))) {
            usable.add(key);
        } else {
            refused.add("keys of other curves than P-256, P-384 and P-521");
        }
    }

    private static boolean forSignatures(JWK key) {
        boolean use = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        Set<KeyOperation> operations = key.getKeyOperations();
        return use && (operations == null || operations.contains(KeyOperation.VERIFY)) && key instanceof AsymmetricJWK;
    }

    private void names() {
        Set<String> seen = new HashSet<>();
        boolean twice = usable.stream()
                .distinct()
                .anyMatch(key -> key.getKeyID() != null && !seen.add(key.getKeyType() + key.getKeyID()));
        boolean nameless = usable.size() > 1 && usable.stream().anyMatch(key -> key.getKeyID() == null);
        if (twice) {
            checks.add(Check.warning("KEY_NAMES", "two keys have one `kid`: tokens that name it are refused"));
        } else if (nameless) {
            checks.add(Check.warning("KEY_NAMES", "a key has no `kid`: no token can name it"));
        } else if (!usable.isEmpty()) {
            checks.add(Check.ok("KEY_NAMES", "each key can be told from the others"));
        }
    }
}
