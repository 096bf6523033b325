package dev.gatehouse.policy.token;

import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What holds for tokens of external issuers, whoever looks at one: the gateway that decides, and the doctor that explains.
 */
public final class ForeignTokens {

    /** All that a signature may be made with: none without a key pair, none without a hash of the SHA-2 family. */
    public static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    /** The smallest RSA key whose signatures count (NIST SP 800-131A). */
    public static final int MIN_RSA_BITS = 2048;

    /** The largest: beyond it a signature costs whoever checks it too much. */
    public static final int MAX_RSA_BITS = 8192;

    private static final Set<String> OTHER_KINDS = Set.of("id", "refresh", "offline", "logout");

    private ForeignTokens() {}

    /**
     * Whether a token is for something else although it is signed alike: the header of a plain JWT does not say what it is
     * for. Keycloak names the kind in {@code typ}, Cognito in {@code token_use}; an ID token is the only one with a hash of
     * another token, and a security event has {@code events}.
     *
     * @param claims the claims by name
     */
    public static boolean areNoAccessTokens(Function<String, @Nullable Object> claims) {
        return names(claims.apply("typ"))
                || names(claims.apply("token_use"))
                || claims.apply("at_hash") != null
                || claims.apply("c_hash") != null
                || claims.apply("events") != null;
    }

    /** Whether the {@code typ} of a header may be that of an access token: RFC 9068, or a plain JWT as older issuers make. */
    public static boolean mayHaveType(@Nullable String type) {
        return type == null
                || type.equalsIgnoreCase("JWT")
                || type.equalsIgnoreCase("at+jwt")
                || type.equalsIgnoreCase("application/at+jwt");
    }

    private static boolean names(@Nullable Object kind) {
        return kind instanceof String text && OTHER_KINDS.contains(text.toLowerCase(Locale.ROOT));
    }
}
