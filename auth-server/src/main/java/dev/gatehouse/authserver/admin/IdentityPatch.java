package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.server.IdentityScheme;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the settings of an identity scheme. Each scheme has members of its own.
 *
 * @param secret SHARED: the credential
 * @param clientSecret TOKEN_EXCHANGE: the secret of our client there
 */
public record IdentityPatch(
        Patch<String> header,
        Patch<String> prefix,
        Patch<String> secret,
        Patch<String> audience,
        Patch<String> tokenEndpoint,
        Patch<String> clientId,
        Patch<String> clientSecret,
        Patch<String> resource,
        Patch<String> scope) {

    /** The members, in the order in which a body is read. */
    public static final List<String> MEMBERS = List.of(
            "header", "prefix", "secret", "audience", "tokenEndpoint", "clientId", "clientSecret", "resource", "scope");

    /** Says nothing. */
    static final IdentityPatch NOTHING =
            of(MEMBERS.stream().map(name -> Patch.<String>absent()).toList());

    private static final Map<IdentityScheme, Set<String>> OF_SCHEME = Map.of(
            IdentityScheme.NONE, Set.of(),
            IdentityScheme.SHARED, Set.of("header", "prefix", "secret"),
            IdentityScheme.ASSERTION, Set.of("audience"),
            IdentityScheme.TOKEN_EXCHANGE,
                    Set.of("tokenEndpoint", "clientId", "clientSecret", "resource", "audience", "scope"));

    /** From what was read of each of {@link #MEMBERS}. */
    public static IdentityPatch of(List<Patch<String>> read) {
        return new IdentityPatch(
                read.get(0),
                read.get(1),
                read.get(2),
                read.get(3),
                read.get(4),
                read.get(5),
                read.get(6),
                read.get(7),
                read.get(8));
    }

    /** The token endpoint that is wanted, if one is. */
    static @Nullable String tokenEndpoint(@Nullable IdentityPatch patch) {
        return patch == null ? null : patch.tokenEndpoint().value();
    }

    /** Refuses what is not for this scheme. */
    void requireFor(IdentityScheme scheme) {
        List<Patch<String>> all =
                List.of(header, prefix, secret, audience, tokenEndpoint, clientId, clientSecret, resource, scope);
        Set<String> own = OF_SCHEME.getOrDefault(scheme, Set.of());
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).value() != null && !own.contains(MEMBERS.get(i))) {
                throw new InvalidValue("`" + MEMBERS.get(i) + "` in `identitySettings` is not for " + scheme);
            }
        }
    }

    /** Does not print the secrets. */
    @Override
    public String toString() {
        return "IdentityPatch";
    }
}
