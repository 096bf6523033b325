package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestToken;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** API tokens at the gateway: asked about, remembered for a while, refused at once when revoked. */
class ApiTokenTests {

    private static final Duration MEMORY = Duration.ofSeconds(2);

    private static TestGateway gateway;

    private final Map<String, Object> server = gateway.server("a" + UUID.randomUUID());
    private final String slug = server.get("slug").toString();
    private final String token = random("ghm_");
    private final String id = UUID.randomUUID().toString();

    @BeforeAll
    static void start() {
        gateway = new TestGateway("gatehouse.api-token-memory", MEMORY.toString());
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    @BeforeEach
    void agent() {
        gateway.upstream.answer(exchange -> exchange.json());
        gateway.auth.think(Duration.ZERO);
        gateway.add(server);
        say("mcp:read mcp:write");
    }

    private static String random(String prefix) {
        String random = (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
        return prefix + random.substring(0, 43);
    }

    private Map<String, Object> word(String scope) {
        Map<String, Object> word = new HashMap<>();
        word.put("active", true);
        word.put("iss", gateway.auth.issuer());
        word.put("aud", server.get("resource"));
        word.put("scope", scope);
        word.put("exp", Instant.now().plusSeconds(600).getEpochSecond());
        word.put("jti", id);
        return word;
    }

    private void say(String scope) {
        gateway.auth.apiToken(token, server.get("id"), word(scope));
    }

    private void sayNo(String reason) {
        gateway.auth.apiToken(token, server.get("id"), Map.of("active", false, "reason", reason));
    }

    private int call() {
        return gateway.call(slug, token);
    }

    private void change(String member, Object value) {
        server.put(member, value);
        gateway.auth.put(new HashMap<>(server));
    }

    @Test
    void apiTokenThenRelayedWithoutItAndAskedAboutOnce() throws Exception {
        int before = gateway.auth.questions();
        for (int i = 0; i < 5; i++) {
            assertThat(call()).isEqualTo(200);
            assertThat(gateway.upstream.take().text()).contains("tools/list").doesNotContain(token);
        }
        assertThat(gateway.auth.questions() - before).isOne();
    }

    @Test
    void apiTokenByManyAtOnceThenAskedAboutOnce() throws Exception {
        gateway.auth.think(Duration.ofMillis(300));
        int before = gateway.auth.questions();
        assertThat(inParallel(Collections.nCopies(20, token))).containsExactly(200);
        assertThat(gateway.auth.questions() - before).isOne();
    }

    @Test
    void scopesOfTodayThenTheyDecide() throws Exception {
        say("mcp:read");
        assertThat(call()).isEqualTo(200);
        HttpResponse<String> writing = gateway.post("/mcp/" + slug, token, TestGateway.callTool("write"));
        assertThat(writing.statusCode()).isEqualTo(403);
        assertThat(writing.headers().firstValue("www-authenticate").orElseThrow())
                .contains("insufficient_scope");
    }

    @Test
    void accessLostThenRefusedWhenTheMemoryIsOver() throws Exception {
        assertThat(call()).isEqualTo(200);
        long lost = System.nanoTime();
        sayNo("NO_GRANT");
        gateway.eventuallyWithin(MEMORY.plusSeconds(1), () -> call() == 401);
        assertThat(Duration.ofNanos(System.nanoTime() - lost)).isLessThan(MEMORY.plusSeconds(1));
        gateway.upstream.take();
        HttpResponse<String> refused = gateway.post("/mcp/" + slug, token, TestGateway.call("tools/list"));
        assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
                .contains("invalid_token")
                .doesNotContain("NO_GRANT");
    }

    @Test
    void revokedThenRefusedWithinASecondThoughRemembered() {
        assertThat(call()).isEqualTo(200);
        int asked = gateway.auth.questions();
        gateway.auth.revoke("TOKEN", id, Duration.ofHours(1));
        long revoked = System.nanoTime();
        gateway.eventually(() -> call() == 401);
        assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(1));
        assertThat(gateway.auth.questions()).isEqualTo(asked);
    }

    @Test
    void serversRuleThenItDecidesUnderEitherProviderWithinASecond() {
        assertThat(call()).isEqualTo(200);
        change("apiTokens", "OFF");
        gateway.eventually(() -> call() == 401);
        change("apiTokens", "ALWAYS");
        gateway.eventually(() -> call() == 200);
        change(
                "identityProvider",
                Map.of(
                        "type", "EXTERNAL",
                        "id", UUID.randomUUID().toString(),
                        "issuer", "https://idp.example",
                        "audience", "https://elsewhere.example",
                        "jwksUri", "http://localhost:1/jwks",
                        "requiredScopes", List.of("mcp")));
        gateway.eventually(() -> gateway.call(slug, gateway.token(slug).sign()) == 401);
        assertThat(call()).isEqualTo(200);
        change("apiTokens", "BUILT_IN_ONLY");
        gateway.eventually(() -> call() == 401);
        server.remove("apiTokens");
        change("identityProvider", Map.of("type", "BUILT_IN"));
        gateway.eventually(() -> gateway.call(slug, gateway.token(slug).sign()) == 200);
        assertThat(call()).isEqualTo(401);
    }

    @Test
    void serverChangedThenAskedAgain() {
        assertThat(call()).isEqualTo(200);
        sayNo("API_TOKENS_OFF");
        change("name", "Another name");
        gateway.eventually(() -> call() == 401);
        change("enabled", false);
        gateway.eventually(() -> call() == 503);
    }

    @Test
    void authorizationServerOutOfReachOrUnclearThen503AndNeverLetThrough() throws Exception {
        gateway.auth.broken(true);
        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, TestGateway.call("tools/list"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        gateway.auth.broken(false);
        gateway.eventually(() -> call() == 200);
        for (String missing : List.of("active", "iss", "aud", "scope", "exp", "jti")) {
            String other = random("ghm_");
            Map<String, Object> word = word("mcp:read");
            word.remove(missing);
            gateway.auth.apiToken(other, server.get("id"), word);
            assertThat(gateway.call(slug, other)).as(missing).isEqualTo(503);
        }
        gateway.auth.think(Duration.ofSeconds(4));
        assertThat(gateway.call(slug, random("ghm_"))).isEqualTo(503);
    }

    @Test
    void wordThatDoesNotFitThenRefused() {
        Map<String, Map<String, Object>> wrong = new HashMap<>();
        wrong.put("expired", Map.of("exp", Instant.now().minusSeconds(1).getEpochSecond()));
        wrong.put("audience", Map.of("aud", gateway.url("/mcp/everything")));
        wrong.put("issuer", Map.of("iss", "https://evil.example"));
        wrong.forEach((name, change) -> {
            String other = random("ghm_");
            Map<String, Object> word = word("mcp:read");
            word.putAll(change);
            gateway.auth.apiToken(other, server.get("id"), word);
            assertThat(gateway.call(slug, other)).as(name).isEqualTo(401);
        });
    }

    @Test
    void tokenOfAnotherServerAdminTokenOrAnotherShapeThen401AndOnlyWellFormedOnesAreAskedAbout() {
        assertThat(gateway.call("everything", token)).isEqualTo(401);
        int before = gateway.auth.questions();
        for (String other :
                List.of(random("gha_"), random("ghm_") + "x", random("ghm_").substring(1), "ghm_x", random("GHM_"))) {
            assertThat(gateway.call(slug, other)).isEqualTo(401);
        }
        assertThat(gateway.auth.questions()).isEqualTo(before);
    }

    @Test
    void floodOfRandomTokensThenTheAuthorizationServerSeesFewAtOnceAndAccessTokensGoOn() throws Exception {
        gateway.eventually(gateway.auth::idle);
        gateway.auth.think(Duration.ofMillis(150));
        List<String> flood = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            flood.add(random("ghm_"));
        }
        assertThat(inParallel(flood)).isSubsetOf(401, 503);
        assertThat(gateway.auth.mostQuestionsAtOnce()).isLessThanOrEqualTo(8);
        assertThat(gateway.call(slug, gateway.token(slug).sign())).isEqualTo(200);
    }

    @Test
    void accessTokenOfAMachineClientThenRelayedLikeAnyOther() {
        TestToken machine = gateway.token(slug).claim("sub", "nightly-job").claim("client_id", "nightly-job");
        String sid = String.valueOf(machine.claim("sid"));
        assertThat(gateway.call(slug, machine.sign())).isEqualTo(200);
        gateway.auth.revoke("AUTHORIZATION", sid, Duration.ofHours(1));
        gateway.eventually(() -> gateway.call(slug, machine.sign()) == 401);
    }

    private Set<Integer> inParallel(List<String> tokens) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            Set<Integer> answers = new HashSet<>();
            List<Callable<Integer>> calls = tokens.stream()
                    .map(each -> (Callable<Integer>) () -> gateway.call(slug, each))
                    .toList();
            for (Future<Integer> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }
}
