package dev.gatehouse.db.invitation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.query.Param;

/** Invitations. Whoever changes one holds the account's lock. */
public interface InvitationRepository extends Repository<InvitationRow, UUID> {

    /** Inserts or updates; a stale version throws. */
    InvitationRow save(InvitationRow invitation);

    /** Locks the invitation of a membership until the transaction ends: whoever sends its mail changes it meanwhile. */
    @Query("select id from invitation where membership_id = :membership for update")
    Optional<UUID> lockOf(@Param("membership") UUID membershipId);

    /** The invitation of this account with this id. */
    Optional<InvitationRow> findByIdAndAccountId(UUID id, UUID accountId);

    /** The invitation whose mail held the secret with this digest. */
    Optional<InvitationRow> findByTokenHash(String tokenHash);

    /** The invitation that a membership waits with, or came with. */
    Optional<InvitationRow> findByMembershipId(UUID membershipId);

    /** The invitations that these memberships wait with, or came with. */
    List<InvitationRow> findByMembershipIdIn(Collection<UUID> membershipIds);

    /** The invitations of this address, into whatever account. */
    List<InvitationRow> findByEmailAndStatus(String email, InvitationStatus status);

    /** Kills the links that wait for an answer and that this person answers for, and the mail that is due with them. */
    @Modifying
    @Query("update invitation set token_hash = null, mail_due_at = null, version = version + 1,"
            + " mail_state = case when mail_state = 'DUE' then 'CANCELLED' else mail_state end"
            + " where account_id = :account and invited_by = :user and status = 'PENDING'")
    int killLinksOf(@Param("account") UUID accountId, @Param("user") UUID userId);
}
