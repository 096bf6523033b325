package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.invitation.InvitationRepository;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.invitation.InvitationStatus;
import dev.gatehouse.policy.account.MembershipStatus;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What becomes of an invitation when somebody changes the membership that waits with it; under its lock and the account's. */
@Component
final class InvitationRows {

    private final InvitationRepository invitations;
    private final MemberRemovals removals;
    private final PersonRepository people;
    private final Clock clock;

    InvitationRows(InvitationRepository invitations, MemberRemovals removals, PersonRepository people, Clock clock) {
        this.invitations = invitations;
        this.removals = removals;
        this.people = people;
        this.clock = clock;
    }

    /** Whether somebody in this state has not joined. */
    static boolean waits(MembershipStatus status) {
        return status == MembershipStatus.INVITED || status == MembershipStatus.DISMISSED;
    }

    /** The invitation that a membership waits with, locked: whoever sends its mail waits, or has been there before. */
    Optional<InvitationRow> lock(UUID membershipId) {
        return invitations.lockOf(membershipId).flatMap(id -> invitations.findByMembershipId(membershipId));
    }

    /** Lets an actor answer for the invitation that a membership waits with, if it does: they changed what it gives. */
    void answeredForBy(UUID userId, UUID membershipId) {
        lock(membershipId)
                .filter(row -> !row.invitedBy().equals(userId))
                .ifPresent(row -> invitations.save(row.answeredForBy(userId)));
    }

    /** Takes an invitation back: the membership goes, with all that it would have given. */
    void withdraw(UUID membershipId) {
        lock(membershipId)
                .ifPresent(row -> invitations.save(
                        row.resolved(InvitationStatus.WITHDRAWN, clock.instant().truncatedTo(ChronoUnit.MICROS))));
        removals.remove(membershipId);
    }

    /** The same, and forgets the person, when nothing is left of them but the address. */
    void withdraw(UUID membershipId, UUID userId) {
        withdraw(membershipId);
        people.forgetIfNobody(userId);
    }
}
