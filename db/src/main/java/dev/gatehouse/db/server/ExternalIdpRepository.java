package dev.gatehouse.db.server;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** External identity providers. */
public interface ExternalIdpRepository extends Repository<ExternalIdpRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    ExternalIdpRow save(ExternalIdpRow provider);

    /** The provider with this id. */
    Optional<ExternalIdpRow> findById(UUID id);

    /** The provider of this account with this id. */
    Optional<ExternalIdpRow> findByIdAndAccountId(UUID id, UUID accountId);

    /** The providers of an account. */
    List<ExternalIdpRow> findByAccountIdOrderById(UUID accountId);

    /** All of them. */
    List<ExternalIdpRow> findAll();

    /** Deletes; the caller has made sure that no server is bound to it. */
    void deleteById(UUID id);
}
