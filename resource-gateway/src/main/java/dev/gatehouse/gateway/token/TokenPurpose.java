package dev.gatehouse.gateway.token;

import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells tokens of external issuers that are not access tokens although they are signed alike: what a plain JWT is for, its
 * header does not say. Keycloak names the kind in {@code typ}, Cognito in {@code token_use}; an ID token is the only one with
 * a hash of another token, and a security event has {@code events}.
 */
final class TokenPurpose {

    private static final Set<String> OTHER_KINDS = Set.of("id", "refresh", "offline", "logout");

    private TokenPurpose() {}

    static boolean otherThanAccess(Function<String, @Nullable Object> claims) {
        return names(claims.apply("typ"))
                || names(claims.apply("token_use"))
                || claims.apply("at_hash") != null
                || claims.apply("c_hash") != null
                || claims.apply("events") != null;
    }

    private static boolean names(@Nullable Object kind) {
        return kind instanceof String text && OTHER_KINDS.contains(text.toLowerCase(Locale.ROOT));
    }
}
