package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.issued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.token.TokenReference;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Refresh, with the current token. */
abstract class RotationContract extends AuthorizationContract {

    private RefreshPresentation forResource(UUID id, String resource) {
        return new RefreshPresentation(
                new TokenReference(id, 1),
                AuthorizationScenario.CLIENT,
                ScopeRequest.parse("").orElseThrow(),
                resource);
    }

    private UUID signedIn(ServerRow server) {
        MembershipRow member = account.member();
        account.grant(member, server);
        return scenario.signIn(member, server);
    }

    @Test
    void refreshThenTheNextGenerationIsIssued() {
        ServerRow server = account.server();
        MembershipRow member = account.member();
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);

        Instant before = scenario.clock();
        Issuance.Issued issued = issued(scenario.refresh(id, 1));
        Instant after = scenario.clock();

        assertThat(issued.authorizationId()).isEqualTo(id);
        assertThat(issued.generation()).isEqualTo(2);
        assertThat(issued.accountId()).isEqualTo(account.id());
        assertThat(issued.userId()).isEqualTo(member.userId());
        assertThat(issued.serverId()).isEqualTo(server.id());
        assertThat(issued.clientId()).isEqualTo(AuthorizationScenario.CLIENT);
        assertThat(issued.resource()).isEqualTo(server.resource());
        assertThat(issued.scopes()).isEqualTo(Scopes.ALL);
        assertThat(issued.issuedAt()).isBetween(before, after);
        assertThat(issued(scenario.refresh(id, 2)).generation()).isEqualTo(3);
    }

    @Test
    void refreshWhenItSucceedsThenNothingIsAudited() {
        UUID id = signedIn(account.server());
        long rows = auditRows();
        issued(scenario.refresh(id, 1));
        assertThat(auditRows()).isEqualTo(rows);
    }

    private long auditRows() {
        return jdbc.sql("select count(*) from audit_event where account_id = :account")
                .param("account", account.id())
                .query(Long.class)
                .single();
    }

    @Test
    void refreshWhenScopeNarrowedThenOnlyThatScopeThisTime() {
        UUID id = signedIn(account.server());
        assertThat(issued(scenario.refresh(id, 1, "mcp:read")).scopes()).isEqualTo(Scopes.of(Scope.READ));
        assertThat(issued(scenario.refresh(id, 2)).scopes()).isEqualTo(Scopes.ALL);
    }

    @Test
    void refreshWhenScopeWidenedThenRefusedWithoutConsumingTheToken() {
        ServerRow server = account.server();
        MembershipRow member = account.member();
        account.grant(member, server);
        UUID id = scenario.signIn(member, server, "mcp:read");

        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 1, "mcp:read mcp:write"))
                        .refusal())
                .isEqualTo(Refusal.SCOPE_NOT_ASKED);
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 1, "profile"))
                        .refusal())
                .isEqualTo(Refusal.SCOPE_NOT_ASKED);
        assertThat(issued(scenario.refresh(id, 1)).scopes()).isEqualTo(Scopes.of(Scope.READ));
    }

    @Test
    void refreshWhenWhatWasAskedIsRepeatedWordForWordThenGranted() {
        ServerRow server = account.server();
        MembershipRow member = account.member();
        account.grant(member, server);
        for (String asked : new String[] {"openid", "openid offline_access", "offline_access", "mcp:read openid", ""}) {
            UUID id = scenario.signIn(member, server, asked);
            Scopes granted = asked.contains("mcp:read") ? Scopes.of(Scope.READ) : Scopes.ALL;
            assertThat(issued(scenario.refresh(id, 1, asked)).scopes())
                    .as(asked)
                    .isEqualTo(granted);
        }
    }

    @Test
    void refreshWhenOfflineAccessAddedThenGranted() {
        UUID id = signedIn(account.server());
        assertThat(issued(scenario.refresh(id, 1, "offline_access")).scopes()).isEqualTo(Scopes.ALL);
    }

    @Test
    void refreshWhenForAnotherResourceThenRefusedWithoutConsumingTheToken() {
        ServerRow server = account.server();
        UUID id = signedIn(server);
        String other = account.server().resource();

        assertThat(scenario.refusedWithoutAChange(
                                id, () -> scenario.repository().rotate(forResource(id, other)))
                        .refusal())
                .isEqualTo(Refusal.RESOURCE_NOT_GRANTED);
        assertThat(issued(scenario.repository().rotate(forResource(id, server.resource())))
                        .generation())
                .isEqualTo(2);
    }

    @Test
    void refreshWhenByAnotherClientThenRefusedAndTheFamilyLives() {
        UUID id = signedIn(account.server());
        RefreshPresentation stolen = new RefreshPresentation(
                new TokenReference(id, 1),
                "client-two",
                ScopeRequest.parse(null).orElseThrow(),
                null);
        Issuance.Refused refused =
                scenario.refusedWithoutAChange(id, () -> scenario.repository().rotate(stolen));
        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_YOURS);
        assertThat(refused.accountId()).isEqualTo(account.id());
        issued(scenario.refresh(id, 1));
    }

    @Test
    void refreshWhenThereIsNoSuchAuthorizationThenUnknown() {
        assertThat(scenario.refresh(UUID.randomUUID(), 1))
                .isEqualTo(new Issuance.Refused(Refusal.UNKNOWN, null, null, null));
    }

    @Test
    void refreshWhenTheCodeWasNotRedeemedThenRefused() {
        ServerRow server = account.server();
        MembershipRow member = account.member(SystemRole.ADMIN);
        UUID id = scenario.approve(member, server, "");
        for (long generation = 0; generation <= 2; generation++) {
            long presented = generation;
            assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, presented))
                            .refusal())
                    .isEqualTo(Refusal.NOT_ACTIVE);
        }
        issued(scenario.redeem(id));
    }

    @Test
    void refreshWhenTheTokenIsNewerThanTheStoreThenRefusedAndNothingChanges() {
        UUID id = signedIn(account.server());
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 2))
                        .refusal())
                .isEqualTo(Refusal.STORE_IS_BEHIND);
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, Long.MAX_VALUE))
                        .refusal())
                .isEqualTo(Refusal.STORE_IS_BEHIND);
        issued(scenario.refresh(id, 1));
    }

    @Test
    void refreshWhenIdleForTooLongThenExpired() {
        UUID id = signedIn(account.server());
        scenario.age(id, Duration.ofDays(30).minusMinutes(1));
        issued(scenario.refresh(id, 1));
        scenario.age(id, Duration.ofDays(30));
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 2))
                        .refusal())
                .isEqualTo(Refusal.EXPIRED);
    }

    @Test
    void refreshWhenIdleLifetimeIsNoWholeNumberOfSecondsThenWholeOnesCount() {
        AuthorizationScenario brief = withIdleTtl(Duration.ofMillis(2900));
        UUID id = signedIn(account.server());
        scenario.age(id, Duration.ofSeconds(2));
        assertThat(scenario.refusedWithoutAChange(id, () -> brief.refresh(id, 1))
                        .refusal())
                .isEqualTo(Refusal.EXPIRED);
    }

    @Test
    void refreshWhenIdleLifetimeIsLongerThanALifeThenStillAnswered() {
        UUID id = signedIn(account.server());
        issued(withIdleTtl(Duration.ofDays(100 * 365)).refresh(id, 1));
    }

    @Test
    void refreshWhenTheAbsoluteLifetimeIsOverThenExpiredHoweverBusyTheFamily() {
        UUID id = signedIn(account.server());
        for (int day = 1; day <= 9; day++) {
            scenario.age(id, Duration.ofDays(20).minusSeconds(60));
            issued(scenario.refresh(id, day));
        }
        scenario.age(id, Duration.ofMinutes(10));
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 10))
                        .refusal())
                .isEqualTo(Refusal.EXPIRED);
    }

    @Test
    void refreshWhenTheServerIsDisabledThenRefusedAndWorksAgainAfterwards() {
        ServerRow server = account.server();
        UUID id = signedIn(server);
        account.change(server.id(), change -> change.enabled(false));
        assertThat(denied(id)).isEqualTo(Reason.SERVER_DISABLED);
        account.change(server.id(), change -> change.enabled(true));
        issued(scenario.refresh(id, 1));
    }

    @Test
    void refreshWhenAnExternalProviderGovernsThenRefusedAndWorksAgainAfterwards() {
        ServerRow server = account.server();
        UUID id = signedIn(server);
        UUID idp = account.externalIdp().id();
        account.change(server.id(), change -> change.identityProvider(idp));
        assertThat(denied(id)).isEqualTo(Reason.EXTERNAL_IDP_GOVERNS);
        account.change(server.id(), change -> change.identityProvider(null));
        issued(scenario.refresh(id, 1));
    }

    @Test
    void refreshWhenTheServerIsDeletedThenServerUnknown() {
        ServerRow server = account.server();
        UUID id = signedIn(server);
        account.change(server.id(), change -> change.deletedAt(Instant.now()));
        assertThat(denied(id)).isEqualTo(Reason.SERVER_UNKNOWN);
    }

    @Test
    void refreshWhenTheMembershipIsNotActiveThenRefused() {
        ServerRow server = account.server();
        MembershipRow member = account.member(SystemRole.ADMIN);
        UUID id = scenario.signIn(member, server);
        account.set(member, MembershipStatus.DISABLED);
        assertThat(denied(id)).isEqualTo(Reason.USER_DISABLED);
        account.set(member, MembershipStatus.INVITED);
        assertThat(denied(id)).isEqualTo(Reason.INVITATION_PENDING);
        account.set(member, MembershipStatus.DISMISSED);
        assertThat(denied(id)).isEqualTo(Reason.NOT_A_MEMBER);
    }

    @Test
    void refreshWhenScopeWasLostSinceThenItIsLeftOut() {
        ServerRow server = account.server();
        MembershipRow member = account.member();
        account.grant(member, server);
        UUID id = scenario.signIn(member, server);
        account.grant(member, server, Scopes.of(Scope.READ));
        assertThat(issued(scenario.refresh(id, 1)).scopes()).isEqualTo(Scopes.of(Scope.READ));
        assertThat(issued(scenario.refresh(id, 2, "mcp:write")).scopes()).isEqualTo(Scopes.of(Scope.READ));
    }

    @Test
    void refreshWhenReachGrewSinceThenNoMoreThanWasGranted() {
        ServerRow server = account.server();
        MembershipRow member = account.member();
        account.grant(member, server, Scopes.of(Scope.READ));
        UUID id = scenario.signIn(member, server);
        account.grant(member, server, Scopes.ALL);
        assertThat(issued(scenario.refresh(id, 1)).scopes()).isEqualTo(Scopes.of(Scope.READ));
    }

    private Reason denied(UUID id) {
        Issuance.Refused refused = scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 1));
        assertThat(refused.refusal()).isEqualTo(Refusal.ACCESS_DENIED);
        return refused.reason();
    }
}
