package dev.gatehouse.db.integration;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Integrations. */
public interface IntegrationRepository extends Repository<IntegrationRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    IntegrationRow save(IntegrationRow integration);

    /** The integration of this account with this id. */
    Optional<IntegrationRow> findByIdAndAccountId(UUID id, UUID accountId);

    /** Those of the account's with these ids. */
    List<IntegrationRow> findByAccountIdAndIdIn(UUID accountId, Collection<UUID> ids);

    /** Whether one of the account's has this name. */
    boolean existsByAccountIdAndName(UUID accountId, String name);

    /** How many the account has. */
    long countByAccountId(UUID accountId);

    /** Deletes it; the levels on it must have gone before. */
    void deleteById(UUID id);
}
