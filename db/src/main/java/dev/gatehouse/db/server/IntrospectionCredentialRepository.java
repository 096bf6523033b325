package dev.gatehouse.db.server;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Introspection credentials. */
public interface IntrospectionCredentialRepository extends Repository<IntrospectionCredentialRow, UUID> {

    /** Inserts. */
    IntrospectionCredentialRow save(IntrospectionCredentialRow credential);

    /** The credential with this client id. */
    Optional<IntrospectionCredentialRow> findByClientId(String clientId);

    /** The credentials of a server, oldest first. */
    List<IntrospectionCredentialRow> findByServerIdOrderByCreatedAt(UUID serverId);

    /** Deletes. */
    void deleteById(UUID id);
}
