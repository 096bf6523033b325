package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.CHALLENGE;
import static dev.gatehouse.db.authorization.AuthorizationScenario.CLIENT;
import static dev.gatehouse.db.authorization.AuthorizationScenario.REDIRECT;
import static dev.gatehouse.db.authorization.AuthorizationScenario.issued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The authorization code: redeemed once, by whoever holds the verifier, or not at all. */
abstract class RedemptionContract extends AuthorizationContract {

    private MembershipRow member;
    private ServerRow server;
    private UUID id;

    @BeforeEach
    void approve() {
        server = account.server();
        member = account.member();
        account.grant(member, server);
        id = scenario.approve(member, server, "mcp:read mcp:write offline_access");
    }

    private Refusal refused(CodePresentation code) {
        return scenario.refusedWithoutAChange(id, () -> scenario.repository().redeem(code))
                .refusal();
    }

    @Test
    void redeemThenTheFirstRefreshTokenIsIssued() {
        Instant before = scenario.clock();
        Issuance.Issued issued = issued(scenario.redeem(id));

        assertThat(issued.authorizationId()).isEqualTo(id);
        assertThat(issued.generation()).isEqualTo(1);
        assertThat(issued.accountId()).isEqualTo(account.id());
        assertThat(issued.userId()).isEqualTo(member.userId());
        assertThat(issued.serverId()).isEqualTo(server.id());
        assertThat(issued.clientId()).isEqualTo(CLIENT);
        assertThat(issued.resource()).isEqualTo(server.resource());
        assertThat(issued.scopes()).isEqualTo(Scopes.ALL);
        assertThat(issued.asked().offlineAccess()).isTrue();
        assertThat(issued.issuedAt()).isBetween(before, scenario.clock());
        assertThat(scenario.audited(account.id(), "CODE_REDEEMED", "")).isEqualTo(1);
        issued(scenario.refresh(id, 1));
    }

    @Test
    void redeemWhenTheVerifierIsWrongThenNeitherRedeemedNorKilled() {
        CodePresentation wrong = new CodePresentation(id, CLIENT, "x".repeat(43), REDIRECT, null);
        assertThat(refused(wrong)).isEqualTo(Refusal.NOT_YOURS);
        issued(scenario.redeem(id));
        assertThat(refused(wrong)).isEqualTo(Refusal.NOT_YOURS);
        issued(scenario.refresh(id, 1));
    }

    @Test
    void redeemWhenByAnotherClientThenNeitherRedeemedNorKilled() {
        CodePresentation stolen = new CodePresentation(id, "client-two", CHALLENGE, REDIRECT, null);
        assertThat(refused(stolen)).isEqualTo(Refusal.NOT_YOURS);
        issued(scenario.redeem(id));
        assertThat(refused(stolen)).isEqualTo(Refusal.NOT_YOURS);
        issued(scenario.refresh(id, 1));
    }

    @Test
    void redeemWhenTheRedirectUriIsAnotherThenRefusedWithoutConsumingTheCode() {
        for (String other : new String[] {"http://127.0.0.1/callback/", "http://127.0.0.1/Callback", "", " "}) {
            assertThat(refused(new CodePresentation(id, CLIENT, CHALLENGE, other, null)))
                    .isEqualTo(Refusal.NOT_YOURS);
        }
        issued(scenario.redeem(id));
    }

    @Test
    void redeemWhenNoRedirectUriCameThenIssued() {
        issued(scenario.repository().redeem(new CodePresentation(id, CLIENT, CHALLENGE, null, server.resource())));
    }

    @Test
    void redeemWhenForAnotherResourceThenRefusedWithoutConsumingTheCode() {
        String other = account.server().resource();
        assertThat(refused(new CodePresentation(id, CLIENT, CHALLENGE, REDIRECT, other)))
                .isEqualTo(Refusal.RESOURCE_NOT_GRANTED);
        issued(scenario.redeem(id));
    }

    @Test
    void redeemTwiceThenEverythingThatCameOfTheCodeIsRevoked() {
        issued(scenario.redeem(id));
        issued(scenario.refresh(id, 1));

        assertThat(scenario.redeem(id))
                .isEqualTo(new Issuance.Refused(Refusal.CODE_REPLAYED, null, account.id(), server.id()));

        assertThat(scenario.revocation(id)).isEqualTo("CODE_REPLAYED");
        assertThat(scenario.feedEntries(id)).isEqualTo(1);
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_REVOKED", "CODE_REPLAYED"))
                .isEqualTo(1);
        assertThat(((Issuance.Refused) scenario.refresh(id, 2)).refusal()).isEqualTo(Refusal.REVOKED);
        assertThat(refused(AuthorizationScenario.code(id))).isEqualTo(Refusal.REVOKED);
    }

    @Test
    void redeemTwiceWhenTheCodeHasExpiredMeanwhileThenStillRevoked() {
        issued(scenario.redeem(id));
        scenario.age(id, Duration.ofDays(3));
        assertThat(((Issuance.Refused) scenario.redeem(id)).refusal()).isEqualTo(Refusal.CODE_REPLAYED);
        assertThat(scenario.revocation(id)).isEqualTo("CODE_REPLAYED");
    }

    @Test
    void redeemWhenTheCodeHasExpiredThenRefused() {
        scenario.age(id, Duration.ofSeconds(60));
        assertThat(refused(AuthorizationScenario.code(id))).isEqualTo(Refusal.EXPIRED);
    }

    @Test
    void redeemWhenTheLifetimeIsAlmostOverThenIssued() {
        scenario.age(id, Duration.ofSeconds(50));
        issued(scenario.redeem(id));
    }

    @Test
    void redeemWhenRevokedThenRefused() {
        assertThat(scenario.repository().revoke(id, CLIENT, RevocationReason.REVOKED_BY_CLIENT))
                .isTrue();
        assertThat(refused(AuthorizationScenario.code(id))).isEqualTo(Refusal.REVOKED);
        assertThat(scenario.feedEntries(id))
                .as("no access token was ever about")
                .isZero();
    }

    @Test
    void redeemWhenThereIsNoSuchAuthorizationThenUnknown() {
        assertThat(scenario.redeem(UUID.randomUUID()))
                .isEqualTo(new Issuance.Refused(Refusal.UNKNOWN, null, null, null));
    }

    @Test
    void redeemWhenReachIsGoneThenRefusedWithoutConsumingTheCode() {
        jdbc.sql("delete from server_grant where membership_id = :id")
                .param("id", member.id())
                .update();
        Issuance.Refused refused = scenario.refusedWithoutAChange(id, () -> scenario.redeem(id));
        assertThat(refused.refusal()).isEqualTo(Refusal.ACCESS_DENIED);
        assertThat(refused.reason()).isEqualTo(Reason.NO_GRANT);
        assertThat(scenario.audited(account.id(), "CODE_REDEEMED", "")).isZero();
    }

    @Test
    void redeemWhenTheServerIsDisabledThenRefusedAndWorksAgainAfterwards() {
        account.change(server.id(), change -> change.enabled(false));
        assertThat(scenario.refusedWithoutAChange(id, () -> scenario.redeem(id)).reason())
                .isEqualTo(Reason.SERVER_DISABLED);
        account.change(server.id(), change -> change.enabled(true));
        issued(scenario.redeem(id));
    }
}
