package dev.gatehouse.db.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.bundle.AssignmentRow;
import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.bundle.BundleRepository;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.bundle.BundleTeams;
import dev.gatehouse.db.server.FeaturePolicies;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.db.team.TeamRepository;
import dev.gatehouse.db.team.TeamRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.FeatureKind;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The TEAM side of a decision: a server as a bundle carries it. */
abstract class BundleSnapshotsContract {

    @Autowired
    AccessSnapshots snapshots;

    @Autowired
    TestAccounts accounts;

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

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private MembershipRow member;
    private ServerRow server;
    private TeamRow team;
    private BundleRow bundle;
    private AssignmentRow assignment;

    @BeforeEach
    void start() {
        account = accounts.create();
        member = account.member();
        server = account.server();
        team = account.team(member);
        bundle = account.bundle(team);
        assignment = account.carry(bundle, server);
    }

    private AccessSnapshot find() {
        return find(bundle);
    }

    private AccessSnapshot find(BundleRow through) {
        return snapshots
                .find(member.userId(), new ProtectedResource(server.id(), through.id()))
                .orElseThrow();
    }

    private void policy(String column) {
        jdbc.sql("update account set " + column + " where id = :id")
                .param("id", account.id())
                .update();
    }

    private static ReachSource source(AccessSnapshot snapshot) {
        return snapshot.subject().reach().source();
    }

    @Test
    void findThenTheTeamReachesThroughTheBundleAloneWithTheResourceOfTheAssignment() {
        AccessSnapshot through = find();
        assertThat(through.subject().reach()).isEqualTo(new Reach(ReachSource.TEAM, Scopes.ALL));
        assertThat(through.hasReach()).isTrue();
        assertThat(through.server().exists()).isTrue();
        assertThat(through.server().open()).isTrue();
        assertThat(through.server().resource()).isEqualTo(assignment.resource()).isNotEqualTo(server.resource());
        assertThat(through.bundleName()).isEqualTo(bundle.name());
        assertThat(through.resource()).isEqualTo(new ProtectedResource(server.id(), bundle.id()));

        AccessSnapshot direct = snapshots.find(member.userId(), server.id()).orElseThrow();
        assertThat(direct.subject().reach()).isEqualTo(Reach.NONE);
        assertThat(direct.bundleName()).isNull();
        assertThat(direct.server().resource()).isEqualTo(server.resource());
    }

    @Test
    void findWhenSeveralBundlesCarryTheServerThenEachIsJudgedByItsOwnTeams() {
        BundleRow others = account.bundle(account.team(account.member()));
        account.carry(others, server);
        BundleRow twice = account.bundle(team, account.team(member), account.team());
        account.carry(twice, server);

        assertThat(source(find())).isEqualTo(ReachSource.TEAM);
        assertThat(source(find(twice))).isEqualTo(ReachSource.TEAM);
        assertThat(source(find(others))).isEqualTo(ReachSource.NONE);
        assertThat(find(others).server().exists()).isTrue();
    }

    @Test
    void findWhenTheTeamIsDisabledThenOnlyAnotherTeamStillReaches() {
        teams.save(team.with(team.name(), false));
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
        assertThat(find().server().open()).isTrue();
        bundleTeams.add(bundle.id(), java.util.List.of(account.team(member).id()));
        assertThat(source(find())).isEqualTo(ReachSource.TEAM);
    }

    @Test
    void findWhenNotInTheTeamOrTheTeamIsNotProvisionedThenNoReach() {
        teamMembers.remove(team.id(), member.id());
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
        teamMembers.add(team.id(), java.util.List.of(member.id()));
        assertThat(find().hasReach()).isTrue();
        bundleTeams.remove(bundle.id(), team.id());
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
    }

    @Test
    void findWhenTheBundleIsDisabledThenItIsClosedAndGivesNothing() {
        bundles.save(bundle.with(bundle.name(), false));
        assertThat(find().server().open()).isFalse();
        assertThat(find().server().exists()).isTrue();
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
    }

    @Test
    void findWhenTheAssignmentIsDisabledThenItIsClosedAndGivesNothing() {
        assignments.update(assignment.with(false, "{}", null));
        assertThat(find().server().open()).isFalse();
        assertThat(find().server().exists()).isTrue();
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
    }

    @Test
    void findWhenTheBundleIsDeletedThenThereIsNoSuchResourceEvenForThoseWithAGrant() {
        account.grantAllServers(member);
        bundles.save(bundle.deleted(TestAccount.now()));
        assertThat(find().server().exists()).isFalse();
        assertThat(find().hasReach()).isFalse();
        assertThat(snapshots.find(member.userId(), server.id()).orElseThrow().hasReach())
                .isTrue();
    }

    @Test
    void findWhenTheAssignmentIsDeletedThenThereIsNoSuchResourceEvenForThoseWithAGrant() {
        account.grantAllServers(member);
        assignments.delete(bundle.id(), server.id());
        assertThat(find().server().exists()).isFalse();
        assertThat(find().hasReach()).isFalse();
    }

    @Test
    void findWhenTheServerIsDeletedThenTheAssignmentDoesNotExistEither() {
        account.change(server.id(), change -> change.deletedAt(TestAccount.now()));
        assertThat(find().server().exists()).isFalse();
    }

    @Test
    void findWhenTeamGrantsAreOffThenTeamsGiveNothingAndTheRestCounts() {
        policy("team_grants = false");
        assertThat(find().subject().reach()).isEqualTo(Reach.NONE);
        account.grant(member, server, Scopes.of(Scope.READ));
        assertThat(find().subject().reach()).isEqualTo(new Reach(ReachSource.SERVER_GRANT, Scopes.of(Scope.READ)));
    }

    @Test
    void findWhenDirectGrantsAreOffThenGrantsGiveNothingAndTheTeamCounts() {
        account.grant(member, server);
        account.grantAllServers(member);
        assertThat(source(find())).isEqualTo(ReachSource.ALL_GRANT);
        policy("direct_grants = false");
        assertThat(source(find())).isEqualTo(ReachSource.TEAM);
        assertThat(snapshots.find(member.userId(), server.id()).orElseThrow().hasReach())
                .isFalse();
    }

    @Test
    void findThenRoleAndGrantsReachThroughTheBundleBeforeTheTeam() {
        account.grant(member, server, Scopes.of(Scope.READ));
        assertThat(find().subject().reach()).isEqualTo(new Reach(ReachSource.SERVER_GRANT, Scopes.of(Scope.READ)));
        account.grantAllServers(member);
        assertThat(source(find())).isEqualTo(ReachSource.ALL_GRANT);
        account.assign(member, SystemRole.ADMIN);
        assertThat(source(find())).isEqualTo(ReachSource.ROLE);
        bundles.save(bundle.with(bundle.name(), false));
        assertThat(source(find())).isEqualTo(ReachSource.ROLE);
        assertThat(find().server().open()).isFalse();
    }

    @Test
    void findThenTheFeaturesAreThoseThatServerAndAssignmentBothExpose() {
        account.change(
                server.id(),
                change -> change.featurePolicy("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"a\",\"b\"]}}"));
        assignments.update(assignment.with(
                true,
                "{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"b\",\"c\"]},\"prompts\":{\"mode\":\"BLOCK_ALL\"}}",
                null));
        assertThat(FeaturePolicies.write(find().server().features()))
                .isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"b\"]},"
                        + "\"prompts\":{\"mode\":\"BLOCK_ALL\"}}");
        assertThat(snapshots
                        .find(member.userId(), server.id())
                        .orElseThrow()
                        .server()
                        .features()
                        .exposes(FeatureKind.PROMPT, "any"))
                .isTrue();
    }

    @Test
    void findWhenThePolicyOfTheAssignmentIsNotUnderstoodThenItExposesNothing() {
        assignments.update(assignment.with(true, "gibberish", null));
        for (FeatureKind kind : FeatureKind.values()) {
            assertThat(find().server().features().exposes(kind, "a")).isFalse();
        }
    }

    @Test
    void findWhenThePersonIsOfAnotherAccountThenNobodyEvenIfARowPutsThemIntoTheTeam() {
        MembershipRow stranger = accounts.create().member();
        teamMembers.add(team.id(), java.util.List.of(stranger.id()));
        AccessSnapshot snapshot = snapshots
                .find(stranger.userId(), new ProtectedResource(server.id(), bundle.id()))
                .orElseThrow();
        assertThat(snapshot.subject()).isEqualTo(Subject.NOBODY);
        assertThat(snapshot.hasReach()).isFalse();
    }

    @Test
    void findWhenTheBundleIsOfAnotherAccountThenThereIsNoSuchResourceEvenIfARowCarriesTheServer() {
        BundleRow foreign = accounts.create().bundle(team);
        account.carry(foreign, server);
        assertThat(find(foreign).server().exists()).isFalse();
        assertThat(find(foreign).hasReach()).isFalse();
        BundleRow unknown = BundleRow.create(account.id(), "x", "x", true, TestAccount.now());
        assertThat(find(unknown).server().exists()).isFalse();
        assertThat(snapshots.find(member.userId(), new ProtectedResource(UUID.randomUUID(), bundle.id())))
                .isEmpty();
    }
}
