package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.CLIENT;
import static dev.gatehouse.db.authorization.AuthorizationScenario.issued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.token.TokenReference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Looking at a refresh token: the answer is what a refresh would say, and nothing changes. */
abstract class RefreshTokensContract extends AuthorizationContract {

    @Autowired
    RefreshTokens refreshTokens;

    private MembershipRow member;
    private ServerRow server;
    private UUID id;

    @BeforeEach
    void signIn() {
        server = account.server();
        member = account.member();
        account.grant(member, server);
        id = scenario.signIn(member, server, "mcp:read offline_access");
    }

    @Test
    void findTheCurrentOneThenLiveAndTheRowIsAsItWas() {
        Map<String, Object> before = scenario.row(id);

        LiveRefreshToken live = find(1).orElseThrow();

        assertThat(live.userId()).isEqualTo(member.userId());
        assertThat(live.resource()).isEqualTo(server.resource());
        assertThat(live.asked().answer(live.scopes())).isEqualTo("mcp:read offline_access");
        assertThat(live.expiresAt()).isEqualTo(live.issuedAt().plus(Duration.ofDays(30)));
        assertThat(scenario.row(id)).isEqualTo(before);
    }

    @Test
    void findThePreviousOneThenLiveForTheRetryWindowOnlyAndNeverReuse() {
        issued(scenario.refresh(id, 1));
        assertThat(find(1).map(live -> Duration.between(live.issuedAt(), live.expiresAt())))
                .contains(Duration.ofMinutes(2));

        scenario.age(id, Duration.ofMinutes(2));

        assertThat(find(1)).isEmpty();
        assertThat(find(2)).isPresent();
        assertThat(scenario.revocation(id)).isEmpty();
    }

    @Test
    void findWhenItIsNotGoodThenNothing() {
        assertThat(refreshTokens.find(new TokenReference(id, 1), "client-two")).isEmpty();
        assertThat(refreshTokens.find(new TokenReference(UUID.randomUUID(), 1), CLIENT))
                .isEmpty();
        assertThat(find(0)).isEmpty();
        assertThat(find(2)).isEmpty();
        UUID notRedeemed = scenario.approve(member, server, "mcp:read");
        assertThat(refreshTokens.find(new TokenReference(notRedeemed, 0), CLIENT))
                .isEmpty();
        assertThat(refreshTokens.find(new TokenReference(notRedeemed, 1), CLIENT))
                .isEmpty();
    }

    @Test
    void findWhenIdleForTooLongThenNothing() {
        scenario.age(id, Duration.ofDays(30));
        assertThat(find(1)).isEmpty();
    }

    @Test
    void findWhenRevokedThenNothing() {
        scenario.repository().revoke(id, CLIENT, RevocationReason.REVOKED_BY_CLIENT);
        assertThat(find(1)).isEmpty();
    }

    @Test
    void findWhenThePersonMayNotConnectNowThenNothing() {
        account.set(member, MembershipStatus.DISABLED);
        assertThat(find(1)).isEmpty();
    }

    private Optional<LiveRefreshToken> find(long generation) {
        return refreshTokens.find(new TokenReference(id, generation), CLIENT);
    }
}
