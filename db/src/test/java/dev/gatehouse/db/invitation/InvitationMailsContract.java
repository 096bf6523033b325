package dev.gatehouse.db.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.invitation.InvitationMails.Due;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Attempts to send the mail of invitations, by several nodes, some of which die. */
abstract class InvitationMailsContract {

    private static final Duration LEASE = Duration.ofMinutes(5);

    @Autowired
    InvitationMails mails;

    @Autowired
    InvitationRepository invitations;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    PersonRepository people;

    @Autowired
    MemberRemovals removals;

    @Autowired
    Transactions transactions;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private InvitationFixture fixture;
    private TestAccount account;
    private MembershipRow inviter;
    private InvitationRow invitation;
    private Instant now;

    @BeforeEach
    void start() {
        fixture = new InvitationFixture(invitations, memberships, jdbc);
        jdbc.sql("update invitation set mail_due_at = null").update();
        account = accounts.create();
        inviter = account.member();
        invitation = fixture.invite(account, fixture.newcomer(), inviter.userId());
        now = TestAccount.now();
    }

    private Optional<DueMail> take(Instant at) {
        return mails.next(at).flatMap(due -> mails.take(due, InvitationFixture.hash(), at, at.plus(LEASE)));
    }

    private InvitationRow row() {
        return fixture.row(invitation);
    }

    @Test
    void takeThenTheDigestIsThereAndWhatTheMailTells() {
        Due due = mails.next(now).orElseThrow();
        assertThat(due.id()).isEqualTo(invitation.id());

        DueMail mail = mails.take(due, "a-digest", now, now.plus(LEASE)).orElseThrow();

        assertThat(row().tokenHash()).isEqualTo("a-digest");
        assertThat(mail.email()).isEqualTo(invitation.email());
        assertThat(mail.accountName()).isEqualTo("Test account");
        assertThat(mail.roleName()).isEqualTo("Member");
        assertThat(mail.inviterName()).isEqualTo("Somebody");
        assertThat(mail.attempt()).isEqualTo(1);
        assertThat(mail.toString()).doesNotContain(mail.email());
    }

    @Test
    void takeOfWhatIsTakenThenNothingUntilTheLeaseEndsAndThenWithAnotherSecret() {
        DueMail first = take(now).orElseThrow();
        String firstHash = row().tokenHash();
        assertThat(mails.next(now.plus(LEASE).minusSeconds(1))).isEmpty();

        DueMail second = take(now.plus(LEASE)).orElseThrow();

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(row().tokenHash()).isNotEqualTo(firstHash);
        assertThat(mails.sent(first))
                .as("the node that was thought dead comes back")
                .isFalse();
        assertThat(row().mailState()).isEqualTo(MailState.DUE);
        assertThat(mails.sent(second)).isTrue();
        assertThat(row().mailState()).isEqualTo(MailState.SENT);
        assertThat(row().mailDueAt()).isNull();
    }

    @Test
    void putOffThenDueAgainThenAndTheErrorShows() {
        assertThat(mails.putOff(take(now).orElseThrow(), "out of reach", now.plusSeconds(60)))
                .isTrue();
        assertThat(row().mailState()).isEqualTo(MailState.DUE);
        assertThat(row().mailError()).isEqualTo("out of reach");
        assertThat(mails.next(now.plusSeconds(59))).isEmpty();

        assertThat(mails.sent(take(now.plusSeconds(60)).orElseThrow())).isTrue();
        assertThat(row().mailError()).isNull();
    }

    @Test
    void givenUpThenNeverDueAgainAndAudited() {
        assertThat(mails.givenUp(take(now).orElseThrow(), "refused (550)")).isTrue();
        assertThat(row().mailState()).isEqualTo(MailState.FAILED);
        assertThat(mails.next(now.plus(Duration.ofDays(6)))).isEmpty();
        assertThat(jdbc.sql(
                                "select action || ' ' || actor || ' ' || reason from audit_event where account_id = :account")
                        .param("account", account.id())
                        .query(String.class)
                        .list())
                .containsExactly("INVITATION_UNDELIVERABLE system refused (550)");
    }

    @Test
    void givenUpBeforeItIsTriedThenFailedAndAuditedUnlessItHasChangedSince() {
        Due due = mails.next(now).orElseThrow();
        assertThat(due.invitedBy()).isEqualTo(inviter.userId());
        assertThat(due.userId())
                .isEqualTo(memberships
                        .findById(invitation.membershipId())
                        .orElseThrow()
                        .userId());
        invitations.save(row().again(inviter.userId(), now, now.plus(Duration.ofDays(7))));
        assertThat(mails.givenUp(due, "late")).isFalse();
        assertThat(mails.givenUp(mails.next(now).orElseThrow(), "nobody")).isTrue();
        assertThat(row().mailState()).isEqualTo(MailState.FAILED);
        assertThat(row().mailError()).isEqualTo("nobody");
        assertThat(mails.next(now)).isEmpty();
    }

    @Test
    void answeredBeforeItWasNotedThatTheMailLeftThenSentAndTakenBackThenCalledOff() {
        take(now).orElseThrow();
        InvitationRow leased = row();
        assertThat(leased.resolved(InvitationStatus.ACCEPTED, now).mailState()).isEqualTo(MailState.SENT);
        assertThat(leased.resolved(InvitationStatus.DISMISSED, now).mailState()).isEqualTo(MailState.SENT);
        assertThat(leased.resolved(InvitationStatus.WITHDRAWN, now).mailState()).isEqualTo(MailState.CANCELLED);
    }

    @Test
    void linksOfSomebodyKilledThenNoMailAndAnotherMaySendThemAgain() {
        DueMail mail = take(now).orElseThrow();
        InvitationRow others = fixture.invite(account, fixture.newcomer(), UUID.randomUUID());
        assertThat((int) transactions.run(() -> invitations.killLinksOf(account.id(), inviter.userId())))
                .isEqualTo(1);
        assertThat(mails.sent(mail)).isFalse();
        assertThat(row().tokenHash()).isNull();
        assertThat(row().status()).isEqualTo(InvitationStatus.PENDING);
        assertThat(row().mailState()).isEqualTo(MailState.CANCELLED);
        assertThat(mails.next(now.plus(LEASE)).orElseThrow().id()).isEqualTo(others.id());
        invitations.save(row().again(UUID.randomUUID(), now.minusSeconds(9), now.plus(Duration.ofDays(7))));
        assertThat(mails.next(now).orElseThrow().id()).isEqualTo(invitation.id());
    }

    @Test
    void sentAgainByAnAdminMeanwhileThenWhatCameOfTheOldAttemptCountsForNothing() {
        DueMail mail = take(now).orElseThrow();
        invitations.save(row().again(inviter.userId(), now, now.plus(Duration.ofDays(7))));

        assertThat(mails.sent(mail)).isFalse();
        assertThat(mails.givenUp(mail, "refused")).isFalse();

        assertThat(row().mailState()).isEqualTo(MailState.DUE);
        assertThat(take(now).orElseThrow().attempt()).isEqualTo(1);
        assertThat(jdbc.sql("select count(*) from audit_event where account_id = :account")
                        .param("account", account.id())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void answeredExpiredOrWithoutMembershipThenNoMail() {
        invitations.save(row().resolved(InvitationStatus.WITHDRAWN, now));
        assertThat(mails.next(now)).isEmpty();
        assertThat(row().mailState()).isEqualTo(MailState.CANCELLED);

        fixture.invite(account, fixture.newcomer(), inviter.userId());
        assertThat(mails.next(now.plus(Duration.ofDays(8)))).isEmpty();
        Due due = mails.next(TestAccount.now()).orElseThrow();
        assertThat(mails.take(due, "x", now.plus(Duration.ofDays(8)), now)).isEmpty();

        InvitationRow removed = fixture.row(new InvitationRow(
                due.id(),
                account.id(),
                "",
                null,
                InvitationStatus.PENDING,
                due.id(),
                due.id(),
                now,
                now,
                null,
                null,
                MailState.DUE,
                0,
                null,
                null,
                1,
                true,
                0));
        transactions.run(() -> removals.remove(removed.membershipId()));
        assertThat(mails.next(TestAccount.now())).isEmpty();
    }

    @Test
    void inviterWhoIsGoneThenTheMailStillTellsTheRest() {
        jdbc.sql("update invitation set invited_by = :nobody")
                .param("nobody", UUID.randomUUID())
                .update();
        assertThat(take(now).orElseThrow().inviterName()).isNull();
    }

    @Test
    void fourNodesAtOnceThenEachMailIsTakenOnce() throws Exception {
        jdbc.sql("update invitation set mail_due_at = null").update();
        try (RaceTrack track = new RaceTrack(environment)) {
            track.race("invitation mails by 4", "8 mails a round", 30, n -> {
                for (int i = 0; i < 8; i++) {
                    fixture.invite(account, fixture.newcomer(), inviter.userId());
                }
                List<UUID> taken = Collections.synchronizedList(new java.util.ArrayList<>());
                Instant at = TestAccount.now();
                Callable<Boolean> node = () -> {
                    while (mails.next(at).isPresent()) {
                        take(at).ifPresent(mail -> taken.add(mail.id()));
                    }
                    return true;
                };
                track.start(Collections.nCopies(4, node));
                Set<UUID> once = new HashSet<>(taken);
                return taken.size() == 8 && once.size() == 8 ? List.of() : List.of("taken " + taken.size());
            });
        }
    }
}
