package dev.gatehouse.db.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.ActingMembers;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.account.PersonRow;
import dev.gatehouse.db.grant.MemberRemovals;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.integration.IntegrationRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Invitations: how they stand in the store, what is left of those that are taken back, and who invites at the same time. */
abstract class InvitationContract {

    private static final int ROUNDS = 40;
    private static final Duration WEEK = Duration.ofDays(7);

    @Autowired
    ApplicationContext context;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestAccounts accounts;

    @Autowired
    AccountRepository accountRows;

    @Autowired
    Transactions transactions;

    @Autowired
    AccountLocks locks;

    @Autowired
    ReachChanges reach;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    MemberRepository members;

    @Autowired
    ActingMembers acting;

    @Autowired
    MemberRemovals removals;

    @Autowired
    InvitationRepository invitations;

    @Autowired
    InvitationLists lists;

    @Autowired
    Invitees invitees;

    @Autowired
    IntegrationRepository integrations;

    @Autowired
    IntegrationAccess levels;

    private final Instant now = TestAccount.now();
    private final UUID inviter = UUID.randomUUID();
    private TestAccount account;

    @BeforeEach
    void open() {
        account = accounts.create();
    }

    private static String address() {
        return UUID.randomUUID() + "@invited.test";
    }

    private UUID idOf(String email) {
        return UUID.nameUUIDFromBytes(email.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private InvitationRow invite(TestAccount into, String email) {
        return invite(into, email, now, inviter);
    }

    /** Invites as the program does: the person is made when nobody has the address. */
    private InvitationRow invite(TestAccount into, String email, Instant at, UUID by) {
        UUID userId = invitees.people(Set.of(email), this::idOf, at).get(email);
        UUID membershipId = UUID.randomUUID();
        memberships.save(MembershipRow.create(
                        membershipId,
                        into.id(),
                        userId,
                        into.role(SystemRole.CUSTOM_LEVEL).id(),
                        at)
                .withStatus(MembershipStatus.INVITED));
        return invitations.save(InvitationRow.create(
                into.id(), email, membershipId, new InvitationRow.By(by, UUID.randomUUID(), true), at, at.plus(WEEK)));
    }

    private void withdraw(InvitationRow row) {
        invitations.lockOf(java.util.Objects.requireNonNull(row.membershipId()));
        InvitationRow found =
                invitations.findByIdAndAccountId(row.id(), row.accountId()).orElseThrow();
        UUID userId = memberships
                .findById(java.util.Objects.requireNonNull(found.membershipId()))
                .orElseThrow()
                .userId();
        invitations.save(found.resolved(InvitationStatus.WITHDRAWN, now));
        removals.remove(found.membershipId());
        people.forgetIfNobody(userId);
    }

    private List<UUID> listed(UUID by, InvitationStatus status) {
        return lists.list(new InvitationLists.Of(account.id(), by), status, now, null, 100).stream()
                .map(invitation -> invitation.row().id())
                .toList();
    }

    @Test
    void listThenEachWhereItStandsAndWithWhatItsPersonBecomes() {
        InvitationRow pending = invite(account, address());
        InvitationRow expired = invite(account, address(), now.minus(WEEK), inviter);
        InvitationRow withdrawn = invite(account, address());
        withdraw(withdrawn);
        UUID other = UUID.randomUUID();
        InvitationRow others = invite(account, address(), now, other);
        invite(accounts.create(), address());

        assertThat(listed(null, null))
                .containsExactlyInAnyOrder(pending.id(), expired.id(), withdrawn.id(), others.id());
        assertThat(listed(null, InvitationStatus.PENDING)).containsExactlyInAnyOrder(pending.id(), others.id());
        assertThat(listed(null, InvitationStatus.EXPIRED)).containsExactly(expired.id());
        assertThat(listed(null, InvitationStatus.WITHDRAWN)).containsExactly(withdrawn.id());
        assertThat(listed(null, InvitationStatus.ACCEPTED)).isEmpty();
        assertThat(listed(other, null)).containsExactly(others.id());
        assertThat(listed(other, InvitationStatus.EXPIRED)).isEmpty();

        InvitationLists.Of all = new InvitationLists.Of(account.id(), null);
        List<Invitation> first = lists.list(all, null, now, null, 2);
        assertThat(first).hasSize(2);
        assertThat(lists.list(all, null, now, first.get(1).row().id(), 100)).hasSize(2);

        Invitation one = lists.find(all, pending.id()).orElseThrow();
        assertThat(one.row()).isEqualTo(pending);
        assertThat(one.role()).isEqualTo("Custom");
        assertThat(one.userId()).isNotNull();
        Invitation gone = lists.find(all, withdrawn.id()).orElseThrow();
        assertThat(gone.userId()).isNull();
        assertThat(gone.roleId()).isNull();
        assertThat(lists.find(new InvitationLists.Of(account.id(), other), pending.id()))
                .isEmpty();
        assertThat(lists.find(new InvitationLists.Of(accounts.create().id(), null), pending.id()))
                .isEmpty();
    }

    @Test
    void strangerWhoWasForgottenWhenInvitedAnewThenTheSameIdAndWhoIsThereKeepsTheirs() {
        String email = address();
        withdraw(invite(account, email));
        assertThat(people.findByEmail(email)).isEmpty();
        assertThat(invitees.people(Set.of(email), this::idOf, now)).isEqualTo(Map.of(email, idOf(email)));
        assertThat(invitees.people(Set.of(email), any -> UUID.randomUUID(), now))
                .isEqualTo(Map.of(email, idOf(email)));
    }

    @Test
    void withdrawThenThePersonGoesIfNothingIsLeftOfThem() {
        String stranger = address();
        InvitationRow first = invite(account, stranger);
        InvitationRow second = invite(accounts.create(), stranger);
        withdraw(first);
        assertThat(people.findByEmail(stranger)).isPresent();
        withdraw(second);
        assertThat(people.findByEmail(stranger)).isEmpty();

        MembershipRow known = accounts.create().member();
        String email = people.findById(known.userId()).orElseThrow().email();
        withdraw(invite(account, email));
        assertThat(people.findById(known.userId())).isPresent();
        removals.remove(known.id());
        people.forgetIfNobody(known.userId());
        assertThat(people.findById(known.userId())).as("has a password").isPresent();
    }

    @Test
    void memberWhenInvitedThenOnlyTheAddressIsTold() {
        MembershipRow known = accounts.create().member();
        people.signedIn(known.userId(), dev.gatehouse.db.Column.of(now));
        PersonRow person = people.findById(known.userId()).orElseThrow();
        invite(account, person.email());

        Member invited = members.find(account.id(), person.id()).orElseThrow();
        assertThat(invited.name()).isEqualTo(person.email());
        assertThat(invited.lastSignInAt()).isNull();
        Member there = members.find(known.accountId(), person.id()).orElseThrow();
        assertThat(there.name()).isEqualTo("Somebody");
        assertThat(there.lastSignInAt()).isEqualTo(now);
        assertThat(memberships.countJoined(person.id())).isEqualTo(1);
    }

    @Test
    void actingThenWithWhatTheAccountLendsAndWhetherTheyHaveALevelOfTheirOwn() {
        MembershipRow member = account.member();
        assertThat(acting.find(account.id(), member.userId())
                        .orElseThrow()
                        .member()
                        .bestLevel())
                .isEqualTo(IntegrationLevel.NONE);
        IntegrationRow integration = integrations.save(IntegrationRow.create(account.id(), "One", now));
        levels.replace(member.id(), Map.of(integration.id(), IntegrationLevel.MONITOR));
        jdbc.sql("update account set non_admin_invitations = true where id = :id")
                .param("id", account.id())
                .update();

        ActingMembers.Acting found = acting.find(account.id(), member.userId()).orElseThrow();
        assertThat(found.member().bestLevel()).isEqualTo(IntegrationLevel.MONITOR);
        assertThat(found.nonAdminInvitations()).isTrue();
        assertThat(found.member())
                .isEqualTo(members.find(account.id(), member.userId()).orElseThrow());
        assertThat(acting.find(accounts.create().id(), member.userId())).isEmpty();
    }

    @Test
    void twoAccountsInviteOneStrangerAtOnceThenOnePersonIsInvitedIntoBoth() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            TestAccount other = accounts.create();
            track.race("invite-stranger", "", ROUNDS, n -> {
                String email = address();
                track.start(List.of(invitation(account, email), invitation(other, email)));
                UUID person = people.findByEmail(email).orElseThrow().id();
                return memberships.findByUserId(person).size() == 2
                        ? List.of()
                        : List.of("one person in both accounts");
            });
        }
    }

    @Test
    void oneAccountInvitesAStrangerTwiceAtOnceThenOnce() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            track.race("invite-twice", "", ROUNDS, n -> {
                String email = address();
                List<Boolean> made = track.start(List.of(invitation(account, email), invitation(account, email)));
                return made.stream().filter(Boolean::booleanValue).count() == 1
                        ? List.of()
                        : List.of("one of two calls invites: " + made);
            });
        }
    }

    @Test
    void withdrawalAgainstAnInvitationElsewhereThenNobodyIsLeftBehindAndNobodyIsLost() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            TestAccount other = accounts.create();
            track.race("withdraw-invite", "", ROUNDS, n -> {
                String email = address();
                InvitationRow first = invite(account, email);
                track.start(List.of(withdrawal(first), invitation(other, email)));
                List<String> broken = new ArrayList<>();
                if (invitees.inAccount(account.id(), Set.of(email)).size() != 0) {
                    broken.add("still invited");
                }
                if (invitees.inAccount(other.id(), Set.of(email)).size() != 1) {
                    broken.add("not invited elsewhere");
                }
                return broken;
            });
        }
    }

    @Test
    void twoWithdrawalsOfOneStrangerAtOnceThenNothingIsLeftOfThem() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            TestAccount other = accounts.create();
            track.race("withdraw-both", "", ROUNDS, n -> {
                String email = address();
                InvitationRow first = invite(account, email);
                InvitationRow second = invite(other, email);
                track.start(List.of(withdrawal(first), withdrawal(second)));
                return people.findByEmail(email).isEmpty() ? List.of() : List.of("the address is kept");
            });
        }
    }

    @Test
    void withdrawalAgainstTheSenderOfTheMailThenBothGoThrough() throws Exception {
        try (RaceTrack track = new RaceTrack(context.getEnvironment())) {
            track.race("withdraw-mail", "", ROUNDS, n -> {
                InvitationRow row = invite(account, address());
                track.start(List.of(withdrawal(row), lease(row), lease(row)));
                return invitations
                                        .findByIdAndAccountId(row.id(), account.id())
                                        .orElseThrow()
                                        .status()
                                == InvitationStatus.WITHDRAWN
                        ? List.of()
                        : List.of("not withdrawn");
            });
        }
    }

    /** As whoever sends mail takes a row that is due. */
    private Callable<Boolean> lease(InvitationRow row) {
        return () -> transactions.run(() -> jdbc.sql("update invitation set mail_attempts = mail_attempts + 1,"
                                + " version = version + 1 where id = :id and status = 'PENDING'")
                        .param("id", row.id())
                        .update()
                > 0);
    }

    private Callable<Boolean> invitation(TestAccount into, String email) {
        return () -> retried(() -> {
            locks.lock(into.id());
            boolean free = invitees.inAccount(into.id(), Set.of(email)).isEmpty();
            if (free) {
                invite(into, email);
            }
            return free;
        });
    }

    private Callable<Boolean> withdrawal(InvitationRow row) {
        return () -> retried(
                () -> reach.apply(List.of(java.util.Objects.requireNonNull(row.membershipId())), "system", () -> {
                    locks.lock(row.accountId());
                    withdraw(row);
                    return true;
                }));
    }

    /** Once more when a constraint refuses, as the program does. */
    private boolean retried(java.util.function.Supplier<Boolean> work) {
        try {
            return transactions.run(work);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof DataIntegrityViolationException) {
                    return transactions.run(work);
                }
            }
            throw e;
        }
    }
}
