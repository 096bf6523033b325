package dev.gatehouse.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.exchange.Exchange;
import dev.gatehouse.gateway.http.RequestHead;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.UpstreamScheme;
import dev.gatehouse.gateway.settings.GatewaySettings;
import dev.gatehouse.gateway.settings.GatewaySettings.FeedCredential;
import dev.gatehouse.gateway.testing.TestLimits;
import dev.gatehouse.gateway.token.Verification;
import dev.gatehouse.gateway.token.VerifiedToken;
import dev.gatehouse.policy.net.AddressRule;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The binding by itself: what two gateways share, and what tells two people apart. */
class SessionIdsTests {

    private static final String ISSUER = "https://auth.example";

    private final SessionIds ids = gateway("a-credential-of-gateways");

    @Test
    void anotherGatewayWithTheSameCredentialThenTheSessionGoesOn() {
        String shown = shownTo(ISSUER, "cus", "t-1");

        assertThat(opened(gateway("a-credential-of-gateways"), shown, ISSUER, "cus", "t-2"))
                .isTrue();
        assertThat(opened(gateway("another-credential"), shown, ISSUER, "cus", "t-1"))
                .isFalse();
    }

    @Test
    void anotherSubjectIssuerOrTokenWithoutASubjectThenAnotherOwner() {
        String shown = shownTo(ISSUER, "cus", "t-1");
        String nameless = shownTo(ISSUER, null, "t-1");

        assertThat(opened(ids, shown, ISSUER, "mallory", "t-1")).isFalse();
        assertThat(opened(ids, shown, "https://other.example", "cus", "t-1")).isFalse();
        assertThat(opened(ids, shown, ISSUER, null, "t-1")).isFalse();
        assertThat(opened(ids, nameless, ISSUER, null, "t-1")).isTrue();
        assertThat(opened(ids, nameless, ISSUER, null, "t-2")).isFalse();
        // what names one person may not be cut so that it names another
        assertThat(shownTo(ISSUER + "a", "b", "t")).isNotEqualTo(shownTo(ISSUER, "ab", "t"));
    }

    private static SessionIds gateway(String credential) {
        return new SessionIds(new GatewaySettings(
                0,
                "https://gw.example",
                ISSUER,
                URI.create(ISSUER),
                new FeedCredential(credential),
                Set.of(),
                Set.of(),
                false,
                AddressRule.publicOnly(),
                TestLimits.DEFAULT,
                Duration.ofSeconds(1),
                true,
                false));
    }

    @Test
    void slugGivenToAnotherServerThenTheSessionIsNotThereAndARenamedServerKeepsItsOwn() {
        HttpHeaders answer = new DefaultHttpHeaders().set("Mcp-Session-Id", "raw");
        ids.down(exchange(new DefaultHttpHeaders(), ISSUER, "cus", "t-1"), server("notes", 1), answer);

        assertThat(opened(answer, server("notes", 2))).isFalse();
        assertThat(opened(answer, server("renamed", 1))).isTrue();
    }

    private boolean opened(HttpHeaders shown, ProxiedServer at) {
        return ids.accepts(exchange(shown, ISSUER, "cus", "t-1"), at);
    }

    private static Exchange exchange(HttpHeaders headers, String issuer, String subject, String tokenId) {
        Exchange exchange = new Exchange(
                new UUID(1, 1), "notes", new RequestHead("POST", "/mcp/notes", headers), System.nanoTime());
        exchange.verified(new Verification.Genuine(new VerifiedToken(
                null, issuer, Set.of(), Instant.MAX, Set.of(), tokenId, null, null, subject, "client")));
        return exchange;
    }

    private static ProxiedServer server(String slug, int id) {
        return new ProxiedServer(
                slug,
                "Notes",
                null,
                new ServerView(
                        new UUID(2, id),
                        new UUID(3, 3),
                        true,
                        true,
                        new IdentityProvider.BuiltIn(),
                        "https://gw.example/mcp/" + slug,
                        FeaturePolicy.ALLOW_ALL,
                        IdentityScheme.NONE,
                        ApiTokenMode.OFF),
                RevocationMode.AT_EXPIRY,
                URI.create("http://up.example/mcp"),
                null,
                new UpstreamScheme.None(),
                0);
    }

    private String shownTo(String issuer, String subject, String tokenId) {
        HttpHeaders answer = new DefaultHttpHeaders().set("Mcp-Session-Id", "raw");
        ids.down(exchange(new DefaultHttpHeaders(), issuer, subject, tokenId), server("notes", 1), answer);
        return answer.get("mcp-session-id");
    }

    private static boolean opened(SessionIds by, String shown, String issuer, String subject, String tokenId) {
        HttpHeaders headers = new DefaultHttpHeaders().set("mcp-session-id", shown);
        return by.accepts(exchange(headers, issuer, subject, tokenId), server("notes", 1));
    }
}
