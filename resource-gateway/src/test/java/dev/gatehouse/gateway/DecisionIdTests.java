package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.gateway.testing.TestUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Refusals carry an id, and those of verified tokens are told to the authorization server. */
class DecisionIdTests {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        Map<String, Object> blocking = gateway.server("blocking");
        blocking.put("featurePolicy", Map.of("tools", Map.of("mode", "BLOCK_ALL")));
        gateway.add(blocking);
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static String shown(HttpResponse<String> refusal) {
        String id = refusal.headers().firstValue("gatehouse-decision").orElseThrow();
        assertThat(UUID.fromString(id).version()).isEqualTo(4);
        return id;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String call(String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"\u00fc7\",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\"}}";
    }

    private static JsonNode reported(String id) {
        gateway.eventuallyWithin(
                Duration.ofSeconds(8),
                () -> gateway.auth.refusals().stream()
                        .anyMatch(refusal -> refusal.path("id").asString().equals(id)));
        return gateway.auth.refusals().stream()
                .filter(refusal -> refusal.path("id").asString().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusalsOfEveryFormThenTheSameIdInHeaderAndBody() throws Exception {
        String good = gateway.token("everything").sign();
        String reader = gateway.token("everything").claim("scope", "mcp:read").sign();
        Set<String> ids = new HashSet<>();
        List<HttpResponse<String>> problems = List.of(
                gateway.get("/mcp/everything"),
                gateway.get("/mcp/nobody"),
                gateway.get("/mcp/everything", "origin", "https://evil.example"),
                gateway.post("/mcp/everything", "bad", call("a")),
                gateway.post("/mcp/everything", reader, call("a")),
                gateway.post("/mcp/everything", good, call("a"), "content-type", "text/plain"));
        for (HttpResponse<String> problem : problems) {
            assertThat(json(problem).path("decision").asString()).isEqualTo(shown(problem));
            assertThat(json(problem).path("status").asInt()).isEqualTo(problem.statusCode());
            ids.add(shown(problem));
        }
        String blocked = gateway.token("blocking").sign();
        List<HttpResponse<String>> errors = List.of(
                gateway.post("/mcp/everything", good, "{no json"),
                gateway.post("/mcp/everything", good, "[]"),
                gateway.post("/mcp/everything", good, call("a"), "mcp-name", "b"),
                gateway.post("/mcp/blocking", blocked, call("a")));
        for (HttpResponse<String> error : errors) {
            assertThat(json(error).path("error").path("data").path("decision").asString())
                    .isEqualTo(shown(error));
            ids.add(shown(error));
        }

        assertThat(ids).hasSize(10);
        assertThat(json(errors.get(3)).path("id").asString()).isEqualTo("\u00fc7");
        assertThat(json(errors.get(3)).path("error").path("data").path("reason").asString())
                .isEqualTo("FEATURE_BLOCKED");
    }

    @Test
    void allowedOrPreflightThenNoIdAndWhatTheUpstreamSaysIsNotBelieved() throws Exception {
        gateway.upstream.answer(
                exchange -> exchange.answer(200, "application/json", "{}", "Gatehouse-Decision: forged"));
        HttpResponse<String> allowed = gateway.post(
                "/mcp/everything",
                gateway.token("everything").sign(),
                TestGateway.call("tools/list"),
                "gatehouse-decision",
                "forged");
        assertThat(allowed.statusCode()).isEqualTo(200);
        assertThat(allowed.headers().firstValue("gatehouse-decision")).isEmpty();
        assertThat(gateway.upstream.take().has("gatehouse-decision")).isFalse();
        gateway.upstream.answer(TestUpstream.Exchange::json);
    }

    @Test
    void refusalOfAVerifiedTokenThenReportedWithWhatItLacked() throws Exception {
        var token = gateway.token("everything").claim("scope", "mcp:read");
        HttpResponse<String> refusal = gateway.post("/mcp/everything", token.sign(), call("delete_all"));
        assertThat(refusal.statusCode()).isEqualTo(403);

        JsonNode told = reported(shown(refusal));

        assertThat(told.path("reason").asString()).isEqualTo("INSUFFICIENT_SCOPE");
        assertThat(told.path("status").asInt()).isEqualTo(403);
        assertThat(told.path("token").asString()).isEqualTo("BUILT_IN");
        assertThat(told.path("subject").asString()).isEqualTo("user-1");
        assertThat(told.path("clientId").asString()).isEqualTo("client-1");
        assertThat(told.path("authorizationId").asString()).isEqualTo(token.claim("sid"));
        assertThat(told.path("rpcMethod").asString()).isEqualTo("tools/call");
        assertThat(told.path("featureName").asString()).isEqualTo("delete_all");
        assertThat(told.path("scopes").toString()).isEqualTo("[\"mcp:read\"]");
        assertThat(told.path("needed").toString()).contains("mcp:write");
    }

    @Test
    void allowedButTheUpstreamFailsThenReportedToo() throws Exception {
        gateway.upstream.answer(exchange -> exchange.reset());
        HttpResponse<String> failed =
                gateway.post("/mcp/everything", gateway.token("everything").sign(), TestGateway.call("tools/list"));
        gateway.upstream.answer(TestUpstream.Exchange::json);

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(reported(shown(failed)).path("reason").asString()).isEqualTo("UPSTREAM_FAILED");
    }

    @Test
    void strangersThenNotReported() throws Exception {
        long longAgo = System.currentTimeMillis() / 1_000 - 3_600;
        List<HttpResponse<String>> refusals = List.of(
                gateway.get("/mcp/everything"),
                gateway.post("/mcp/everything", "bad", call("a")),
                gateway.post("/mcp/everything", gateway.token("elsewhere").sign(), call("a")),
                gateway.post(
                        "/mcp/everything",
                        gateway.token("everything").claim("exp", longAgo).sign(),
                        call("a")));
        HttpResponse<String> last = gateway.post(
                "/mcp/everything",
                gateway.token("everything").claim("scope", "mcp:read").sign(),
                call("a"));
        reported(shown(last));

        for (HttpResponse<String> refusal : refusals) {
            assertThat(gateway.auth.refusals())
                    .noneMatch(told -> told.path("id").asString().equals(shown(refusal)));
        }
    }

    @Test
    void externalTokenOfAnotherAudienceThenNotReportedAndOneOfOursIs() throws Exception {
        ECKey key = TestKeys.ec("idp-key");
        try (FakeIssuer issuer = new FakeIssuer(key.toPublicJWK())) {
            Map<String, Object> external = gateway.server("external");
            external.put(
                    "identityProvider",
                    Map.of(
                            "type", "EXTERNAL",
                            "id", UUID.randomUUID().toString(),
                            "issuer", issuer.identifier(),
                            "audience", "https://ours.example",
                            "jwksUri", issuer.jwksUri(),
                            "requiredScopes", List.of("mcp")));
            gateway.add(external);
            TestToken ours = TestToken.of(key, issuer.identifier(), "https://ours.example");
            TestToken anybodys = TestToken.of(key, issuer.identifier(), "https://elsewhere.example");

            HttpResponse<String> stranger = gateway.post("/mcp/external", anybodys.sign(), call("a"));
            HttpResponse<String> known = gateway.post("/mcp/external", ours.sign(), call("a"));

            assertThat(stranger.statusCode()).isEqualTo(401);
            assertThat(known.statusCode()).isEqualTo(403);
            JsonNode told = reported(shown(known));
            assertThat(told.path("token").asString()).isEqualTo("EXTERNAL");
            assertThat(told.path("needed").toString()).isEqualTo("[\"mcp\"]");
            assertThat(gateway.auth.refusals())
                    .noneMatch(refusal -> refusal.path("id").asString().equals(shown(stranger)));
        }
    }

    @Test
    void floodOfRefusalsThenOnesShareIsReportedAndTheOthersAreHeard() throws Exception {
        String flooder = gateway.token("everything")
                .claim("scope", "mcp:read")
                .claim("sub", "flooder")
                .sign();
        for (int i = 0; i < 200; i++) {
            assertThat(gateway.post("/mcp/everything", flooder, call("a")).statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<String> quiet = gateway.post(
                "/mcp/everything",
                gateway.token("everything")
                        .claim("scope", "mcp:read")
                        .claim("sub", "quiet")
                        .sign(),
                call("a"));

        reported(shown(quiet));

        assertThat(gateway.auth.refusals().stream()
                        .filter(told -> told.path("subject").asString().equals("flooder")))
                .hasSizeBetween(50, 100);
        assertThat(gateway.management("/metrics").body()).contains("gatehouse_decision_reports_dropped_total 1");
    }
}
