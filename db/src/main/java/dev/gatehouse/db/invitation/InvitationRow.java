package dev.gatehouse.db.invitation;

import java.time.Duration;
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
 * @param mails how many mails were asked for, each within a day of the one before
 * @param byManager whether somebody made it who managed people
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
        int mails,
        boolean byManager,
        @Version long version) {

    private static final Duration DAY = Duration.ofDays(1);

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
                1,
                by.managesPeople(),
                0);
    }

    /** The same invitation, to be mailed again with a new link, answered for by this person; the link before is dead. */
    public InvitationRow again(UUID userId, Instant now, Instant newExpiresAt) {
        Instant mailedAt = expiresAt.minus(Duration.between(now, newExpiresAt));
        int newMails = mailedAt.isAfter(now.minus(DAY)) ? mails + 1 : 1;
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
                newMails,
                byManager,
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
                mails,
                byManager,
                version);
    }

    /** The same invitation, answered or taken back: its link is dead, and no mail is due any more. */
    public InvitationRow resolved(InvitationStatus how, Instant now) {
        // whoever answered had the mail, whatever the mail server said of it
        boolean answered = how == InvitationStatus.ACCEPTED || how == InvitationStatus.DISMISSED;
        MailState ended = answered ? MailState.SENT : mailState == MailState.DUE ? MailState.CANCELLED : mailState;
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
                ended,
                mailAttempts,
                null,
                ended == MailState.SENT ? null : mailError,
                mails,
                byManager,
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
     * @param managesPeople whether they manage people
     */
    public record By(UUID userId, UUID batchId, boolean managesPeople) {}
}
