package dev.gatehouse.db.client;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.relational.core.sql.LockMode;
import org.springframework.data.relational.repository.Lock;
import org.springframework.data.repository.Repository;

/** Clients. */
public interface ClientRepository extends Repository<ClientRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    ClientRow save(ClientRow client);

    /** The client with this {@code client_id}. */
    Optional<ClientRow> findByClientId(String clientId);

    /** The same, locked until the transaction ends: a change of a client reads it anew here, and saves what it read. */
    @Lock(LockMode.PESSIMISTIC_WRITE)
    Optional<ClientRow> findForUpdateByClientId(String clientId);

    /** The public dynamic registration with this metadata. */
    Optional<ClientRow> findByMetadataHash(String metadataHash);

    /** Those among these ids that were registered. */
    List<ClientRow> findByClientIdIn(Collection<String> clientIds);
}
