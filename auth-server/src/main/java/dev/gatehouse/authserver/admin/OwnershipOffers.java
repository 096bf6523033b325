package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.ownership.TransferRepository;
import dev.gatehouse.db.ownership.TransferRow;
import dev.gatehouse.db.ownership.TransferStatus;
import dev.gatehouse.policy.admin.AdminActor;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The offers of an account, changed within {@link AccountChanges}, whose lock keeps it at one that waits. */
@Component
final class OwnershipOffers {

    private final TransferRepository transfers;
    private final AdminAudit audit;
    private final Clock clock;

    OwnershipOffers(TransferRepository transfers, AdminAudit audit, Clock clock) {
        this.transfers = transfers;
        this.audit = audit;
        this.clock = clock;
    }

    /** The one that waits for an answer. */
    Optional<TransferRow> open(UUID accountId) {
        return transfers.findByAccountIdAndStatus(accountId, TransferStatus.REQUESTED);
    }

    TransferRow make(AdminActor actor, UUID toUserId, UUID previousOwnerRoleId) {
        TransferRow made = transfers.save(
                TransferRow.offer(actor.accountId(), actor.userId(), toUserId, previousOwnerRoleId, now()));
        note(actor, AuditAction.OWNERSHIP_OFFERED, null, made);
        return made;
    }

    /** Closes one that waits; the transfer itself is noted by who makes it. */
    TransferRow close(AdminActor actor, TransferRow row, TransferStatus how) {
        TransferRow closed = transfers.save(row.resolved(how, now()));
        switch (how) {
            case DECLINED -> note(actor, AuditAction.OWNERSHIP_DECLINED, row, closed);
            case CANCELLED -> note(actor, AuditAction.OWNERSHIP_OFFER_CANCELLED, row, closed);
            case ACCEPTED -> {}
            case REQUESTED -> throw new IllegalArgumentException("an offer is not closed by being made");
        }
        return closed;
    }

    /** Takes back what was offered to somebody who is no active member any more. */
    void cancelTo(AdminActor actor, UUID userId) {
        open(actor.accountId())
                .filter(row -> row.toUserId().equals(userId))
                .ifPresent(row -> close(actor, row, TransferStatus.CANCELLED));
    }

    private void note(AdminActor actor, AuditAction action, @Nullable TransferRow before, TransferRow after) {
        audit.changed(
                actor,
                action,
                AdminAudit.Subject.account(actor.accountId()),
                before == null ? null : State.of(before),
                State.of(after));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private record State(
            UUID transferId, UUID fromUserId, UUID toUserId, UUID previousOwnerRoleId, TransferStatus status) {

        static State of(TransferRow row) {
            return new State(row.id(), row.fromUserId(), row.toUserId(), row.previousOwnerRoleId(), row.status());
        }
    }
}
