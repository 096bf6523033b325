package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.invitation.Invitation;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.invitation.InvitationStatus;
import dev.gatehouse.db.invitation.MailState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invitation.
 *
 * @param status where it stands at this moment
 * @param userId whom it is for; null, with the role, once there is no membership any more
 * @param invitedBy who answers for it
 * @param delivery where the mail stands that was asked for last
 */
public record InvitationView(
        UUID id,
        String email,
        InvitationStatus status,
        @Nullable UUID userId,
        @Nullable String role,
        @Nullable UUID roleId,
        UUID batchId,
        UUID invitedBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant resolvedAt,
        MailState delivery,
        @Nullable String deliveryError,
        long version) {

    static InvitationView of(Invitation invitation, Instant now) {
        InvitationRow row = invitation.row();
        return new InvitationView(
                row.id(),
                row.email(),
                row.statusAt(now),
                invitation.userId(),
                invitation.role(),
                invitation.roleId(),
                row.batchId(),
                row.invitedBy(),
                row.createdAt(),
                row.expiresAt(),
                row.resolvedAt(),
                delivery(row, now),
                row.mailError(),
                row.version());
    }

    /** What waited for so long that the invitation expired is not sent any more. */
    private static MailState delivery(InvitationRow row, Instant now) {
        boolean late = row.mailState() == MailState.DUE && row.statusAt(now) == InvitationStatus.EXPIRED;
        return late ? MailState.CANCELLED : row.mailState();
    }
}
