package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Switches between three providers while requests are under way: each is judged by one of them, and by nothing in between. */
class ProviderSwitchTests {

    private static final String SLUG = "switched-under-load";
    private static final RSAKey KEY = TestKeys.rsa("a-key");

    /** Without limits of rates: the tokens of the losing side come by the hundred. */
    private final TestGateway gateway = new TestGateway("gatehouse.rate-limits", "off");

    private final FakeIssuer byKeys = new FakeIssuer(KEY.toPublicJWK());
    private final FakeIssuer asked = new FakeIssuer();
    private final Map<String, Object> server = gateway.server(SLUG);
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void stop() throws IOException {
        byKeys.close();
        asked.close();
        gateway.close();
    }

    @Test
    void switchedUnderLoadThenEachRequestIsJudgedByOneProvider() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        gateway.add(server);
        String builtIn = gateway.token(SLUG).sign();
        String external = TestToken.of(KEY, byKeys.identifier(), "https://a.example")
                .type("JWT")
                .claim("scope", "a")
                .signedBy(KEY, JWSAlgorithm.RS256)
                .sign();
        asked.word(
                "opaque",
                Map.of(
                        "active",
                        true,
                        "aud",
                        "https://b.example",
                        "scope",
                        "b",
                        "exp",
                        Instant.now().plusSeconds(600).getEpochSecond()));
        List<CompletableFuture<Void>> load = new ArrayList<>();
        List.of(builtIn, external, "opaque")
                .forEach(token -> load.add(CompletableFuture.runAsync(() -> callUntilOver(token))));
        load.add(CompletableFuture.runAsync(this::readMetadataUntilOver));

        for (int i = 0; i < 3; i++) {
            switchTo(byKeys(), external, builtIn, "opaque");
            switchTo(asked(), "opaque", builtIn, external);
            switchTo(Map.of("type", "BUILT_IN"), builtIn, external, "opaque");
        }

        over.set(true);
        load.forEach(CompletableFuture::join);
    }

    /** Within a second the one is good; from then on until the next switch the others are not. */
    private void switchTo(Map<String, Object> provider, String good, String... bad) {
        server.put("identityProvider", provider);
        gateway.auth.put(new HashMap<>(server));
        gateway.eventuallyWithin(Duration.ofSeconds(1), () -> gateway.call(SLUG, good) == 200);
        for (int i = 0; i < 5; i++) {
            for (String other : bad) {
                assertThat(gateway.call(SLUG, other)).isEqualTo(401);
            }
            assertThat(gateway.call(SLUG, good)).isEqualTo(200);
        }
    }

    private void callUntilOver(String token) {
        while (!over.get()) {
            assertThat(gateway.call(SLUG, token)).isIn(200, 401);
        }
    }

    private void readMetadataUntilOver() {
        Map<String, String> scopes = Map.of(
                gateway.auth.issuer(), "[\"mcp:read\",\"mcp:write\"]",
                byKeys.identifier(), "[\"a\"]",
                asked.identifier(), "[\"b\"]");
        while (!over.get()) {
            try {
                HttpResponse<String> answer = gateway.get("/.well-known/oauth-protected-resource/mcp/" + SLUG);
                JsonNode metadata = JsonMapper.shared().readTree(answer.body());
                String issuer = metadata.at("/authorization_servers/0").asString();
                assertThat(metadata.path("scopes_supported").toString()).isEqualTo(scopes.get(issuer));
                assertThat(answer.headers().firstValue("cache-control")).hasValue("public, max-age=60");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Map<String, Object> byKeys() {
        return Map.of(
                "type", "EXTERNAL",
                "id", "aa",
                "issuer", byKeys.identifier(),
                "audience", "https://a.example",
                "validation", "JWKS",
                "jwksUri", byKeys.jwksUri(),
                "requiredScopes", List.of("a"));
    }

    private Map<String, Object> asked() {
        return Map.of(
                "type", "EXTERNAL",
                "id", "bb",
                "issuer", asked.identifier(),
                "audience", "https://b.example",
                "validation", "INTROSPECTION",
                "introspectionUri", asked.introspectionUri(),
                "clientId", "gateway",
                "clientSecret", "secret",
                "requiredScopes", List.of("b"));
    }
}
