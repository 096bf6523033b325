package dev.gatehouse.db.bundle;

import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/** Bundles. A deleted bundle is found by its slug, because that is never free again. */
public interface BundleRepository extends Repository<BundleRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    BundleRow save(BundleRow bundle);

    /** The bundle of this account with this id, if it is not deleted. */
    Optional<BundleRow> findByIdAndAccountIdAndDeletedAtIsNull(UUID id, UUID accountId);

    /** The bundle with this slug, deleted or not. */
    Optional<BundleRow> findBySlug(String slug);
}
