package dev.gatehouse.db.account;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Memberships. */
public interface MembershipRepository extends Repository<MembershipRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    MembershipRow save(MembershipRow membership);

    /** The membership with this id. */
    Optional<MembershipRow> findById(UUID id);

    /** A person's membership of an account. */
    Optional<MembershipRow> findByAccountIdAndUserId(UUID accountId, UUID userId);

    /** All memberships of a person. */
    List<MembershipRow> findByUserId(UUID userId);

    /** How many accounts a person is in, whatever others they are invited into. */
    @Query("select count(*) from membership where user_id = :user and status in ('ACTIVE', 'DISABLED')")
    int countJoined(@Param("user") UUID userId);

    /** Counts the version on: the person's access was changed. */
    @Modifying
    @Query("update membership set version = version + 1 where id = :id")
    void touch(@Param("id") UUID id);
}
