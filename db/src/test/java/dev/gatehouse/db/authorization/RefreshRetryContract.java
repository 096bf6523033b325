package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.issued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.token.TokenReference;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Refresh, with a token that was replaced: the retry window and, outside it, reuse (RFC 9700 section 4.14.2). */
abstract class RefreshRetryContract extends AuthorizationContract {

    @Autowired
    Transactions transactions;

    private MembershipRow member;
    private ServerRow server;
    private UUID id;

    @BeforeEach
    void rotateOnce() {
        server = account.server();
        member = account.member();
        account.grant(member, server);
        id = scenario.signIn(member, server);
        issued(scenario.refresh(id, 1));
    }

    @Test
    void retryWithinTheWindowThenTheSameGenerationAgain() {
        var before = scenario.row(id);
        for (int i = 0; i < 5; i++) {
            var from = scenario.clock();
            Issuance.Issued again = issued(scenario.refresh(id, 1));
            assertThat(again.generation()).isEqualTo(2);
            assertThat(again.issuedAt()).isBetween(from, scenario.clock());
        }
        assertThat(scenario.row(id)).isEqualTo(before);
        assertThat(issued(scenario.refresh(id, 2)).generation()).isEqualTo(3);
    }

    @Test
    void retryDoesNotLengthenTheWindow() {
        scenario.age(id, Duration.ofSeconds(100));
        issued(scenario.refresh(id, 1));
        scenario.age(id, Duration.ofSeconds(20));
        assertReuse(scenario, 1);
    }

    @Test
    void retryAfterTheWindowThenReuse() {
        scenario.age(id, Duration.ofMinutes(2));
        assertReuse(scenario, 1);
    }

    @Test
    void retryWhenStrictThenReuseHoweverSoon() {
        assertReuse(withRetryWindow(Duration.ZERO), 1);
    }

    @Test
    void retryTwoGenerationsBackThenReuseEvenWithinTheWindow() {
        issued(scenario.refresh(id, 2));
        assertReuse(scenario, 1);
    }

    @Test
    void codeGenerationAsRefreshTokenThenRefusedAndNotReuse() {
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 0))
                        .refusal())
                .isEqualTo(Refusal.NOT_ACTIVE);
    }

    private void assertReuse(AuthorizationScenario settings, long presented) {
        Issuance answer = settings.refresh(id, presented);
        assertThat(answer)
                .isEqualTo(new Issuance.Refused(Refusal.REFRESH_TOKEN_REUSED, null, account.id(), server.id()));
        assertThat(scenario.revocation(id)).isEqualTo("REFRESH_TOKEN_REUSED");
        assertThat(scenario.feedEntries(id)).isEqualTo(1);
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_REVOKED", "REFRESH_TOKEN_REUSED"))
                .isEqualTo(1);
        for (long generation = 0; generation <= 4; generation++) {
            long later = generation;
            assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, later))
                            .refusal())
                    .isEqualTo(Refusal.REVOKED);
        }
    }

    @Test
    void reuseByAnotherClientThenRefusedAndTheFamilyLives() {
        scenario.age(id, Duration.ofHours(1));
        RefreshPresentation stolen = new RefreshPresentation(
                new TokenReference(id, 1),
                "client-two",
                ScopeRequest.parse(null).orElseThrow(),
                null);
        assertThat(scenario.refusedWithoutAChange(
                                id, () -> scenario.repository().rotate(stolen))
                        .refusal())
                .isEqualTo(Refusal.NOT_YOURS);
    }

    @Test
    void retryWhenScopeIsWidenedThenRefusedAndNothingChanges() {
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 1, "profile"))
                        .refusal())
                .isEqualTo(Refusal.SCOPE_NOT_ASKED);
        issued(scenario.refresh(id, 1));
    }

    @Test
    void retryWhenReachIsGoneThenRefusedAndNothingChanges() {
        jdbc.sql("delete from server_grant where membership_id = :id")
                .param("id", member.id())
                .update();
        Issuance.Refused refused = scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 1));
        assertThat(refused.refusal()).isEqualTo(Refusal.ACCESS_DENIED);
        assertThat(refused.reason()).isEqualTo(Reason.NO_GRANT);
    }

    @Test
    void retryWhenTheFamilyHasExpiredThenExpiredAndNotReuse() {
        scenario.age(id, Duration.ofDays(31));
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.refresh(id, 1))
                        .refusal())
                .isEqualTo(Refusal.EXPIRED);
    }

    /** Without the lock, a retry that overlaps a revocation could read the row before and issue after it. */
    @Test
    void retryWaitsForWhoeverHoldsTheRowAndThenSeesWhatTheyDid() {
        UUID admins = scenario.signIn(account.member(SystemRole.ADMIN), server);
        issued(scenario.refresh(admins, 1));
        FamilyRevocations families = context.getBean(FamilyRevocations.class);

        CompletableFuture<Issuance> retry = transactions.run(() -> {
            Family family = families.lockLive(admins).orElseThrow();
            CompletableFuture<Issuance> waiting = CompletableFuture.supplyAsync(() -> scenario.refresh(admins, 1));
            assertThat(waiting.orTimeout(300, TimeUnit.MILLISECONDS))
                    .as("the retry must wait for the row")
                    .failsWithin(Duration.ofSeconds(5));
            families.revoke(family, RevocationReason.SIGNED_OUT, "system", true);
            return CompletableFuture.supplyAsync(() -> scenario.refresh(admins, 1));
        });

        assertThat(retry)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(answer ->
                        assertThat(((Issuance.Refused) answer).refusal()).isEqualTo(Refusal.REVOKED));
    }
}
