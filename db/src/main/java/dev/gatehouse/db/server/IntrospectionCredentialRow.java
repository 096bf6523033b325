package dev.gatehouse.db.server;

import java.time.Instant;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Transient;
import org.springframework.data.domain.Persistable;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A credential with which a server introspects tokens for itself (RFC 7662 section 2.1).
 *
 * @param secretHash SHA-256 of the secret, in hex; the secret has 256 random bits
 */
@Table("introspection_credential")
public record IntrospectionCredentialRow(
        @Id UUID id, UUID accountId, UUID serverId, String clientId, String secretHash, Instant createdAt)
        implements Persistable<UUID> {

    @Override
    public UUID getId() {
        return id;
    }

    /** Credentials are written once. */
    @Override
    @Transient
    public boolean isNew() {
        return true;
    }

    /** Does not print the hash. */
    @Override
    public String toString() {
        return "IntrospectionCredentialRow[clientId=" + clientId + "]";
    }
}
