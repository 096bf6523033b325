package dev.gatehouse.db.invitation;

import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.policy.account.MembershipStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What invited people answer. Everything is looked at again behind the locks of the membership and of the account, which
 * resending, withdrawing, a change of the role and another answer take, too: whoever comes first is seen by the next.
 */
@Component
public final class InvitationAnswers {

    private final InvitationRepository invitations;
    private final MembershipRepository memberships;
    private final PersonRepository people;
    private final PasswordRepository passwords;
    private final ReachChanges reachChanges;
    private final AccountLocks locks;
    private final AuditLog audit;

    InvitationAnswers(
            InvitationRepository invitations,
            MembershipRepository memberships,
            PersonRepository people,
            PasswordRepository passwords,
            ReachChanges reachChanges,
            AccountLocks locks,
            AuditLog audit) {
        this.invitations = invitations;
        this.memberships = memberships;
        this.people = people;
        this.passwords = passwords;
        this.reachChanges = reachChanges;
        this.locks = locks;
        this.audit = audit;
    }

    /** The invitation that waits for an answer under this digest, with its membership. */
    public Optional<Waiting> find(String tokenHash, Instant now) {
        return invitations
                .findByTokenHash(tokenHash)
                .filter(invitation -> invitation.statusAt(now) == InvitationStatus.PENDING)
                .flatMap(invitation -> Optional.ofNullable(invitation.membershipId())
                        .flatMap(memberships::findById)
                        .filter(membership -> membership.status() == MembershipStatus.INVITED)
                        .map(membership -> new Waiting(invitation, membership)));
    }

    /** Whether this person has a password that must not be set by a link: they are somebody in an account. */
    public boolean known(UUID userId) {
        return passwords
                .find(userId)
                .filter(person -> person.hash() != null)
                .filter(person -> person.active()
                        || memberships.findByUserId(userId).stream()
                                .anyMatch(membership -> membership.status() == MembershipStatus.DISABLED))
                .isPresent();
    }

    /**
     * Accepts it: the person becomes a user of the account.
     *
     * @param newcomer what a person who is not known yet has chosen; null for one who has proved who they are
     * @param judge says, behind the locks, whether it may be accepted still
     */
    public Outcome accept(
            String tokenHash, Clock clock, @Nullable Newcomer newcomer, Function<Waiting, Judgement> judge) {
        return locked(tokenHash, clock, waiting -> {
            UUID userId = waiting.membership().userId();
            Judgement judgement = judge.apply(waiting);
            if (judgement != Judgement.GOOD) {
                return judgement == Judgement.NOT_ELIGIBLE ? Outcome.NOT_ELIGIBLE : Outcome.CLOSED;
            }
            if (known(userId) == (newcomer != null) || !set(userId, newcomer)) {
                return Outcome.PASSWORD_CHANGED;
            }
            if (newcomer != null) {
                people.rename(userId, newcomer.name());
                append(waiting, AuditAction.PASSWORD_CHANGED, "user:" + userId, "INVITATION");
            }
            answer(waiting, InvitationStatus.ACCEPTED, MembershipStatus.ACTIVE, clock);
            append(waiting, AuditAction.INVITATION_ACCEPTED, subject(waiting), null);
            return Outcome.DONE;
        });
    }

    /** Sets the password of a newcomer, unless it was set since: the first of all writes, so that nothing is half done. */
    private boolean set(UUID userId, @Nullable Newcomer newcomer) {
        return newcomer == null || passwords.change(userId, newcomer.passwordVersion(), newcomer.passwordHash());
    }

    /** Declines it. */
    public Outcome dismiss(String tokenHash, Clock clock) {
        return locked(tokenHash, clock, waiting -> {
            answer(waiting, InvitationStatus.DISMISSED, MembershipStatus.DISMISSED, clock);
            append(waiting, AuditAction.INVITATION_DISMISSED, subject(waiting), null);
            return Outcome.DONE;
        });
    }

    private Outcome locked(String tokenHash, Clock clock, Function<Waiting, Outcome> change) {
        Optional<Waiting> seen = find(tokenHash, clock.instant());
        if (seen.isEmpty()) {
            return Outcome.CLOSED;
        }
        MembershipRow membership = seen.get().membership();
        return reachChanges.apply(List.of(membership.id()), AuditEvent.user(membership.userId()), () -> {
            locks.lock(membership.accountId());
            return find(tokenHash, clock.instant()).map(change).orElse(Outcome.CLOSED);
        });
    }

    private void answer(Waiting waiting, InvitationStatus status, MembershipStatus membership, Clock clock) {
        invitations.save(waiting.invitation().resolved(status, clock.instant()));
        memberships.save(waiting.membership().withStatus(membership));
    }

    private void append(Waiting waiting, AuditAction action, String subject, @Nullable String reason) {
        audit.append(AuditEvent.of(
                waiting.invitation().accountId(),
                AuditEvent.user(waiting.membership().userId()),
                action,
                subject,
                null,
                reason));
    }

    private static String subject(Waiting waiting) {
        return "invitation:" + waiting.invitation().id();
    }

    /** What came of an answer. */
    public enum Outcome {
        /** It is answered. */
        DONE,
        /** There is no such invitation to answer, or no longer, or nobody answers for it. */
        CLOSED,
        /** The person's password was set meanwhile: nothing is done. */
        PASSWORD_CHANGED,
        /** What the person owns keeps them from joining others: nothing is done. */
        NOT_ELIGIBLE
    }

    /** Whether an invitation may be accepted. */
    public enum Judgement {
        /** Nobody answers for it. */
        CLOSED,
        /** What the person owns keeps them from joining others (domain rule R103). */
        NOT_ELIGIBLE,
        /** It may. */
        GOOD
    }

    /** An invitation that waits for an answer. */
    public record Waiting(InvitationRow invitation, MembershipRow membership) {}

    /**
     * What a newcomer has chosen.
     *
     * @param passwordVersion the version of the password that was read before
     */
    public record Newcomer(String name, String passwordHash, long passwordVersion) {

        /** Does not print the hash. */
        @Override
        public String toString() {
            return "Newcomer[]";
        }
    }
}
