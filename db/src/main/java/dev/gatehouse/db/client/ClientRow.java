package dev.gatehouse.db.client;

import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.Registration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A client that was registered, by itself or by an admin. Those known by a metadata document have no row.
 *
 * @param redirectUris one a line, as registered; empty for a machine client
 * @param metadata the client information that was answered, as JSON
 * @param lastUsedAt when a person last allowed it, or a token was issued to it; null: never used
 * @param authMethods how it may authenticate, names on the wire, space-delimited
 * @param grantTypes what it may ask the token endpoint for, space-delimited
 * @param metadataHash of a public dynamic registration: what makes the same metadata the same client
 * @param secretHash digest of its secret
 * @param registrationTokenHash digest of its registration access token (RFC 7592)
 * @param jwks its public keys (RFC 7517), where it gave them by value
 * @param jwksUri where its public keys are
 * @param accountId the account whose admin registered it; null when it registered itself
 * @param serverId of a machine client: the one server that it may call
 * @param scopes of a machine client: the most that it gets
 * @param sid of a machine client: the {@code sid} of its access tokens; a new one ends those that are out
 */
@Table("registered_client")
public record ClientRow(
        @Id UUID id,
        String clientId,
        Registration registeredBy,
        String name,
        String redirectUris,
        String metadata,
        Instant createdAt,
        @Nullable Instant lastUsedAt,
        String authMethods,
        String grantTypes,
        @Nullable String metadataHash,
        @Nullable String secretHash,
        @Nullable String registrationTokenHash,
        @Nullable String jwks,
        @Nullable String jwksUri,
        @Nullable UUID accountId,
        @Nullable UUID serverId,
        @Nullable String scopes,
        @Nullable UUID sid,
        @Version long version) {

    /** A public client that registers itself. */
    public static ClientRow dynamic(
            String clientId, String name, List<String> redirectUris, String metadata, Instant now) {
        return create(Registration.DYNAMIC, clientId, name, now)
                .change()
                .redirectUris(redirectUris)
                .metadata(metadata)
                .build();
    }

    /** A public client without redirect URIs, to be completed with {@link #change}. */
    public static ClientRow create(Registration registeredBy, String clientId, String name, Instant now) {
        return new ClientRow(
                UUID.randomUUID(),
                clientId,
                registeredBy,
                name,
                "",
                "{}",
                now,
                null,
                ClientAuthentication.NONE.value(),
                "authorization_code refresh_token",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0);
    }

    /** Begins a changed copy. */
    public ClientRowChange change() {
        return new ClientRowChange(this);
    }

    /** The registered redirect URIs. */
    public List<String> redirectUriList() {
        return redirectUris.isEmpty() ? List.of() : List.of(redirectUris.split("\n"));
    }

    /** How it may authenticate. */
    public Set<ClientAuthentication> authentications() {
        return Arrays.stream(authMethods.split(" "))
                .map(ClientAuthentication::of)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What it may ask the token endpoint for. */
    public Set<String> grantTypeSet() {
        return new LinkedHashSet<>(Arrays.asList(grantTypes.split(" ")));
    }

    /** Does not print digests. */
    @Override
    public String toString() {
        return "ClientRow[" + clientId + "]";
    }
}
