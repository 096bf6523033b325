package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NewServersTests {

    private final AccountFixture demo = new AccountFixture();

    private Map<String, Object> proxied(String slug) {
        return new HashMap<>(
                Map.of("name", "Everything", "slug", slug + "-" + demo.mark, "upstreamUrl", "http://localhost:8090/x"));
    }

    private Map<String, Object> proxied(String slug, Object... more) {
        Map<String, Object> body = proxied(slug);
        body.putAll(object(more));
        return body;
    }

    private Map<String, Object> selfValidating(String resourceUri) {
        return object("name", "Direct", "slug", "direct-" + UUID.randomUUID(), "resourceUri", resourceUri);
    }

    @Test
    void createWhenProxiedThenAnswersAllOfItAndTellsTheGateways() {
        List<String> audited = demo.audited(() -> {
            Answer created = demo.api.post("/servers", proxied("everything", "name", "  Everything  "));
            assertThat(created.outcome()).isEqualTo("201");
            JsonNode server = created.json();
            String id = server.get("id").asString();
            assertThat(created.header("Location")).isEqualTo("/api/v1/servers/" + id);
            assertThat(server.toString())
                    .contains("\"name\":\"Everything\"")
                    .contains("\"slug\":\"everything-" + demo.mark + "\"")
                    .contains("\"resource\":\"http://localhost:8080/mcp/everything-" + demo.mark + "\"")
                    .contains("\"resourceUri\":\"http://localhost:8080/mcp/everything-" + demo.mark + "\"")
                    .contains("\"enabled\":true")
                    .contains("\"revocationMode\":null")
                    .contains("\"effectiveRevocationMode\":\"AT_EXPIRY\"")
                    .contains("\"identityProvider\":{\"type\":\"BUILT_IN\",\"externalIdpId\":null}")
                    .contains("\"identityScheme\":\"NONE\",\"identitySettings\":{}")
                    .contains("\"maxConcurrentRequests\":null")
                    .contains("\"featurePolicy\":{}")
                    .contains("\"apiTokens\":\"BUILT_IN_ONLY\"");
            assertThat(demo.api.get(created.header("Location")).json()).isEqualTo(server);
            assertThat(AccountFixture.feed(UUID.fromString(id))).containsExactly("SERVER CREATED");
        });
        assertThat(audited).containsExactly("SERVER_CREATED");
    }

    @Test
    void createWhenSelfValidatingThenKeepsItsOwnResourceIdentifier() {
        String resource = "https://mcp-" + demo.mark + ".example/mcp";
        Answer created = demo.api.post("/servers", selfValidating(resource));

        assertThat(created.outcome()).isEqualTo("201");
        assertThat(created.json().get("resource").asString()).isEqualTo(resource);
        assertThat(created.json().get("upstreamUrl").isNull()).isTrue();
        assertThat(demo.api.post("/servers", selfValidating(resource)).outcome())
                .isEqualTo("409 RESOURCE_TAKEN");
        assertThat(demo.api
                        .post("/servers", selfValidating("http://localhost:8090/" + demo.mark))
                        .outcome())
                .isEqualTo("201");
    }

    @Test
    void createWhenResourceIsNotCanonicalOrNotSafeThenRefuses() {
        for (String resource : List.of(
                "http://mcp.example/mcp",
                "https://MCP.example/mcp",
                "https://mcp.example:443/mcp",
                "https://mcp.example/mcp/",
                "https://mcp.example/mcp?x=1",
                "https://mcp.example/mcp#x",
                "https://u:p@mcp.example/mcp",
                "ftp://mcp.example/mcp",
                "mcp.example/mcp",
                "http://localhost.evil.example/mcp",
                "http://127.0.0.1.evil.example/mcp",
                "javascript:alert(1)",
                "http://localhost:8080/mcp/somebody-elses",
                "http://localhost:8080",
                "http://localhost:9000")) {
            assertThat(demo.api.post("/servers", selfValidating(resource)).outcome())
                    .as(resource)
                    .isEqualTo("422 INVALID_VALUE");
        }
    }

    @Test
    void createWhenValuesAreWrongThenRefuses() {
        Stream.of(
                        proxied("a", "slug", "UPPER"),
                        proxied("a", "slug", "-a"),
                        proxied("a", "slug", "a-"),
                        proxied("a", "slug", "a/b"),
                        proxied("a", "slug", ""),
                        proxied("a", "slug", "a".repeat(64)),
                        proxied("a", "slug", "ä"),
                        proxied("a", "name", " "),
                        proxied("a", "name", "x".repeat(201)),
                        proxied("a", "name", "a\u0000b"),
                        proxied("a", "name", "a\nb"),
                        proxied("a", "name", "a\u202Eb"),
                        proxied("a", "upstreamUrl", "file:///etc/passwd"),
                        proxied("a", "upstreamUrl", "/relative"),
                        proxied("a", "upstreamUrl", "http://u:p@host/x"),
                        proxied("a", "upstreamUrl", "http://host/x#f"),
                        proxied("a", "upstreamUrl", "http://host/" + "x".repeat(1000)),
                        proxied("a", "resourceUri", "https://both.example/mcp"),
                        proxied("a", "identityScheme", "SHARED", "identitySettings", object("audience", "x")),
                        proxied("a", "identitySettings", object("secret", "x")),
                        proxied("a", "identityScheme", "TOKEN_EXCHANGE"),
                        proxied("a", "maxConcurrentRequests", 0),
                        proxied("a", "maxConcurrentRequests", 100_001),
                        proxied("a", "identityScheme", "NO_SUCH"),
                        proxied("a", "featurePolicy", object("tools", object("mode", "SOME"))),
                        proxied("a", "revocationMode", "LATER"),
                        proxied("a", "upstreamUrl", "http://10.0.0.1/mcp"),
                        proxied("a", "apiTokens", "1"),
                        object("name", "x", "slug", "neither-" + demo.mark),
                        object("slug", "x", "upstreamUrl", "http://host/x"),
                        object("name", "x", "upstreamUrl", "http://host/x"))
                .forEach(body -> assertThat(demo.api.post("/servers", body).outcome())
                        .as(body.toString())
                        .isEqualTo("422 INVALID_VALUE"));
        assertThat(demo.api
                        .post("/servers", "{\"name\":\"\\ud800\",\"slug\":\"a\",\"upstreamUrl\":\"http://h/x\"}")
                        .status())
                .isBetween(400, 422);
        assertThat(demo.api.get("/servers").items("id")).isEmpty();
    }

    @Test
    void createWhenTypesAreWrongThenSaysMalformed() {
        Stream.of(
                        proxied("a", "name", 1),
                        proxied("a", "slug", true),
                        proxied("a", "enabled", "true"),
                        proxied("a", "enabled", 1),
                        proxied("a", "featurePolicy", List.of()),
                        proxied("a", "apiTokens", 0),
                        proxied("a", "upstreamUrl", List.of("http://host/x")),
                        proxied("a", "id", UUID.randomUUID()),
                        proxied("a", "accountId", UUID.randomUUID()),
                        proxied("a", "version", 3))
                .forEach(body -> assertThat(demo.api.post("/servers", body).outcome())
                        .as(body.toString())
                        .isEqualTo("400 MALFORMED_REQUEST"));
    }

    @Test
    void slugWhenUsedOnceThenIsNeverFreeAgainForAnybody() {
        UUID notes = demo.server("notes");
        AccountFixture other = new AccountFixture();
        Object again = object("name", "x", "slug", "notes-" + demo.mark, "upstreamUrl", "http://h/x");

        assertThat(demo.api.post("/servers", again).outcome()).isEqualTo("409 SLUG_TAKEN");
        assertThat(demo.api.delete("/servers/" + notes).outcome()).isEqualTo("204");
        assertThat(demo.api.post("/servers", again).outcome()).isEqualTo("409 SLUG_TAKEN");
        assertThat(other.api.post("/servers", again).outcome()).isEqualTo("409 SLUG_TAKEN");
    }

    @Test
    void createWhenManyTakeOneSlugAtOnceThenOneGetsIt() {
        Object body = proxied("race");
        List<String> outcomes = Stream.generate(() -> body)
                .limit(8)
                .parallel()
                .map(wanted -> demo.api.post("/servers", wanted).outcome())
                .sorted()
                .toList();
        assertThat(outcomes)
                .containsExactly(
                        "201",
                        "409 SLUG_TAKEN",
                        "409 SLUG_TAKEN",
                        "409 SLUG_TAKEN",
                        "409 SLUG_TAKEN",
                        "409 SLUG_TAKEN",
                        "409 SLUG_TAKEN",
                        "409 SLUG_TAKEN");
    }
}
