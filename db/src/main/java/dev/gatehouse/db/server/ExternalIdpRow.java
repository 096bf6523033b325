package dev.gatehouse.db.server;

import dev.gatehouse.policy.server.IdentityProvider;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An external identity provider of an account.
 *
 * @param audience the audience that its tokens carry
 * @param jwksUri where its keys are, for {@link Validation#JWKS}
 * @param clientId the credential to introspect with, for {@link Validation#INTROSPECTION}
 * @param clientSecret the same, wrapped under the master key
 * @param introspectionUri where it is asked, for {@link Validation#INTROSPECTION}
 * @param requiredScopes space-delimited
 * @param preset which product it is, if one is known
 */
@Table("external_idp")
public record ExternalIdpRow(
        @Id UUID id,
        UUID accountId,
        String name,
        String issuer,
        String audience,
        Validation validation,
        @Nullable String jwksUri,
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String introspectionUri,
        String requiredScopes,
        @Nullable String preset,
        @Version long version) {

    /** The binding as decisions see it. */
    public IdentityProvider.External toIdentityProvider() {
        return new IdentityProvider.External(issuer, audience, scopes());
    }

    /** The required scopes. */
    public Set<String> scopes() {
        return Arrays.stream(requiredScopes.split(" "))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How its tokens are validated. */
    public enum Validation {
        /** By its key set (RFC 7517). */
        JWKS,
        /** By asking it (RFC 7662). */
        INTROSPECTION
    }
}
