package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.OwnedAccounts;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.invitation.InvitationAnswers;
import dev.gatehouse.db.invitation.InvitationAnswers.Judgement;
import dev.gatehouse.db.invitation.InvitationAnswers.Newcomer;
import dev.gatehouse.db.invitation.InvitationAnswers.Waiting;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.policy.permission.Eligibility;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** What somebody does with the link of an invitation: look at it, accept, decline. */
@Service
final class InvitationUse {

    private final InvitationAnswers answers;
    private final Answering answering;
    private final OwnedAccounts owned;
    private final AccountRepository accounts;
    private final PersonRepository people;
    private final PasswordRepository passwords;
    private final Clock clock;

    InvitationUse(
            InvitationAnswers answers,
            Answering answering,
            OwnedAccounts owned,
            AccountRepository accounts,
            PersonRepository people,
            PasswordRepository passwords,
            Clock clock) {
        this.answers = answers;
        this.answering = answering;
        this.owned = owned;
        this.accounts = accounts;
        this.people = people;
        this.passwords = passwords;
        this.clock = clock;
    }

    /** What came of it. */
    enum Outcome {
        /** It is done. */
        DONE,
        /** The link is dead. */
        DEAD,
        /** Who they are was proved in a way that is not the right one any more: they look at the page again. */
        ASK_AGAIN,
        /** What the person owns keeps them from joining others (domain rule R103). */
        NOT_ELIGIBLE
    }

    /** Who is invited by this link, while it is alive. */
    Optional<Invited> find(String token) {
        return answers.find(Secrets.digest(token), clock.instant())
                .flatMap(waiting -> invitee(waiting).flatMap(member -> invited(waiting.invitation(), member)));
    }

    /** Accepts for a newcomer, who chose a name and a password. */
    Outcome accept(String token, Invited person, String name, String passwordHash) {
        return passwords
                .find(person.userId())
                .map(row -> accept(token, person, new Newcomer(name, passwordHash, row.version())))
                .orElse(Outcome.DEAD); // withdrawn meanwhile, and forgotten
    }

    /** Accepts for somebody who is known and has proved who they are. */
    Outcome accept(String token, Invited person) {
        return accept(token, person, null);
    }

    /** Declines. */
    Outcome decline(String token) {
        return outcome(answers.dismiss(Secrets.digest(token), clock));
    }

    private Outcome accept(String token, Invited person, @Nullable Newcomer newcomer) {
        return outcome(
                answers.accept(Secrets.digest(token), clock, newcomer, waiting -> judge(waiting, person.userId())));
    }

    private Judgement judge(Waiting waiting, UUID userId) {
        if (!waiting.membership().userId().equals(userId) || invitee(waiting).isEmpty()) {
            return Judgement.CLOSED;
        }
        return owned.eligibility(userId) == Eligibility.ELIGIBLE ? Judgement.GOOD : Judgement.NOT_ELIGIBLE;
    }

    private static Outcome outcome(InvitationAnswers.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Outcome.DONE;
            case CLOSED -> Outcome.DEAD;
            case PASSWORD_CHANGED -> Outcome.ASK_AGAIN;
            case NOT_ELIGIBLE -> Outcome.NOT_ELIGIBLE;
        };
    }

    private Optional<Member> invitee(Waiting waiting) {
        InvitationRow invitation = waiting.invitation();
        return answering.invitee(invitation.accountId(), waiting.membership().userId(), invitation.invitedBy());
    }

    /** What the page shows; empty when the one or the other was taken out meanwhile. */
    private Optional<Invited> invited(InvitationRow invitation, Member member) {
        return accounts.findById(invitation.accountId())
                .flatMap(account -> people.findById(invitation.invitedBy())
                        .map(inviter -> new Invited(
                                member.userId(),
                                invitation.email(),
                                answers.known(member.userId()),
                                account.id(),
                                account.name(),
                                member.role().name(),
                                inviter.name(),
                                inviter.name().equals(inviter.email()) ? null : inviter.email())));
    }
}
