package dev.gatehouse.authserver.client;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of a client (RFC 7591 section 2): by value, or by the place where they are published. Whatever names a
 * place inside a network is refused here already; when it is fetched, what the name resolves to is judged again.
 *
 * @param jwks a JSON Web Key Set (RFC 7517)
 * @param jwksUri an https URL
 */
public record ClientKeys(@Nullable String jwks, @Nullable String jwksUri) {

    /** None. */
    public static final ClientKeys NONE = new ClientKeys(null, null);

    private static final int MAX_KEYS = 20;
    private static final int MAX_JWKS = 10_000;
    private static final int MAX_URI = 1_000;
    private static final int MIN_RSA_BITS = 2_048;
    private static final Set<KeyType> ASYMMETRIC = Set.of(KeyType.RSA, KeyType.EC, KeyType.OKP);
    private static final Pattern HOST_NAME = Pattern.compile("(?:[a-z0-9-]+\\.)+[a-z][a-z0-9-]*");
    private static final List<String> INTERNAL = List.of(".localhost", ".local", ".internal", ".home.arpa", ".lan");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.0\\.0\\.1|\\[::1]");

    /** The keys cannot be taken; the message says why. */
    public static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Unusable(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads the keys of a client that authenticates with them.
     *
     * @param loopback for tests: whether a place on this machine will do, over plain http, too
     * @throws Unusable unless there is exactly one of the two, and it can be used
     */
    public static ClientKeys of(@Nullable String jwks, @Nullable String jwksUri, boolean loopback) {
        if ((jwks == null) == (jwksUri == null)) {
            throw new Unusable("private_key_jwt needs exactly one of jwks and jwks_uri");
        }
        return jwks == null
                ? new ClientKeys(null, place(java.util.Objects.requireNonNull(jwksUri), loopback))
                : new ClientKeys(keySet(jwks), null);
    }

    private static String keySet(String text) {
        JWKSet set = KeySetText.parse(text).orElseThrow(() -> new Unusable("jwks is no JSON Web Key Set"));
        if (text.length() > MAX_JWKS || set.isEmpty() || set.size() > MAX_KEYS) {
            throw new Unusable("jwks holds 1 to " + MAX_KEYS + " keys in at most " + MAX_JWKS + " characters");
        }
        if (!set.getKeys().stream().allMatch(ClientKeys::usable)) {
            throw new Unusable("jwks holds public RSA keys of 2048 bits or more, EC or OKP keys, and nothing else");
        }
        return set.toString(true);
    }

    private static boolean usable(JWK key) {
        return !key.isPrivate()
                && ASYMMETRIC.contains(key.getKeyType())
                && (!KeyType.RSA.equals(key.getKeyType()) || key.size() >= MIN_RSA_BITS);
    }

    private static String place(String text, boolean loopback) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw notPublic();
        }
        boolean plain = text.length() <= MAX_URI && uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        if (!plain || !(inPublic(uri) || (loopback && here(uri)))) {
            throw notPublic();
        }
        return text;
    }

    private static boolean inPublic(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme())
                && HOST_NAME.matcher(host(uri)).matches()
                && INTERNAL.stream().noneMatch(host(uri)::endsWith);
    }

    private static boolean here(URI uri) {
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                && LOOPBACK.matcher(host(uri)).matches();
    }

    private static String host(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static Unusable notPublic() {
        return new Unusable(
                "jwks_uri is an https URL of a public host, by name, without user information and fragment");
    }
}
