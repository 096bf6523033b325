package dev.gatehouse.db.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.invitation.InvitationAnswers.Judgement;
import dev.gatehouse.db.invitation.InvitationAnswers.Newcomer;
import dev.gatehouse.db.invitation.InvitationAnswers.Outcome;
import dev.gatehouse.db.password.PasswordRepository;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers to invitations, also while admins change them. */
abstract class InvitationAnswersContract {

    private static final int ROUNDS = 40;
    private static final Clock NOW = Clock.systemUTC();
    private static final Clock IN_EIGHT_DAYS = Clock.offset(NOW, Duration.ofDays(8));

    @Autowired
    InvitationAnswers answers;

    @Autowired
    InvitationRepository invitations;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    PersonRepository people;

    @Autowired
    PasswordRepository passwords;

    @Autowired
    MemberRemovals removals;

    @Autowired
    ReachChanges reach;

    @Autowired
    AccountLocks locks;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private InvitationFixture fixture;
    private RaceTrack track;
    private TestAccount account;
    private UUID newcomer;
    private String link;

    @BeforeEach
    void start() {
        fixture = new InvitationFixture(invitations, memberships, jdbc);
        track = new RaceTrack(environment);
        account = accounts.create();
        again();
    }

    @AfterEach
    void end() {
        track.close();
    }

    private void again() {
        newcomer = fixture.newcomer();
        link = fixture.invited(account, newcomer);
    }

    private static Newcomer chosen(String hash) {
        return new Newcomer("New Comer", hash, 0);
    }

    private Outcome join(String hash) {
        return answers.accept(link, NOW, chosen(hash), waiting -> Judgement.GOOD);
    }

    private MembershipRow membership() {
        return memberships.findByAccountIdAndUserId(account.id(), newcomer).orElseThrow();
    }

    private String status() {
        return jdbc.sql("select i.status || ' ' || coalesce(m.status, 'none') || case when i.token_hash is null then ''"
                        + " else ' alive' end from invitation i left join membership m on m.id = i.membership_id"
                        + " where i.email = :email order by i.created_at desc limit 1")
                .param("email", newcomer + "@people.test")
                .query(String.class)
                .single();
    }

    private List<String> audited() {
        return jdbc.sql(
                        "select action || coalesce(' ' || reason, '') from audit_event where actor = :actor order by action")
                .param("actor", "user:" + newcomer)
                .query(String.class)
                .list();
    }

    @Test
    void acceptByANewcomerThenAnActiveUserWithTheirNameAndPasswordAndTheLinkIsDead() {
        assertThat(join("{x}mine")).isEqualTo(Outcome.DONE);

        assertThat(status()).isEqualTo("ACCEPTED ACTIVE");
        assertThat(people.findById(newcomer).orElseThrow().name()).isEqualTo("New Comer");
        assertThat(passwords.find(newcomer).orElseThrow().hash()).isEqualTo("{x}mine");
        assertThat(audited()).containsExactly("INVITATION_ACCEPTED", "PASSWORD_CHANGED INVITATION");
        assertThat(join("{x}other")).isEqualTo(Outcome.CLOSED);
        assertThat(answers.find(link, NOW.instant())).isEmpty();
        assertThat(passwords.find(newcomer).orElseThrow().hash()).isEqualTo("{x}mine");
    }

    @Test
    void acceptBySomebodyWhoIsKnownThenTheirPasswordAndNameStay() {
        MembershipRow known = accounts.create().member();
        newcomer = known.userId();
        link = fixture.invited(account, newcomer);
        assertThat(answers.known(newcomer)).isTrue();

        assertThat(join("{x}taken over")).isEqualTo(Outcome.PASSWORD_CHANGED);
        assertThat(status()).isEqualTo("PENDING INVITED alive");
        assertThat(answers.accept(link, NOW, null, waiting -> Judgement.GOOD)).isEqualTo(Outcome.DONE);

        assertThat(status()).isEqualTo("ACCEPTED ACTIVE");
        assertThat(passwords.find(newcomer).orElseThrow().hash()).isEqualTo("{noop}none");
        assertThat(audited()).containsExactly("INVITATION_ACCEPTED");
    }

    @Test
    void knownThenOnlyWithAPasswordAndAPlaceInAnAccountDisabledOrNot() {
        TestAccount other = accounts.create();
        MembershipRow member = other.member();
        other.set(member, MembershipStatus.DISABLED);
        assertThat(answers.known(member.userId())).isTrue();
        other.set(member, MembershipStatus.DISMISSED);
        assertThat(answers.known(member.userId())).isFalse();
        other.set(member, MembershipStatus.INVITED);
        assertThat(answers.known(member.userId())).isFalse();
        assertThat(answers.known(newcomer)).isFalse();
    }

    @Test
    void acceptWithoutAProofOrWhenItIsNotGoodAnyMoreThenNothingChanges() {
        assertThat(answers.accept(link, NOW, null, waiting -> Judgement.GOOD)).isEqualTo(Outcome.PASSWORD_CHANGED);
        assertThat(answers.accept(link, NOW, chosen("{x}a"), waiting -> Judgement.CLOSED))
                .isEqualTo(Outcome.CLOSED);
        assertThat(answers.accept(link, NOW, new Newcomer("N", "{x}a", 7), waiting -> Judgement.GOOD))
                .isEqualTo(Outcome.PASSWORD_CHANGED);
        assertThat(answers.accept(link, IN_EIGHT_DAYS, chosen("{x}a"), waiting -> Judgement.GOOD))
                .isEqualTo(Outcome.CLOSED);
        assertThat(answers.dismiss(link, IN_EIGHT_DAYS)).isEqualTo(Outcome.CLOSED);
        assertThat(answers.dismiss("unknown", NOW)).isEqualTo(Outcome.CLOSED);

        assertThat(answers.accept(link, NOW, chosen("{x}a"), waiting -> Judgement.NOT_ELIGIBLE))
                .isEqualTo(Outcome.NOT_ELIGIBLE);

        assertThat(status()).isEqualTo("PENDING INVITED alive");
        assertThat(passwords.find(newcomer).orElseThrow().hash()).isNull();
        assertThat(audited()).isEmpty();
    }

    @Test
    void dismissThenBothAreDismissedAndTheLinkIsDead() {
        assertThat(answers.dismiss(link, NOW)).isEqualTo(Outcome.DONE);
        assertThat(status()).isEqualTo("DISMISSED DISMISSED");
        assertThat(audited()).containsExactly("INVITATION_DISMISSED");
        assertThat(join("{x}a")).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void acceptedByFourAtOnceThenOneWinsAndTheirPasswordIsSet() throws Exception {
        track.race("invitation accepted by 4", "", ROUNDS, n -> {
            again();
            List<Callable<Outcome>> racers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String hash = "{x}" + i;
                racers.add(() -> join(hash));
            }
            List<Outcome> outcomes = track.start(racers);
            int winner = outcomes.indexOf(Outcome.DONE);
            boolean one = Collections.frequency(outcomes, Outcome.DONE) == 1
                    && Collections.frequency(outcomes, Outcome.CLOSED) == 3;
            boolean theirs = passwords.find(newcomer).orElseThrow().hash().equals("{x}" + winner);
            return one && theirs && audited().size() == 2 ? List.of() : List.of("outcomes " + outcomes);
        });
    }

    @Test
    void acceptedAgainstDeclinedThenOneOfThem() throws Exception {
        track.race("invitation accept-decline", "", ROUNDS, n -> {
            again();
            List<Outcome> outcomes = track.start(List.of(() -> join("{x}a"), () -> answers.dismiss(link, NOW)));
            String expected = outcomes.get(0) == Outcome.DONE ? "ACCEPTED ACTIVE" : "DISMISSED DISMISSED";
            return Collections.frequency(outcomes, Outcome.DONE) == 1 && status().equals(expected)
                    ? List.of()
                    : List.of(outcomes + " " + status());
        });
    }

    @Test
    void acceptedAgainstWithdrawnThenAUserOrNothingAtAll() throws Exception {
        track.race("invitation accept-withdraw", "", ROUNDS, n -> {
            again();
            List<Boolean> done = track.start(List.of(() -> join("{x}a") == Outcome.DONE, this::withdraw));
            String expected = done.get(0) ? "ACCEPTED ACTIVE" : "WITHDRAWN none";
            return done.get(0) != done.get(1) && status().equals(expected) ? List.of() : List.of(done + " " + status());
        });
    }

    @Test
    void acceptedAgainstSentAgainThenAUserOrAnInvitationWhoseOldLinkIsDead() throws Exception {
        track.race("invitation accept-resend", "", ROUNDS, n -> {
            again();
            List<Boolean> done = track.start(List.of(() -> join("{x}a") == Outcome.DONE, this::sendAgain));
            String expected = done.get(0) ? "ACCEPTED ACTIVE" : "PENDING INVITED";
            return done.get(0) != done.get(1) && status().equals(expected) ? List.of() : List.of(done + " " + status());
        });
    }

    @Test
    void acceptedAgainstAChangeOfTheRoleThenItIsJudgedInTheRoleThatItGives() throws Exception {
        UUID admin = account.role(SystemRole.ADMIN).id();
        track.race("invitation accept-role", "", ROUNDS, n -> {
            again();
            AtomicReference<UUID> judged = new AtomicReference<>();
            UUID before = membership().roleId();
            List<Boolean> done = track.start(List.of(
                    () -> answers.accept(link, NOW, chosen("{x}a"), waiting -> {
                                judged.set(waiting.membership().roleId());
                                return waiting.membership().roleId().equals(before) ? Judgement.GOOD : Judgement.CLOSED;
                            })
                            == Outcome.DONE,
                    () -> locked(() -> {
                        memberships.save(membership().withRole(admin));
                        return true;
                    })));
            boolean accepted = done.get(0);
            boolean fits = accepted == judged.get().equals(before)
                    && membership().roleId().equals(admin)
                    && status().equals(accepted ? "ACCEPTED ACTIVE" : "PENDING INVITED alive");
            return fits ? List.of() : List.of("judged otherwise: " + done + " " + status());
        });
    }

    @Test
    void acceptedInTwoAccountsByANewcomerAtOnceThenOnePasswordWinsAndTheOtherMustProveIt() throws Exception {
        TestAccount other = accounts.create();
        track.race("invitation accept-accept", "", ROUNDS, n -> {
            again();
            String otherLink = fixture.invited(other, newcomer);
            List<Outcome> outcomes = track.start(List.of(
                    () -> join("{x}0"),
                    () -> answers.accept(otherLink, NOW, chosen("{x}1"), waiting -> Judgement.GOOD)));
            int winner = outcomes.indexOf(Outcome.DONE);
            boolean one = winner >= 0 && outcomes.get(1 - winner) == Outcome.PASSWORD_CHANGED;
            boolean theirs =
                    one && passwords.find(newcomer).orElseThrow().hash().equals("{x}" + winner);
            boolean later = answers.accept(winner == 0 ? otherLink : link, NOW, null, waiting -> Judgement.GOOD)
                    == Outcome.DONE;
            return one && theirs && later ? List.of() : List.of("outcomes " + outcomes);
        });
    }

    /** As the Admin API does it. */
    private boolean withdraw() {
        return locked(() -> {
            InvitationRow invitation = invitations.findByTokenHash(link).orElse(null);
            if (invitation == null || invitation.status() != InvitationStatus.PENDING) {
                return false;
            }
            invitations.save(invitation.resolved(InvitationStatus.WITHDRAWN, TestAccount.now()));
            removals.remove(membership().id());
            return true;
        });
    }

    private boolean sendAgain() {
        return locked(() -> {
            InvitationRow invitation = invitations.findByTokenHash(link).orElse(null);
            if (invitation == null || invitation.status() != InvitationStatus.PENDING) {
                return false;
            }
            invitations.save(invitation.again(
                    UUID.randomUUID(), TestAccount.now(), TestAccount.now().plus(Duration.ofDays(7))));
            return true;
        });
    }

    private boolean locked(Supplier<Boolean> change) {
        return reach.apply(List.of(membership().id()), "system", () -> {
            locks.lock(account.id());
            return change.get();
        });
    }
}
