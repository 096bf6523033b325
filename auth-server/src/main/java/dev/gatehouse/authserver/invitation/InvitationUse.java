package dev.gatehouse.authserver.invitation;

import dev.gatehouse.authserver.admin.MemberPrivileges;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.OwnedAccounts;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.invitation.InvitationAnswers;
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
    private final MemberPrivileges privileges;
    private final OwnedAccounts owned;
    private final AccountRepository accounts;
    private final MemberRepository members;
    private final PersonRepository people;
    private final PasswordRepository passwords;
    private final Clock clock;

    InvitationUse(
            InvitationAnswers answers,
            MemberPrivileges privileges,
            OwnedAccounts owned,
            AccountRepository accounts,
            MemberRepository members,
            PersonRepository people,
            PasswordRepository passwords,
            Clock clock) {
        this.answers = answers;
        this.privileges = privileges;
        this.owned = owned;
        this.accounts = accounts;
        this.members = members;
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
                .filter(this::stillAnswered)
                .map(waiting ->
                        invited(waiting.invitation(), waiting.membership().userId()));
    }

    /** Accepts for a newcomer, who chose a name and a password. */
    Outcome accept(String token, Invited person, String name, String passwordHash) {
        long version = passwords.find(person.userId()).orElseThrow().version();
        return accept(token, person, new Newcomer(name, passwordHash, version));
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
        if (!eligible(person.userId())) {
            return Outcome.NOT_ELIGIBLE;
        }
        return outcome(answers.accept(
                Secrets.digest(token),
                clock,
                newcomer,
                waiting -> waiting.membership().userId().equals(person.userId()) && stillAnswered(waiting)));
    }

    private static Outcome outcome(InvitationAnswers.Outcome outcome) {
        return switch (outcome) {
            case DONE -> Outcome.DONE;
            case CLOSED -> Outcome.DEAD;
            case PASSWORD_CHANGED -> Outcome.ASK_AGAIN;
        };
    }

    private boolean eligible(UUID userId) {
        return owned.eligibility(userId) == Eligibility.ELIGIBLE;
    }

    private boolean stillAnswered(Waiting waiting) {
        InvitationRow invitation = waiting.invitation();
        return members.find(invitation.accountId(), waiting.membership().userId())
                .filter(invitee -> privileges.mayAnswerFor(invitation.invitedBy(), invitee))
                .isPresent();
    }

    private Invited invited(InvitationRow invitation, UUID userId) {
        Member member = members.find(invitation.accountId(), userId).orElseThrow();
        PersonRow inviter = people.findById(invitation.invitedBy()).orElseThrow();
        return new Invited(
                userId,
                invitation.email(),
                answers.known(userId),
                invitation.accountId(),
                accounts.findById(invitation.accountId()).orElseThrow().name(),
                member.role().name(),
                inviter.name(),
                inviter.name().equals(inviter.email()) ? null : inviter.email());
    }
}
