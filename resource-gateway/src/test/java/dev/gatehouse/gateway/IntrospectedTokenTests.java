package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that an external issuer is asked about (RFC 7662). */
class IntrospectedTokenTests {

    private static final String AUDIENCE = "https://tools.example/mcp";

    private final TestGateway gateway = TestGateway.shared();
    private final FakeIssuer issuer = new FakeIssuer();
    private final String slug = "i" + UUID.randomUUID();
    private final Map<String, Object> server = gateway.server(slug);
    private final String token = "opaque~" + UUID.randomUUID() + "+/=";

    @BeforeEach
    void serverOfTheIssuer() {
        gateway.upstream.answer(exchange -> exchange.json());
        server.put("identityProvider", provider(AUDIENCE, "gateway", "secret", "mcp"));
        gateway.add(server);
    }

    @AfterEach
    void stopIssuer() {
        issuer.close();
        gateway.auth.remove(slug);
    }

    @Test
    void activeThenPassesAndTheIssuerIsAskedOnce() throws Exception {
        say(word());

        assertThat(gateway.call(slug, token)).isEqualTo(200);
        assertThat(gateway.post("/mcp/" + slug, token, TestGateway.callTool("add"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(issuer.questions())
                .hasSize(1)
                .first()
                .satisfies(form -> assertThat(form)
                        .startsWith("token=opaque%7E")
                        .endsWith("%2B%2F%3D&token_type_hint=access_token"));
    }

    @Test
    void manyRequestsAtOnceThenTheIssuerIsAskedOnce() {
        issuer.thinks(Duration.ofMillis(200));
        say(word());

        List<CompletableFuture<Integer>> calls = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> gateway.call(slug, token)))
                .toList();

        assertThat(calls).extracting(CompletableFuture::join).containsOnly(200);
        assertThat(issuer.questions()).hasSize(1);
    }

    @Test
    void serversOfOneProviderThenTheyShareTheWordAndJudgeItForThemselves() {
        Map<String, Object> other = gateway.server(slug + "-other");
        other.put("identityProvider", provider("https://other.example", "gateway", "secret", "mcp"));
        gateway.add(other);
        say(word());

        assertThat(gateway.call(slug, token)).isEqualTo(200);
        assertThat(gateway.call(slug + "-other", token)).isEqualTo(401);
        say(word("aud", List.of(AUDIENCE, "https://other.example")));
        assertThat(gateway.call(slug + "-other", token)).isEqualTo(401);
        assertThat(issuer.questions()).hasSize(1);
        gateway.auth.remove(slug + "-other");
    }

    @Test
    void notActiveThen401AndSoonAskedAgain() {
        assertThat(gateway.call(slug, token)).isEqualTo(401);
        say(word());

        gateway.eventuallyWithin(Duration.ofSeconds(4), () -> gateway.call(slug, token) == 200);
    }

    @Test
    void tokenExpiresThenItsWordDoesNotOutliveIt() {
        say(word("exp", Instant.now().plusSeconds(2).getEpochSecond()));
        assertThat(gateway.call(slug, token)).isEqualTo(200);

        gateway.eventuallyWithin(Duration.ofSeconds(4), () -> gateway.call(slug, token) == 401);
        assertThat(issuer.questions()).hasSize(1);
    }

    @Test
    void issuerAudienceOrTimeIsNotGoodThen401() {
        assertStatus(401, word("aud", null));
        assertStatus(401, word("aud", "https://other.example"));
        assertStatus(401, word("aud", List.of()));
        assertStatus(401, word("iss", "https://other.example"));
        assertStatus(401, word("exp", null));
        assertStatus(401, word("exp", 1_000_000_000L));
        assertStatus(401, word("nbf", Instant.now().plusSeconds(60).getEpochSecond()));
        assertStatus(401, word("token_type", "DPoP"));
        assertStatus(401, word("typ", "Refresh"));
        assertStatus(401, word("exp", 1_000_000_000.5));
        assertStatus(200, word("exp", Instant.now().getEpochSecond() + 600.5));
        assertStatus(200, word("iss", null));
        assertStatus(200, word("token_type", "bearer"));
        assertStatus(200, word("aud", List.of("another", AUDIENCE)));
    }

    @Test
    void scopeMissingThen403NamingAllThatAreRequired() throws Exception {
        say(word("scope", "profile profile email"));
        HttpResponse<String> refused = gateway.post("/mcp/" + slug, token, TestGateway.call("tools/list"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
                .contains("insufficient_scope", "scope=\"mcp\"");
        assertStatus(200, word("scope", List.of("mcp", "profile")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "true",
                "{}",
                "{\"active\":\"true\"}",
                "{\"active\":1}",
                "{\"active\":true,\"active\":true}",
                "{\"active\":true} {\"active\":true}",
                "{\"active\":true,\"aud\":7,\"exp\":9999999999}",
                "{\"active\":true,\"aud\":\"https://tools.example/mcp\",\"exp\":\"soon\"}",
                "{\"active\":true,\"aud\":\"https://tools.example/mcp\",\"exp\":9223372036854775807}",
                "{\"active\":true,\"aud\":\"https://tools.example/mcp\",\"exp\":9999999999,\"scope\":[7]}",
                "{\"active\":true,\"aud\":\"https://tools.example/mcp\",\"exp\":9999999999,\"iss\":{}}",
                "eyJhbGciOiJub25lIiwidHlwIjoidG9rZW4taW50cm9zcGVjdGlvbitqd3QifQ.eyJhY3RpdmUiOnRydWV9."
            })
    void answerMakesNoSenseThen503(String body) {
        issuer.introspectionAnswers(200, body);

        assertThat(gateway.call(slug, token)).isEqualTo(503);
    }

    @Test
    void answerIsDeepOrHugeThen503() {
        issuer.introspectionAnswers(200, "[".repeat(60_000));
        assertThat(gateway.call(slug, token)).isEqualTo(503);

        issuer.introspectionAnswers(200, "{\"active\":true,\"x\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(gateway.call(slug, "2" + token)).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 302, 400, 401, 403, 404, 429, 500, 503})
    void endpointDoesNotAnswerTheQuestionThen503WithRetryAfter(int status) throws Exception {
        issuer.introspectionAnswers(status, status == 204 ? "" : "{\"active\":true,\"aud\":\"" + AUDIENCE + "\"}");

        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, TestGateway.call("tools/list"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.body()).contains("ISSUER_UNAVAILABLE");
    }

    @Test
    void endpointIsOutOfReachThen503() {
        issuer.close();

        assertThat(gateway.call(slug, token)).isEqualTo(503);
    }

    @Test
    void endpointIsSilentThen503InTimeAndOtherServersAreServed() {
        issuer.thinks(Duration.ofSeconds(5));
        long begin = System.nanoTime();
        CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(() -> gateway.call(slug, token));

        assertThat(gateway.call("everything", gateway.token("everything").sign()))
                .isEqualTo(200);
        assertThat(slow.join()).isEqualTo(503);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void credentialsWithReservedCharactersThenTheyAreFormEncoded() {
        issuer.credentials("client:with colon:s%cret+&=é");
        server.put("identityProvider", provider(AUDIENCE, "client:with colon", "s%cret+&=é", "mcp"));
        gateway.add(server);
        say(word());

        assertThat(gateway.call(slug, token)).isEqualTo(200);
    }

    @Test
    void credentialsOrAudienceOfTheProviderChangeThenWithinASecond() {
        say(word());
        assertThat(gateway.call(slug, token)).isEqualTo(200);

        server.put("identityProvider", provider(AUDIENCE, "gateway", "wrong", "mcp"));
        gateway.auth.put(new HashMap<>(server));
        gateway.eventuallyWithin(Duration.ofSeconds(1), () -> gateway.call(slug, token) == 503);

        server.put("identityProvider", provider("https://moved.example", "gateway", "secret", "mcp"));
        gateway.auth.put(new HashMap<>(server));
        gateway.eventuallyWithin(Duration.ofSeconds(1), () -> gateway.call(slug, token) == 401);

        server.put("identityProvider", provider(AUDIENCE, "gateway", "secret", "mcp"));
        gateway.auth.put(new HashMap<>(server));
        gateway.eventuallyWithin(Duration.ofSeconds(1), () -> gateway.call(slug, token) == 200);
    }

    @Test
    void settingsChangeWhileTheBodyIsOnItsWayThen503AndNotRelayed() throws Exception {
        say(word());
        assertThat(gateway.call(slug, token)).isEqualTo(200);
        AtomicInteger relayed = new AtomicInteger();
        gateway.upstream.answer(exchange -> {
            relayed.incrementAndGet();
            exchange.json();
        });
        String body = TestGateway.call("tools/list");
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(gateway.rawHead(slug, token, "content-length: " + body.length()) + body.substring(0, 5));
            server.put("identityProvider", provider(AUDIENCE, "gateway", "wrong", "mcp"));
            gateway.auth.put(new HashMap<>(server));
            gateway.eventuallyWithin(Duration.ofSeconds(1), () -> gateway.call(slug, token) == 503);
            relayed.set(0);
            connection.send(body.substring(5));

            assertThat(connection.status()).isEqualTo(503);
        }
        assertThat(relayed).hasValue(0);
    }

    @Test
    void tokenOfAnotherIssuerThenTheProviderIsNotShownIt() throws IOException {
        assertThat(gateway.call(slug, gateway.token(slug).sign())).isEqualTo(401);
        assertThat(gateway.call(
                        slug,
                        TestToken.of(TestKeys.ec("k"), "https://third.example", AUDIENCE)
                                .sign()))
                .isEqualTo(401);
        assertThat(issuer.questions()).isEmpty();

        String own =
                TestToken.of(TestKeys.ec("k"), issuer.identifier(), AUDIENCE).sign();
        issuer.word(own, word());
        assertThat(gateway.call(slug, own)).isEqualTo(200);
    }

    @Test
    void providerValidatesInAWayThatIsNotKnownThen503() throws Exception {
        Map<String, Object> strange = gateway.server(slug + "-strange");
        Map<String, Object> provider = new HashMap<>(provider(AUDIENCE, "gateway", "secret"));
        provider.put("validation", "TEA_LEAVES");
        strange.put("identityProvider", provider);
        gateway.add(strange);
        assertThat(gateway.call(slug + "-strange", token)).isEqualTo(503);

        provider.put("validation", "INTROSPECTION");
        provider.remove("clientSecret");
        gateway.add(strange);
        assertThat(gateway.call(slug + "-strange", token)).isEqualTo(503);
        assertThat(issuer.questions()).isEmpty();
        gateway.auth.remove(slug + "-strange");
    }

    private void assertStatus(int status, Map<String, Object> word) {
        String another = "t" + UUID.randomUUID();
        issuer.word(another, word);
        assertThat(gateway.call(slug, another)).as(word.toString()).isEqualTo(status);
    }

    private void say(Map<String, Object> word) {
        issuer.word(token, word);
    }

    private Map<String, Object> word() {
        Map<String, Object> word = new HashMap<>();
        word.put("active", true);
        word.put("iss", issuer.identifier());
        word.put("aud", AUDIENCE);
        word.put("scope", "mcp profile");
        word.put("client_id", "an-app");
        word.put("sub", "somebody");
        word.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
        return word;
    }

    private Map<String, Object> word(String name, Object value) {
        Map<String, Object> word = word();
        if (value == null) {
            word.remove(name);
        } else {
            word.put(name, value);
        }
        return word;
    }

    private Map<String, Object> provider(String audience, String clientId, String clientSecret, String... scopes) {
        return Map.of(
                "type",
                "EXTERNAL",
                "id",
                "77aa",
                "issuer",
                issuer.identifier(),
                "audience",
                audience,
                "validation",
                "INTROSPECTION",
                "introspectionUri",
                issuer.introspectionUri(),
                "clientId",
                clientId,
                "clientSecret",
                clientSecret,
                "requiredScopes",
                List.of(scopes));
    }
}
