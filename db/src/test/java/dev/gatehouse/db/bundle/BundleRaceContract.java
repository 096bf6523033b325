package dev.gatehouse.db.bundle;

import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.db.team.TeamRepository;
import dev.gatehouse.db.team.TeamRow;
import dev.gatehouse.db.testing.AccountRace;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.policy.resource.ProtectedResource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Changes of teams and bundles, racing people who sign in through them and each other (domain invariants I8 and I9). */
abstract class BundleRaceContract extends AccountRace {

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

    private TeamRow team;
    private BundleRow bundle;

    @BeforeEach
    void carried() {
        team = account.team(member);
        bundle = account.bundle(team);
        account.carry(bundle, server);
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

    private List<String> nothingAlive() {
        return nothingLives("a family lives without reach");
    }

    @Test
    void teamDisabledAgainstApprovalThenNoFamilyLives() throws Exception {
        track.race("team-approval", "without the locks: 91 of 250", 250, n -> {
            enable(true);
            track.start(List.of(taking(() -> enable(false)), approval()));
            return nothingAlive();
        });
    }

    @Test
    void memberRemovedAgainstApprovalThenNoFamilyLives() throws Exception {
        track.race("member-approval", "without the locks: 32 of 250", 250, n -> {
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
        track.race("assignment-approval", "without the locks: 33 of 250", 250, n -> {
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
        track.race("two-ways", "without the locks: 31 of 250", 250, n -> {
            bundleTeams.add(bundle.id(), List.of(team.id(), second.id()));
            approval().call();
            boolean before = live() == 1;
            track.start(List.of(
                    taking(() -> bundleTeams.remove(bundle.id(), team.id())),
                    taking(() -> bundleTeams.remove(bundle.id(), second.id()))));
            return before ? nothingAlive() : List.of("there was no family to lose");
        });
    }

    @Test
    void bundleDeletedAgainstAssignmentCreatedThenADeletedBundleCarriesNothing() throws Exception {
        track.race("bundle-assignment", "without the locks: 28 of 250", 250, n -> {
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
