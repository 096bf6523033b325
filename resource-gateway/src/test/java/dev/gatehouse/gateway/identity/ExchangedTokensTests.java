package dev.gatehouse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.gateway.assertion.AssertionKey;
import dev.gatehouse.gateway.assertion.AssertionKeys;
import dev.gatehouse.gateway.feed.FeedListener.Touched;
import dev.gatehouse.gateway.identity.TokenEndpoint.Outcome;
import dev.gatehouse.gateway.server.ProxiedServer;
import dev.gatehouse.gateway.server.UpstreamScheme;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ExchangedTokensTests {

    private static final UpstreamScheme.TokenExchange SCHEME =
            new UpstreamScheme.TokenExchange(URI.create("https://as.example/t"), "gw", "sesame", null, null, null);

    private final AtomicInteger asked = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final ExchangedTokens tokens = new ExchangedTokens(
            (scheme, assertion) -> Mono.just(
                    new Outcome.Granted(new ExchangeAnswer("t" + asked.incrementAndGet(), Duration.ofHours(1)))),
            new Assertions("https://gw.example", () -> now, Runnable::run),
            () -> now);
    private final Caller caller =
            new Caller(false, "https://as.example", "user", "client", "sid", "mcp:read", UUID.randomUUID());
    private final ProxiedServer server = server();
    private final AssertionKey key = AssertionKeys.parse(new JWKSet(TestKeys.ec("k")).toString(false))
            .signing(now)
            .orElseThrow();

    private static ProxiedServer server() {
        ServerView view = new ServerView(
                UUID.randomUUID(),
                UUID.randomUUID(),
                true,
                true,
                new IdentityProvider.BuiltIn(),
                "https://gw.example/mcp/x",
                FeaturePolicy.ALLOW_ALL,
                IdentityScheme.TOKEN_EXCHANGE,
                ApiTokenMode.OFF);
        URI upstream = URI.create("https://up.example/mcp");
        return new ProxiedServer("x", "X", null, view, RevocationMode.AT_EXPIRY, upstream, null, SCHEME, 0);
    }

    private static Duration kept(int life, int callers) {
        return ExchangedTokens.kept(Duration.ofSeconds(life), Duration.ofSeconds(callers));
    }

    private String token() {
        Outcome outcome =
                tokens.of(caller, server, SCHEME, now.plusSeconds(3600), key).join();
        return ((Outcome.Granted) outcome).answer().token();
    }

    @Test
    void keptThenNotToTheEndNotForLongAndNeverBeyondTheCallersToken() {
        assertThat(kept(100, 3600)).isEqualTo(Duration.ofSeconds(90));
        assertThat(kept(8, 3600)).isEqualTo(Duration.ofSeconds(4));
        assertThat(kept(Integer.MAX_VALUE, 3600)).isEqualTo(Duration.ofMinutes(5));
        assertThat(kept(100, 30)).isEqualTo(Duration.ofSeconds(30));
        assertThat(kept(100, -1)).isEqualTo(Duration.ZERO);
    }

    @Test
    void refusedByTheUpstreamThenForgottenOnceAndAFreshOneKept() {
        assertThat(token()).isEqualTo("t1");
        tokens.refused(caller, server, SCHEME);
        assertThat(token()).isEqualTo("t1");
        now = now.plusSeconds(11);
        tokens.refused(caller, server, SCHEME);
        assertThat(token()).isEqualTo("t2");
        tokens.refused(caller, server, SCHEME);
        assertThat(token()).isEqualTo("t2");
    }

    @Test
    void serverThatChangedThenItsTokensAreForgottenAndThoseOfOthersKept() {
        assertThat(token()).isEqualTo("t1");
        tokens.changed(null, new Touched(false, Set.of(UUID.randomUUID()), null));
        assertThat(token()).isEqualTo("t1");
        tokens.changed(null, new Touched(false, Set.of(server.view().id()), null));
        assertThat(token()).isEqualTo("t2");
        tokens.changed(null, new Touched(true, Set.of(), null));
        assertThat(token()).isEqualTo("t3");
    }

    @Test
    void valuesWithSecretsThenTheyDoNotPrint() {
        assertThat(SCHEME.toString()).doesNotContain("sesame");
        assertThat(new Outcome.Granted(new ExchangeAnswer("secret-token", Duration.ZERO)).toString())
                .doesNotContain("secret-token");
        assertThat(server.toString()).doesNotContain("sesame");
        assertThat(AssertionKeys.parse(new JWKSet(TestKeys.ec("k")).toString(false)))
                .hasToString("AssertionKeys[k]");
    }
}
