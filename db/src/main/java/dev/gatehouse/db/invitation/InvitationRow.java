package dev.gatehouse.db.invitation;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * An invitation. The role, teams, MCP access and levels that it carries are those of its membership, which is INVITED until
 * the person accepts.
 *
 * @param email the address, in lower case
 * @param membershipId the membership that waits; null once it was withdrawn, or the person has left
 * @param status as stored; see {@link #statusAt}
 * @param batchId the call that it came with
 * @param invitedBy the person who answers for it: who made it, sent it again or changed the role since
 * @param tokenHash the digest of the secret in the mail that was sent last; null while none was, and once it is used
 * @param mailDueAt when a node should send the mail; null when none should
 * @param mailError why the mail was not taken the last time, in few words
 */
@Table("invitation")
public record InvitationRow(
        @Id UUID id,
        UUID accountId,
        String email,
        @Nullable UUID membershipId,
        InvitationStatus status,
        UUID batchId,
        UUID invitedBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant resolvedAt,
        @Nullable String tokenHash,
        MailState mailState,
        int mailAttempts,
        @Nullable Instant mailDueAt,
        @Nullable String mailError,
        @Version long version) {

    /** A new invitation, whose mail is due. */
    public static InvitationRow create(
            UUID accountId, String email, UUID membershipId, By by, Instant now, Instant expiresAt) {
        return new InvitationRow(
                UUID.randomUUID(),
                accountId,
                email,
                membershipId,
                InvitationStatus.PENDING,
                by.batchId(),
                by.userId(),
                now,
                expiresAt,
                null,
                null,
                MailState.DUE,
                0,
                now,
                null,
                0);
    }

    /** The same invitation, to be mailed again with a new link, answered for by this person; the link before is dead. */
    public InvitationRow again(UUID userId, Instant now, Instant newExpiresAt) {
        return new InvitationRow(
                id,
                accountId,
                email,
                membershipId,
                InvitationStatus.PENDING,
                batchId,
                userId,
                createdAt,
                newExpiresAt,
                null,
                null,
                MailState.DUE,
                0,
                now,
                null,
                version);
    }

    /** The same invitation, answered for by this person from now on; its link lives. */
    public InvitationRow answeredForBy(UUID userId) {
        return new InvitationRow(
                id,
                accountId,
                email,
                membershipId,
                status,
                batchId,
                userId,
                createdAt,
                expiresAt,
                resolvedAt,
                tokenHash,
                mailState,
                mailAttempts,
                mailDueAt,
                mailError,
                version);
    }

    /** The same invitation, answered or taken back: its link is dead, and no mail is due any more. */
    public InvitationRow resolved(InvitationStatus how, Instant now) {
        return new InvitationRow(
                id,
                accountId,
                email,
                membershipId,
                how,
                batchId,
                invitedBy,
                createdAt,
                expiresAt,
                now,
                null,
                mailState,
                mailAttempts,
                null,
                mailError,
                version);
    }

    /** Where it stands at this moment. */
    public InvitationStatus statusAt(Instant now) {
        return status == InvitationStatus.PENDING && !now.isBefore(expiresAt) ? InvitationStatus.EXPIRED : status;
    }

    /** Does not print the address. */
    @Override
    public String toString() {
        return "InvitationRow[" + id + ", " + status + "]";
    }

    /**
     * Who invites.
     *
     * @param batchId the call that they do it with
     */
    public record By(UUID userId, UUID batchId) {}
}
