package dev.gatehouse.db.bundle;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.AuthorizationScenario;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.db.team.TeamRepository;
import dev.gatehouse.db.team.TeamRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.db.testing.TestStore;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Changes of teams and bundles, racing people who sign in through them and each other (domain invariants I8 and I9). */
abstract class BundleRaceContract {

    @Autowired
    ApplicationContext context;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestAccounts accounts;

    @Autowired
    Transactions transactions;

    @Autowired
    AccountLocks locks;

    @Autowired
    ReachChanges reach;

    @Autowired
    TeamRepository teams;

    @Autowired
    TeamMembers teamMembers;

    @Autowired
    BundleRepository bundles;

    @Autowired
    BundleTeams bundleTeams;

    @Autowired
    Assignments assignments;

    private RaceTrack track;
    private AuthorizationScenario scenario;
    private TestAccount account;
    private MembershipRow member;
    private ServerRow server;
    private TeamRow team;
    private BundleRow bundle;

    @BeforeEach
    void open() {
        track = new RaceTrack(context.getEnvironment());
        scenario = new AuthorizationScenario(context, TestStore.SETTINGS);
        account = accounts.create();
        server = account.server();
        member = account.member();
        team = account.team(member);
        bundle = account.bundle(team);
        account.carry(bundle, server);
    }

    @AfterEach
    void close() {
        track.close();
    }

    private Callable<Boolean> approval() {
        return () -> scenario.tryToApprove(member.userId(), new ProtectedResource(server.id(), bundle.id()))
                instanceof ApprovalOutcome.Approved;
    }

    private Callable<Boolean> taking(Supplier<Boolean> change) {
        return () -> reach.apply(account.id(), new Affected.Through(List.of(bundle.id())), "system", change);
    }

    private Boolean enable(boolean enabled) {
        TeamRow now = teams.findByIdAndAccountId(team.id(), account.id()).orElseThrow();
        teams.save(now.with(now.name(), enabled));
        return Boolean.TRUE;
    }

    private long live(UUID userId) {
        return jdbc.sql("select count(*) from oauth_authorization where user_id = :user and revoked_at is null")
                .param("user", userId)
                .query(Long.class)
                .single();
    }

    private List<String> nothingAlive() {
        return live(member.userId()) == 0 ? List.of() : List.of("a family lives without reach");
    }

    @Test
    void teamDisabledAgainstApprovalThenNoFamilyLives() throws Exception {
        track.shortRace("team-approval", "", n -> {
            enable(true);
            track.start(List.of(taking(() -> enable(false)), approval()));
            return nothingAlive();
        });
    }

    @Test
    void memberRemovedAgainstApprovalThenNoFamilyLives() throws Exception {
        track.shortRace("member-approval", "", n -> {
            teamMembers.add(team.id(), List.of(member.id()));
            track.start(List.of(
                    () -> reach.apply(
                            List.of(member.id()),
                            "system",
                            () -> transactions.run(() -> {
                                locks.lock(account.id());
                                return teamMembers.remove(team.id(), member.id());
                            })),
                    approval()));
            return nothingAlive();
        });
    }

    @Test
    void assignmentDeletedAgainstApprovalThenNoFamilyLives() throws Exception {
        track.shortRace("assignment-approval", "", n -> {
            if (n > 0) {
                account.carry(bundle, server);
            }
            track.start(List.of(
                    taking(() -> {
                        assignments.delete(bundle.id(), server.id());
                        return true;
                    }),
                    approval()));
            return nothingAlive();
        });
    }

    @Test
    void theLastTwoWaysTakenAtOnceThenNoFamilyLives() throws Exception {
        TeamRow second = account.team(member);
        track.shortRace("two-ways", "", n -> {
            bundleTeams.add(bundle.id(), List.of(team.id(), second.id()));
            approval().call();
            boolean before = live(member.userId()) == 1;
            track.start(List.of(
                    taking(() -> bundleTeams.remove(bundle.id(), team.id())),
                    taking(() -> bundleTeams.remove(bundle.id(), second.id()))));
            return before ? nothingAlive() : List.of("there was no family to lose");
        });
    }

    @Test
    void bundleDeletedAgainstAssignmentCreatedThenADeletedBundleCarriesNothing() throws Exception {
        track.shortRace("bundle-assignment", "", n -> {
            BundleRow gone = account.bundle();
            track.start(List.of(
                    () -> reach.apply(account.id(), new Affected.Through(List.of(gone.id())), "system", () -> {
                        assignments.deleteByBundle(gone.id());
                        bundles.save(gone.deleted(TestAccount.now()));
                        return true;
                    }),
                    () -> transactions.run(() -> {
                        locks.lock(account.id());
                        boolean there = bundles.findByIdAndAccountIdAndDeletedAtIsNull(gone.id(), account.id())
                                .isPresent();
                        if (there) {
                            account.carry(gone, server);
                        }
                        return there;
                    })));
            return assignments.serversOf(gone.id()).isEmpty()
                    ? List.of()
                    : List.of("a deleted bundle carries a server");
        });
    }
}
