package dev.gatehouse.authserver.ownership;

import dev.gatehouse.authserver.admin.Actors;
import dev.gatehouse.authserver.admin.AdminAudit;
import dev.gatehouse.authserver.admin.AdminRefusal;
import dev.gatehouse.authserver.admin.OwnershipTransfers;
import dev.gatehouse.db.ownership.TransferRepository;
import dev.gatehouse.db.ownership.TransferRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminReason;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** Answers offers for the person who is signed in, in the account that each is about. */
@Component
final class OwnOffers {

    private static final String CALL = "POST /account/ownership";

    private final TransferRepository transfers;
    private final Actors actors;
    private final OwnershipTransfers ownership;
    private final AdminAudit audit;

    OwnOffers(TransferRepository transfers, Actors actors, OwnershipTransfers ownership, AdminAudit audit) {
        this.transfers = transfers;
        this.actors = actors;
        this.ownership = ownership;
        this.audit = audit;
    }

    /** Does it, as the Admin API would for this person; refusals are audited alike. */
    Outcome answer(UUID userId, UUID transferId, Answer answer) {
        Optional<AdminActor> actor = transfers.findById(transferId).flatMap(row -> actor(row, userId));
        if (actor.isEmpty()) {
            return Outcome.GONE;
        }
        try {
            return answer(actor.get(), transferId, answer);
        } catch (AdminRefusal refusal) {
            audit.refused(actor.get(), CALL, null, refusal.reason());
            return refusal.reason() == AdminReason.LAST_SUPER_ADMIN ? Outcome.LAST_SUPER_ADMIN : Outcome.GONE;
        } catch (OptimisticLockingFailureException e) {
            return Outcome.GONE;
        }
    }

    private Outcome answer(AdminActor actor, UUID transferId, Answer answer) {
        return switch (answer) {
            case ACCEPT -> {
                ownership.accept(actor, transferId, null);
                yield Outcome.ACCEPTED;
            }
            case DECLINE -> {
                ownership.decline(actor, transferId, null);
                yield Outcome.DECLINED;
            }
            case TAKE_BACK -> {
                ownership.cancel(actor, transferId, null);
                yield Outcome.TAKEN_BACK;
            }
        };
    }

    /** The person in the account of the offer; nobody is an actor where they are not active. */
    private Optional<AdminActor> actor(TransferRow row, UUID userId) {
        return actors.find(row.accountId(), userId).filter(actor -> actor.status() == MembershipStatus.ACTIVE);
    }

    /** What a person can say to an offer. */
    enum Answer {
        /** Own the account. */
        ACCEPT,
        /** Leave it to its owner. */
        DECLINE,
        /** Offer it no more. */
        TAKE_BACK
    }

    /** What came of it. */
    enum Outcome {
        /** The person owns the account. */
        ACCEPTED("You own the account now."),
        /** The offer is declined. */
        DECLINED("You have declined. The account keeps its owner."),
        /** The offer is taken back. */
        TAKEN_BACK("The offer is taken back."),
        /** There is no such offer, or none that this person could answer so. */
        GONE("This offer is not there any more: it was answered or taken back, or your role has just changed."),
        /** The account would be left without a Super admin. */
        LAST_SUPER_ADMIN(
                "You are the last Super admin, and this account needs one. Make somebody else Super admin first.");

        private final String sentence;

        Outcome(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }

        boolean good() {
            return this == ACCEPTED || this == DECLINED || this == TAKEN_BACK;
        }
    }
}
