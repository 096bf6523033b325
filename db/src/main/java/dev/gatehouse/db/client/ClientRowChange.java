package dev.gatehouse.db.client;

import dev.gatehouse.policy.client.ClientAuthentication;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds a changed copy of a client. What may never change (id, client_id, how it came to be known) has no setter. */
public final class ClientRowChange {

    private final ClientRow row;
    private String name;
    private String redirectUris;
    private String metadata;
    private String authMethods;
    private String grantTypes;
    private @Nullable String metadataHash;
    private @Nullable String secretHash;
    private @Nullable String registrationTokenHash;
    private @Nullable String jwks;
    private @Nullable String jwksUri;
    private @Nullable UUID accountId;
    private @Nullable UUID serverId;
    private @Nullable String scopes;
    private @Nullable UUID sid;

    ClientRowChange(ClientRow row) {
        this.row = row;
        this.name = row.name();
        this.redirectUris = row.redirectUris();
        this.metadata = row.metadata();
        this.authMethods = row.authMethods();
        this.grantTypes = row.grantTypes();
        this.metadataHash = row.metadataHash();
        this.secretHash = row.secretHash();
        this.registrationTokenHash = row.registrationTokenHash();
        this.jwks = row.jwks();
        this.jwksUri = row.jwksUri();
        this.accountId = row.accountId();
        this.serverId = row.serverId();
        this.scopes = row.scopes();
        this.sid = row.sid();
    }

    /** Sets the name. */
    public ClientRowChange name(String value) {
        this.name = value;
        return this;
    }

    /** Sets the redirect URIs. */
    public ClientRowChange redirectUris(List<String> values) {
        this.redirectUris = String.join("\n", values);
        return this;
    }

    /** Sets the client information, as JSON. */
    public ClientRowChange metadata(String value) {
        this.metadata = value;
        return this;
    }

    /** Sets how it may authenticate. */
    public ClientRowChange authentications(Collection<ClientAuthentication> values) {
        this.authMethods =
                values.stream().map(ClientAuthentication::value).sorted().collect(Collectors.joining(" "));
        return this;
    }

    /** Makes the same metadata the same client. */
    public ClientRowChange metadataHash(String value) {
        this.metadataHash = value;
        return this;
    }

    /** Sets the digest of its secret; null takes the secret away. */
    public ClientRowChange secretHash(@Nullable String value) {
        this.secretHash = value;
        return this;
    }

    /** Sets the digest of its registration access token. */
    public ClientRowChange registrationTokenHash(String value) {
        this.registrationTokenHash = value;
        return this;
    }

    /** Sets its public keys: by value, by place, or neither. */
    public ClientRowChange keys(@Nullable String keySet, @Nullable String place) {
        this.jwks = keySet;
        this.jwksUri = place;
        return this;
    }

    /** Makes it a client of one account. */
    public ClientRowChange accountId(UUID value) {
        this.accountId = value;
        return this;
    }

    /** Makes it a machine client, that acts for itself at one server. */
    public ClientRowChange machine(UUID server, String most, UUID newSid) {
        this.grantTypes = "client_credentials";
        this.serverId = server;
        this.scopes = most;
        this.sid = newSid;
        return this;
    }

    /** The changed copy. */
    public ClientRow build() {
        return new ClientRow(
                row.id(),
                row.clientId(),
                row.registeredBy(),
                name,
                redirectUris,
                metadata,
                row.createdAt(),
                row.lastUsedAt(),
                authMethods,
                grantTypes,
                metadataHash,
                secretHash,
                registrationTokenHash,
                jwks,
                jwksUri,
                accountId,
                serverId,
                scopes,
                sid,
                row.version());
    }
}
