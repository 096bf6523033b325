package dev.gatehouse.db.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.team.TeamRepository;
import dev.gatehouse.db.team.TeamRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.server.IdentityScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;

/** Bundles, their teams and what they carry, as rows. */
abstract class BundleRowsContract {

    @Autowired
    BundleRepository rows;

    @Autowired
    BundleLookups bundles;

    @Autowired
    BundleTeams bundleTeams;

    @Autowired
    Assignments assignments;

    @Autowired
    TeamRepository teams;

    @Autowired
    TestAccounts accounts;

    private TestAccount account;

    @BeforeEach
    void start() {
        account = accounts.create();
    }

    @Test
    void listThenPagesByIdWithTeamsAndServersCountedAndNothingDeletedOrForeign() {
        BundleRow full = account.bundle(account.team(), account.team());
        account.carry(full, account.server());
        BundleRow empty = account.bundle();
        rows.save(account.bundle().deleted(TestAccount.now()));
        accounts.create().bundle();

        List<BundleSummary> all = new ArrayList<>(bundles.list(account.id(), null, 1));
        all.addAll(bundles.list(account.id(), all.get(0).id(), 10));
        assertThat(all)
                .containsExactlyInAnyOrder(
                        new BundleSummary(full.id(), "Bundle", full.slug(), true, 2, 1, 1),
                        new BundleSummary(empty.id(), "Bundle", empty.slug(), true, 0, 0, 1));
        assertThat(bundles.find(accounts.create().id(), full.id())).isEmpty();
    }

    @Test
    void reachedByThenNeedsTheirOwnEnabledTeam() {
        MembershipRow member = account.member();
        BundleRow own = account.bundle(account.team(member), account.team(member));
        BundleRow others = account.bundle(account.team(account.member()));
        TeamRow off = teams.save(account.team(member).with("Off", false));
        BundleRow disabledTeam = account.bundle(off);
        BundleRow disabled = rows.save(account.bundle(account.team(member)).with("Closed", false));

        assertThat(bundles.listReachedBy(member.userId(), account.id(), null, 10))
                .extracting(BundleSummary::id)
                .containsExactlyInAnyOrder(own.id(), disabled.id());
        assertThat(bundles.reachedBy(member.userId(), own.id())).isTrue();
        assertThat(bundles.reachedBy(member.userId(), disabled.id())).isTrue();
        assertThat(bundles.reachedBy(member.userId(), others.id())).isFalse();
        assertThat(bundles.reachedBy(member.userId(), disabledTeam.id())).isFalse();
        TestAccount other = accounts.create();
        BundleRow elsewhere = other.bundle(other.team(other.join(member.userId(), SystemRole.MEMBER)));
        assertThat(bundles.listReachedBy(member.userId(), account.id(), null, 10))
                .extracting(BundleSummary::id)
                .doesNotContain(elsewhere.id());
    }

    @Test
    void deletedThenTheSlugStaysTakenAndTheBundleIsFoundByItAlone() {
        BundleRow gone = rows.save(account.bundle().deleted(TestAccount.now()));
        assertThat(rows.findByIdAndAccountIdAndDeletedAtIsNull(gone.id(), account.id()))
                .isEmpty();
        assertThat(rows.findBySlug(gone.slug())).hasValue(gone);
        BundleRow again = BundleRow.create(accounts.create().id(), "Again", gone.slug(), true, TestAccount.now());
        assertThatThrownBy(() -> rows.save(again)).hasRootCauseInstanceOf(java.sql.SQLException.class);
    }

    @Test
    void teamsOfABundleThenAddAndRemoveCanBeRepeated() {
        TeamRow one = account.team();
        TeamRow two = account.team();
        BundleRow bundle = account.bundle(one);
        bundleTeams.add(bundle.id(), List.of(one.id(), two.id()));
        bundleTeams.add(bundle.id(), List.of());

        assertThat(bundleTeams.teamsOf(bundle.id())).containsExactlyInAnyOrder(one.id(), two.id());
        assertThat(bundleTeams.list(bundle.id(), null, 10))
                .containsExactlyInAnyOrder(
                        new BundleTeam(one.id(), one.name(), true), new BundleTeam(two.id(), two.name(), true));
        UUID first = bundleTeams.list(bundle.id(), null, 1).get(0).teamId();
        assertThat(bundleTeams.list(bundle.id(), first, 10))
                .extracting(BundleTeam::teamId)
                .containsExactly(first.equals(one.id()) ? two.id() : one.id());
        assertThat(bundleTeams.find(bundle.id(), Set.of(two.id(), UUID.randomUUID())))
                .hasSize(1);
        assertThat(bundleTeams.remove(bundle.id(), one.id())).isTrue();
        assertThat(bundleTeams.remove(bundle.id(), one.id())).isFalse();
        assertThat(bundleTeams.bundlesOf(one.id())).isEmpty();
        assertThat(bundleTeams.bundlesOf(two.id())).containsExactly(bundle.id());
        bundleTeams.removeTeam(two.id());
        assertThat(bundleTeams.teamsOf(bundle.id())).isEmpty();
    }

    @Test
    void assignmentsThenAreReadAsTheyWereWrittenWithTheirServer() {
        BundleRow bundle = account.bundle();
        ServerRow server = account.change(
                account.server().id(), change -> change.featurePolicy("{\"prompts\":{\"mode\":\"BLOCK_ALL\"}}"));
        AssignmentRow plain = account.carry(bundle, server);
        ServerRow other = account.server();
        AssignmentRow rich = new AssignmentRow(
                bundle.id(),
                other.id(),
                account.id(),
                "https://gateway.test/mcp/x/" + other.slug(),
                false,
                "{\"tools\":{\"mode\":\"BLOCK_ALL\"}}",
                IdentityScheme.NONE,
                TestAccount.now(),
                1);
        assignments.insert(rich);

        assertThat(assignments.find(bundle.id(), server.id()))
                .hasValue(new Assignment(plain, server.name(), server.slug(), server.featurePolicy()));
        assertThat(assignments.list(bundle.id(), null, 10))
                .extracting(Assignment::row)
                .containsExactlyInAnyOrder(plain, rich);
        UUID first = assignments.list(bundle.id(), null, 1).get(0).row().serverId();
        assertThat(assignments.list(bundle.id(), first, 10)).hasSize(1);
        assertThat(assignments.serversOf(bundle.id())).containsExactlyInAnyOrder(server.id(), other.id());
        assertThatThrownBy(() -> assignments.insert(plain)).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void updateThenCountsTheVersionAndRefusesAStaleOne() {
        AssignmentRow row = account.carry(account.bundle(), account.server());
        AssignmentRow changed = row.with(false, "{\"tools\":{\"mode\":\"BLOCK_ALL\"}}", IdentityScheme.NONE);
        assignments.update(changed);
        assertThatThrownBy(() -> assignments.update(row)).isInstanceOf(OptimisticLockingFailureException.class);
        assertThat(assignments.find(row.bundleId(), row.serverId())).hasValueSatisfying(found -> {
            assertThat(found.row().version()).isEqualTo(2);
            assertThat(found.row().enabled()).isFalse();
            assertThat(found.row().featurePolicy()).isEqualTo(changed.featurePolicy());
            assertThat(found.row().identityScheme()).isEqualTo(IdentityScheme.NONE);
        });
    }

    @Test
    void deleteThenOneByBundleOrByServer() {
        BundleRow one = account.bundle();
        BundleRow two = account.bundle();
        ServerRow first = account.server();
        ServerRow second = account.server();
        for (BundleRow bundle : List.of(one, two)) {
            account.carry(bundle, first);
            account.carry(bundle, second);
        }
        assignments.delete(one.id(), first.id());
        assertThat(assignments.serversOf(one.id())).containsExactly(second.id());
        assignments.deleteByServer(second.id());
        assertThat(assignments.serversOf(one.id())).isEmpty();
        assertThat(assignments.serversOf(two.id())).containsExactly(first.id());
        assignments.deleteByBundle(two.id());
        assertThat(assignments.serversOf(two.id())).isEmpty();
    }
}
