package dev.gatehouse.db.ownership;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Offers of accounts. Whoever changes one holds the account's lock. */
public interface TransferRepository extends Repository<TransferRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    TransferRow save(TransferRow transfer);

    /** The offer with this id. */
    Optional<TransferRow> findById(UUID id);

    /** The offer of this account with this id. */
    Optional<TransferRow> findByIdAndAccountId(UUID id, UUID accountId);

    /** The offer of an account in this state; for REQUESTED there is at most one. */
    Optional<TransferRow> findByAccountIdAndStatus(UUID accountId, TransferStatus status);

    /** A page of the offers of an account: those with a greater id. */
    @Query("select * from ownership_transfer where account_id = :account and id > :after order by id limit :limit")
    List<TransferRow> list(@Param("account") UUID accountId, @Param("after") UUID after, @Param("limit") int limit);

    /** The same, of those that were made to this person. */
    @Query("select * from ownership_transfer where account_id = :account and to_user_id = :user and id > :after"
            + " order by id limit :limit")
    List<TransferRow> listTo(
            @Param("account") UUID accountId,
            @Param("user") UUID userId,
            @Param("after") UUID after,
            @Param("limit") int limit);
}
