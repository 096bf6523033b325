package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.CLIENT;
import static dev.gatehouse.db.authorization.AuthorizationScenario.issued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Ending authorizations: by the client (RFC 7009), one by one, and in sweeps. */
abstract class RevocationContract extends AuthorizationContract {

    @Autowired
    FamilyRevocations families;

    @Autowired
    ServerAuthorizations servers;

    @Autowired
    Transactions transactions;

    private MembershipRow member;
    private ServerRow server;
    private UUID id;

    @BeforeEach
    void signIn() {
        server = account.server();
        member = account.member(SystemRole.ADMIN);
        id = scenario.signIn(member, server);
    }

    @Test
    void revokeByTheClientThenTheFamilyIsDeadAtOnce() {
        issued(scenario.refresh(id, 1));
        assertThat(scenario.repository().revoke(id, CLIENT, RevocationReason.REVOKED_BY_CLIENT))
                .isTrue();
        assertThat(scenario.revocation(id)).isEqualTo("REVOKED_BY_CLIENT");
        assertThat(scenario.feedEntries(id)).isEqualTo(1);
        assertThat(scenario.audited(account.id(), "AUTHORIZATION_REVOKED", "REVOKED_BY_CLIENT"))
                .isEqualTo(1);
        for (long generation = 1; generation <= 2; generation++) {
            assertThat(((Issuance.Refused) scenario.refresh(id, generation)).refusal())
                    .isEqualTo(Refusal.REVOKED);
        }
    }

    @Test
    void revokeTwiceThenTheSecondFindsNothing() {
        scenario.repository().revoke(id, CLIENT, RevocationReason.SIGNED_OUT);
        Map<String, Object> row = scenario.row(id);
        assertThat(scenario.repository().revoke(id, CLIENT, RevocationReason.REVOKED_BY_CLIENT))
                .isFalse();
        assertThat(scenario.row(id)).isEqualTo(row);
        assertThat(scenario.feedEntries(id)).isEqualTo(1);
    }

    @Test
    void revokeByAnotherClientThenNothingHappens() {
        Map<String, Object> row = scenario.row(id);
        assertThat(scenario.repository().revoke(id, "client-two", RevocationReason.REVOKED_BY_CLIENT))
                .isFalse();
        assertThat(scenario.row(id)).isEqualTo(row);
        assertThat(scenario.feedEntries(id)).isZero();
        issued(scenario.refresh(id, 1));
    }

    @Test
    void revokeWhenThereIsNoSuchAuthorizationThenNothingHappens() {
        assertThat(scenario.repository().revoke(UUID.randomUUID(), CLIENT, RevocationReason.REVOKED_BY_CLIENT))
                .isFalse();
    }

    @Test
    void revokeNotAtOnceThenNoEntryInTheFeed() {
        transactions.run(() -> {
            Family family = families.lockLive(id).orElseThrow();
            families.revoke(family, RevocationReason.REACH_LOST, "system", false);
        });
        assertThat(scenario.revocation(id)).isEqualTo("REACH_LOST");
        assertThat(scenario.feedEntries(id)).isZero();
    }

    @Test
    void revokeWhenTheTransactionRollsBackThenNothingHappened() {
        transactions.run(status -> {
            families.revoke(families.lockLive(id).orElseThrow(), RevocationReason.SIGNED_OUT, "system", true);
            status.setRollbackOnly();
            return true;
        });
        assertThat(scenario.revocation(id)).isEmpty();
        assertThat(scenario.feedEntries(id)).isZero();
        issued(scenario.refresh(id, 1));
    }

    @Test
    void sweepOfPeopleThenTheirLiveFamiliesInTheOrderOfTheirIds() {
        MembershipRow other = account.member(SystemRole.ADMIN);
        UUID second = scenario.signIn(member, account.server());
        UUID third = scenario.signIn(other, server);
        UUID dead = scenario.signIn(other, server);
        scenario.repository().revoke(dead, CLIENT, RevocationReason.SIGNED_OUT);
        scenario.signIn(account.member(SystemRole.ADMIN), server);

        List<Family> swept = transactions.run(() -> families.lockLive(List.of(other.userId(), member.userId())));

        assertThat(swept).extracting(Family::id).containsExactlyInAnyOrder(id, second, third);
        assertThat(swept).allMatch(family -> family.clientId().equals(CLIENT) && family.active());
        assertThat(transactions.run(() -> families.lockLive(List.of()))).isEmpty();
    }

    @Test
    void sweepOfAServerThenItsLiveFamilies() {
        UUID second = scenario.approve(account.member(SystemRole.ADMIN), server, "");
        scenario.signIn(member, account.server());

        List<Family> swept = transactions.run(() -> families.lockLiveOfServer(server.id()));

        assertThat(swept).extracting(Family::id).containsExactlyInAnyOrder(id, second);
        assertThat(swept).filteredOn(Family::active).extracting(Family::id).containsExactly(id);
    }

    @Test
    void endAtOnceThenLiveOrSparedItIsToldOnceWithTheReason() {
        UUID spared = scenario.signIn(member, server);
        transactions.run(() ->
                families.revoke(families.lockLive(spared).orElseThrow(), RevocationReason.REACH_LOST, "system", false));
        for (UUID one : List.of(id, spared)) {
            assertThat(end(one)).isTrue();
            assertThat(end(one)).isFalse();
            assertThat(scenario.revocation(one)).isEqualTo("USER_DISABLED");
            assertThat(scenario.feedEntries(one)).isEqualTo(1);
        }
    }

    private boolean end(UUID one) {
        return transactions.run(() -> families.endAtOnce(one, CLIENT, RevocationReason.USER_DISABLED, "system"));
    }

    @Test
    void revokedUnderTheModeOfTheAccountThenOnlyOfServersWithoutOneOfTheirOwnAndWithin61Minutes() {
        ServerRow own = account.server();
        account.change(own.id(), change -> change.revocationMode(RevocationMode.AT_EXPIRY));
        UUID codeOnly = scenario.approve(member, server, "");
        UUID elsewhere = scenario.signIn(member, own);
        UUID longAgo = scenario.signIn(member, server);
        UUID atTheEdge = scenario.signIn(member, server);
        for (UUID one : List.of(id, codeOnly, elsewhere, longAgo, atTheEdge)) {
            transactions.run(() -> families.revoke(
                    families.lockLive(one).orElseThrow(), RevocationReason.REACH_LOST, "system", false));
        }
        jdbc.sql("update oauth_authorization set revoked_at = revoked_at - interval '61' minute where id = :id")
                .param("id", longAgo)
                .update();
        jdbc.sql("update oauth_authorization set revoked_at = revoked_at - interval '60' minute where id = :id")
                .param("id", atTheEdge)
                .update();
        assertThat(servers.revokedLatelyUnderModeOf(account.id()))
                .containsExactlyInAnyOrder(
                        new ServerAuthorizations.Ended(id, "REACH_LOST"),
                        new ServerAuthorizations.Ended(atTheEdge, "REACH_LOST"));
        assertThat(servers.revokedLately(server.id()))
                .containsExactlyInAnyOrder(
                        new ServerAuthorizations.Ended(id, "REACH_LOST"),
                        new ServerAuthorizations.Ended(atTheEdge, "REACH_LOST"));
        assertThat(servers.revokedLatelyUnderModeOf(accounts.create().id())).isEmpty();
    }
}
