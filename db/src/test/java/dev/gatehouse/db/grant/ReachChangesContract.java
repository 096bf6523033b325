package dev.gatehouse.db.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.AuthorizationScenario;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.db.testing.TestStore;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Taking reach away (domain invariants I8 and I9, decisions O1 to O4 and O7). */
abstract class ReachChangesContract {

    private static final String ACTOR = "user:somebody";

    @Autowired
    ApplicationContext context;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestAccounts accounts;

    @Autowired
    ReachChanges reach;

    @Autowired
    GrantRepository grants;

    @Autowired
    FamilyRevocations families;

    @Autowired
    Transactions transactions;

    private AuthorizationScenario scenario;
    private TestAccount account;
    private MembershipRow member;
    private ServerRow server;
    private ServerRow other;

    @BeforeEach
    void start() {
        scenario = new AuthorizationScenario(context, TestStore.SETTINGS);
        account = accounts.create();
        member = account.member();
        server = account.server();
        other = account.server();
    }

    private boolean remove(MembershipRow from, ServerRow grantOn) {
        return reach.apply(List.of(from.id()), ACTOR, () -> grants.delete(from.id(), grantOn.id()));
    }

    private void assertAlive(UUID id) {
        assertThat(scenario.revocation(id)).isEmpty();
        assertThat(scenario.refresh(id, 1)).isInstanceOf(Issuance.Issued.class);
    }

    private void assertLost(UUID id) {
        assertThat(scenario.revocation(id)).isEqualTo("REACH_LOST");
        assertThat(scenario.refresh(id, 1)).isInstanceOf(Issuance.Refused.class);
    }

    @Test
    void removalThenOnlyTheFamiliesOfThatPersonOnThatServerAreRevoked() {
        MembershipRow somebodyElse = account.member();
        account.grant(member, server);
        account.grant(member, other);
        account.grant(somebodyElse, server);
        UUID first = scenario.signIn(member, server);
        UUID second = scenario.signIn(member, server);
        UUID codeOnly = scenario.approve(member, server, "");
        UUID elsewhere = scenario.signIn(member, other);
        UUID theirs = scenario.signIn(somebodyElse, server);

        assertThat(remove(member, server)).isTrue();

        assertLost(first);
        assertLost(second);
        assertThat(scenario.revocation(codeOnly)).isEqualTo("REACH_LOST");
        assertThat(scenario.redeem(codeOnly)).isInstanceOf(Issuance.Refused.class);
        assertAlive(elsewhere);
        assertAlive(theirs);
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_REVOKED", "REACH_LOST"))
                .isEqualTo(3);
        assertThat(jdbc.sql("select count(*) from audit_event where account_id = :account and actor = :actor")
                        .param("account", account.id())
                        .param("actor", ACTOR)
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void removalWhenThereWasNothingToRemoveThenNothingHappens() {
        account.grantAllServers(member);
        UUID id = scenario.signIn(member, server);
        assertThat(remove(member, server)).isFalse();
        assertAlive(id);
        assertThat(reach.apply(List.of(), ACTOR, () -> "answer")).isEqualTo("answer");
    }

    @Test
    void allServersGrantEndedWhenAServerGrantIsLeftThenThatServerStays() {
        account.grantAllServers(member);
        account.grant(member, server);
        UUID kept = scenario.signIn(member, server);
        UUID lost = scenario.signIn(member, other);

        reach.apply(List.of(member.id()), ACTOR, () -> grants.deleteAllServers(member.id()));

        assertAlive(kept);
        assertLost(lost);
    }

    @Test
    void demotionWhenAServerGrantIsDormantThenThatServerStays() {
        MembershipRow admin = account.member(SystemRole.ADMIN);
        account.grant(admin, server);
        UUID kept = scenario.signIn(admin, server);
        UUID lost = scenario.signIn(admin, other);

        reach.apply(List.of(admin.id()), ACTOR, () -> {
            account.assign(admin, SystemRole.MEMBER);
            return true;
        });

        assertAlive(kept);
        assertLost(lost);
    }

    @Test
    void removalWhenAtExpiryThenNoEntryInTheFeed() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        remove(member, server);
        assertThat(scenario.feedEntries(id)).isZero();
    }

    @Test
    void removalWhenTheServerIsImmediateThenOneEntryForEachFamilyWithATokenAbout() {
        account.change(server.id(), change -> change.revocationMode(RevocationMode.IMMEDIATE));
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        UUID codeOnly = scenario.approve(member, server, "");
        remove(member, server);
        assertThat(scenario.feedEntries(id)).isEqualTo(1);
        assertThat(scenario.feedEntries(codeOnly)).isZero();
    }

    @Test
    void removalWhenTheAccountIsImmediateThenTheServersOwnModeStillWins() {
        jdbc.sql("update account set revocation_mode = 'IMMEDIATE' where id = :id")
                .param("id", account.id())
                .update();
        account.change(other.id(), change -> change.revocationMode(RevocationMode.AT_EXPIRY));
        account.grant(member, server);
        account.grant(member, other);
        UUID atOnce = scenario.signIn(member, server);
        UUID atExpiry = scenario.signIn(member, other);
        remove(member, server);
        remove(member, other);
        assertThat(scenario.feedEntries(atOnce)).isEqualTo(1);
        assertThat(scenario.feedEntries(atExpiry)).isZero();
    }

    @Test
    void grantGivenAgainThenTheOldFamilyStaysDead() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        remove(member, server);
        account.grant(member, server);
        account.grantAllServers(member);
        assertLost(id);
        assertAlive(scenario.signIn(member, server));
    }

    @Test
    void grantNarrowedThenTheFamilyLivesOnWithLess() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        reach.apply(List.of(member.id()), ACTOR, () -> {
            account.grant(member, server, Scopes.of(Scope.READ));
            return true;
        });
        assertThat(AuthorizationScenario.issued(scenario.refresh(id, 1)).scopes())
                .isEqualTo(Scopes.of(Scope.READ));
    }

    @Test
    void roleLosesTheCapabilityToConnectThenEverythingIsRevoked() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        reach.apply(
                List.of(member.id()),
                ACTOR,
                () -> jdbc.sql("update account_role set capabilities = 'USERS_INVITE' where id = :id")
                        .param("id", member.roleId())
                        .update());
        assertLost(id);
    }

    @Test
    void personDisabledThenRevokedAndRefusedAtOnceWhateverTheMode() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        reach.apply(List.of(member.id()), ACTOR, () -> {
            account.set(member, MembershipStatus.DISABLED);
            return true;
        });
        assertThat(scenario.feedEntries(id)).isEqualTo(1);
        account.set(member, MembershipStatus.ACTIVE);
        assertLost(id);
    }

    @Test
    void removalWhileTheServerIsDisabledOrExternalThenRevokedAllTheSame() {
        account.grant(member, server);
        account.grant(member, other);
        UUID first = scenario.signIn(member, server);
        UUID second = scenario.signIn(member, other);
        UUID idp = account.externalIdp().id();
        account.change(server.id(), change -> change.enabled(false));
        account.change(other.id(), change -> change.identityProvider(idp));
        remove(member, server);
        remove(member, other);
        account.change(server.id(), change -> change.enabled(true));
        account.change(other.id(), change -> change.identityProvider(null));
        assertLost(first);
        assertLost(second);
    }

    @Test
    void serverDisabledOrExternalThenReachIsNotLost() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        UUID idp = account.externalIdp().id();
        account.change(server.id(), change -> change.enabled(false).identityProvider(idp));
        reach.apply(List.of(member.id()), ACTOR, () -> true);
        assertThat(scenario.revocation(id)).isEmpty();
    }

    @Test
    void changeThatFailsThenNothingHappened() {
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        assertThatThrownBy(() -> reach.apply(List.of(member.id()), ACTOR, () -> {
                    grants.delete(member.id(), server.id());
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(grants.find(member.id(), server.id())).isPresent();
        assertAlive(id);
    }

    @Test
    void removalInOneAccountThenTheFamiliesOfAnotherAreNotTouched() {
        TestAccount elsewhere = accounts.create();
        MembershipRow second = elsewhere.join(member.userId(), SystemRole.MEMBER);
        ServerRow theirs = elsewhere.server();
        elsewhere.grant(second, theirs);
        account.grant(member, server);
        UUID here = scenario.signIn(member, server);
        UUID there = scenario.signIn(second, theirs);
        jdbc.sql("delete from server_grant where membership_id = :id")
                .param("id", second.id())
                .update();

        remove(member, server);

        assertLost(here);
        assertThat(scenario.revocation(there))
                .as("an admin of one account ends nothing in another")
                .isEmpty();
    }

    @Test
    void assignmentDeletedThenItsFamiliesEndAtOnceTheSparedTooAndNoneBesideThem() {
        BundleRow bundle = account.bundle(account.team(member));
        account.carry(bundle, server);
        account.carry(bundle, other);
        UUID live = signInThrough(bundle, server);
        UUID spared = signInThrough(bundle, server);
        UUID longAgo = signInThrough(bundle, server);
        UUID beside = signInThrough(bundle, other);
        for (UUID one : List.of(spared, longAgo)) {
            transactions.run(() ->
                    families.revoke(families.lockLive(one).orElseThrow(), RevocationReason.REACH_LOST, ACTOR, false));
        }
        jdbc.sql("update oauth_authorization set revoked_at = revoked_at - interval '61' minute where id = :id")
                .param("id", longAgo)
                .update();

        reach.apply(
                account.id(),
                new Affected.Assignment(bundle.id(), server.id()),
                ACTOR,
                () -> jdbc.sql("delete from bundle_server where bundle_id = :bundle and server_id = :server")
                        .param("bundle", bundle.id())
                        .param("server", server.id())
                        .update());

        for (UUID ended : List.of(live, spared)) {
            assertThat(scenario.revocation(ended)).isEqualTo("ASSIGNMENT_DELETED");
            assertThat(scenario.feedEntries(ended)).isEqualTo(1);
        }
        assertThat(scenario.feedEntries(longAgo)).isZero();
        assertThat(scenario.revocation(beside)).isEmpty();
    }

    private UUID signInThrough(BundleRow bundle, ServerRow carried) {
        ApprovalOutcome outcome =
                scenario.tryToApprove(member.userId(), new ProtectedResource(carried.id(), bundle.id()));
        UUID id = ((ApprovalOutcome.Approved) outcome).authorizationId();
        scenario.redeem(id);
        return id;
    }

    /** Also against a change that took no lock on the membership, reach must be read after the families are held. */
    @Test
    void removalThatWaitsForAFamilyThenReachIsReadAfterTheWait() {
        account.grantAllServers(member);
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);

        CompletableFuture<Boolean> removal = transactions.run(() -> {
            families.lockLive(id);
            CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(
                    () -> reach.apply(List.of(member.id()), ACTOR, () -> grants.deleteAllServers(member.id())));
            assertThat(waiting.copy().orTimeout(300, TimeUnit.MILLISECONDS))
                    .as("the removal must wait for the family")
                    .failsWithin(Duration.ofSeconds(5));
            grants.delete(member.id(), server.id());
            return waiting;
        });

        assertThat(removal).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
        assertLost(id);
    }
}
