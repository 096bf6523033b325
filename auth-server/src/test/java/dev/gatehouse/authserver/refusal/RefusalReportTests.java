package dev.gatehouse.authserver.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.refusal.RefusedDecision;
import dev.gatehouse.db.refusal.RefusedDecisions;
import dev.gatehouse.db.server.ServerRow;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** What gateways tell of their refusals, and nobody else (docs/feed.md). */
@AuthServerTest
class RefusalReportTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    RefusedDecisions refusals;

    private MembershipRow mo;
    private ServerRow server;

    @BeforeEach
    void someone() {
        mo = demo.member("mo");
        server = demo.newServer();
    }

    private Map<String, Object> item() {
        Map<String, Object> item = new HashMap<>();
        item.put("id", UUID.randomUUID());
        item.put("at", Instant.now().toString());
        item.put("serverId", server.id());
        item.put("token", "BUILT_IN");
        item.put("subject", mo.userId());
        item.put("method", "POST");
        item.put("featureKind", "TOOL");
        item.put("featureName", "delete\n\u0000\ud800 everything");
        item.put("reason", "INSUFFICIENT_SCOPE");
        item.put("status", 403);
        item.put("scopes", List.of("mcp:read", "odd scope\n"));
        item.put("needed", List.of("mcp:write", "mcp:read"));
        return item;
    }

    private int tell(String secret, String body) {
        return http.send(http.request("/internal/v1/decisions")
                        .header("Authorization", "Bearer " + secret)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    private int tell(Object... items) {
        // a lone surrogate is legal JSON where it is escaped, and no encoder writes it otherwise
        String body = JSON.writer()
                .with(tools.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
                .writeValueAsString(Map.of("items", List.of(items)));
        return tell(TestServer.GATEWAY_SECRET, body);
    }

    private Optional<RefusedDecision> found(Map<String, Object> item) {
        return refusals.find(server.accountId(), (UUID) item.get("id"));
    }

    @Test
    void refusalReportedThenKeptWithThePersonOnceAndWithNothingThatADatabaseRefuses() {
        Map<String, Object> item = item();

        assertThat(tell(item)).isEqualTo(204);
        assertThat(tell(item, item)).isEqualTo(204);

        RefusedDecision kept = found(item).orElseThrow();
        assertThat(kept.person()).isNotNull();
        assertThat(kept.person().id()).isEqualTo(mo.userId());
        assertThat(kept.featureName()).isEqualTo("delete\ufffd\ufffd\ufffd everything");
        assertThat(kept.scopes()).containsExactly("mcp:read", "odd_scope\ufffd");
    }

    @Test
    void refusalOfAnApiTokenThenItsPersonIsLookedUp() {
        TestDemo.ApiToken token = demo.apiToken(mo, server.id(), Duration.ofHours(1));
        Map<String, Object> item = item();
        item.put("token", "API_TOKEN");
        item.remove("subject");
        item.put("tokenId", token.id());

        assertThat(tell(item)).isEqualTo(204);

        assertThat(found(item).orElseThrow().userId()).isEqualTo(mo.userId());
    }

    @Test
    void refusalOfAnExternalTokenThenNobodyOfOursWhateverItsSubjectSays() {
        Map<String, Object> item = item();
        item.put("token", "EXTERNAL");

        assertThat(tell(item)).isEqualTo(204);

        assertThat(found(item).orElseThrow().userId()).isNull();
        assertThat(found(item).orElseThrow().subject()).isEqualTo(mo.userId().toString());
    }

    @Test
    void reportWithoutTheGatewaysSecretThenRefusedAndNothingKept() {
        Map<String, Object> item = item();
        String body = JSON.writeValueAsString(Map.of("items", List.of(Map.of("id", item.get("id")))));
        String apiToken = demo.apiToken(mo, server.id(), Duration.ofHours(1)).value();

        for (String secret : List.of("guessed", apiToken)) {
            assertThat(tell(secret, body)).isEqualTo(401);
        }
        assertThat(http.postJson("/internal/v1/decisions", body).statusCode()).isEqualTo(401);
        assertThat(found(item)).isEmpty();
    }

    @Test
    void itemThatIsNotInOrderThenLeftOutAndTheOthersKept() {
        Map<String, Object> good = item();
        List<Object> items = new ArrayList<>(List.of(good, "text", Map.of("id", "x")));
        List<Map<String, Object>> bad = new ArrayList<>();
        for (String member : List.of("id", "serverId", "at", "token", "reason", "method")) {
            Map<String, Object> spoilt = item();
            spoilt.put(member, "no such \u0000 thing");
            Map<String, Object> without = item();
            without.remove(member);
            bad.addAll(List.of(spoilt, without));
        }
        Map<String, Object> unknown = item();
        unknown.put("serverId", UUID.randomUUID());
        bad.add(unknown);
        items.addAll(bad);

        assertThat(tell(items.toArray())).isEqualTo(204);

        assertThat(found(good)).isPresent();
        assertThat(bad).allSatisfy(item -> {
            if (item.get("id") instanceof UUID) {
                assertThat(found(item)).isEmpty();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"items\":1}", "nothing", "{\"items\":[", ""})
    void reportThatCannotBeReadThen400(String body) {
        assertThat(tell(TestServer.GATEWAY_SECRET, body)).isEqualTo(400);
    }

    @Test
    void reportOfTooManyThen400AndTooLargeThen413() {
        assertThat(tell(TestServer.GATEWAY_SECRET, "{\"items\":[" + "0,".repeat(500) + "0]}"))
                .isEqualTo(400);
        assertThat(tell(TestServer.GATEWAY_SECRET, "[\"" + "x".repeat(5_000_000) + "\"]"))
                .isEqualTo(413);
    }
}
