package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.VerifyingUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Upstreams that want to know who calls: docs/upstreams.md, end to end. */
class UpstreamIdentityIT {

    private static final Demo DEMO = Demo.shared();
    private static VerifyingUpstream upstream;

    private final AdminApi admin = new AdminApi(DEMO);

    @BeforeAll
    static void start() {
        upstream = VerifyingUpstream.start(DEMO);
    }

    @AfterAll
    static void stop() {
        upstream.close();
    }

    private String server(String slug, String path, Map<String, Object> more) {
        Map<String, Object> body = new java.util.HashMap<>(
                Map.of("name", "Server " + slug, "slug", slug, "upstreamUrl", upstream.url(path)));
        body.putAll(more);
        String id = admin.done("POST", "/servers", body).path("id").asString();
        admin.awaitStatus(slug, 401);
        return id;
    }

    @Test
    void assertionThenTheUpstreamKnowsThePersonByTheKeySetOfTheGatewayAndLetsNobodyElseIn() {
        String id = server("asserted", "/asserted", Map.of("identityScheme", "ASSERTION"));
        admin.grant(id, Person.CUS);
        McpApp app = McpApp.installedFor(DEMO.mcp("asserted"));
        String token = app.connect(Person.CUS).access();

        assertThat(McpConnection.echo(app.mcpUrl(), token, "as myself")).isEqualTo("as myself");
        assertThat(upstream.people()).contains(admin.user(Person.CUS));
        assertThat(McpConnection.initialize(upstream.url("/asserted"), token).status())
                .isEqualTo(401);

        admin.done(
                "PATCH", "/servers/" + id, Map.of("identitySettings", Map.of("audience", "https://another.example")));
        Eventually.within(
                Eventually.A_SECOND,
                "the upstream refuses an assertion for somebody else",
                () -> McpConnection.initialize(app.mcpUrl(), token).status() == 502);
    }

    @Test
    void tokenExchangeThenTheUpstreamSeesATokenOfItsOwnAuthorizationServer() {
        String id = server(
                "exchanged",
                "/exchanged",
                Map.of(
                        "identityScheme",
                        "TOKEN_EXCHANGE",
                        "identitySettings",
                        Map.of(
                                "tokenEndpoint",
                                upstream.url("/token"),
                                "clientId",
                                "gatehouse",
                                "clientSecret",
                                "a-secret-there")));
        admin.grant(id, Person.CUS);
        McpApp app = McpApp.installedFor(DEMO.mcp("exchanged"));
        String token = app.connect(Person.CUS).access();

        assertThat(McpConnection.echo(app.mcpUrl(), token, "by exchange")).isEqualTo("by exchange");
        assertThat(upstream.people()).contains(admin.user(Person.CUS));
        assertThat(upstream.exchanges()).isEqualTo(1);

        admin.done("PATCH", "/servers/" + id, Map.of("identitySettings", Map.of("clientSecret", "wrong")));
        Eventually.within(
                Eventually.A_SECOND,
                "calls are refused with what to do",
                () -> call(app.mcpUrl(), token)
                        .path("error")
                        .path("data")
                        .path("reason")
                        .asString()
                        .equals("IDENTITY_REQUIRED"));
    }

    private static JsonNode call(String url, String token) {
        return Http.to(url)
                .bearer(token)
                .header("Accept", "application/json, text/event-stream")
                .sendJson("POST", Map.of("jsonrpc", "2.0", "id", 7, "method", "tools/list"))
                .json();
    }

    @Test
    void sharedThenTheSampleServerSeesTheHeaderAndTheApiNeverShowsTheSecret() {
        String id = admin.createServer("with-key", "everything");
        admin.grant(id, Person.CUS);
        McpApp app = McpApp.installedFor(DEMO.mcp("with-key"));
        String token = app.connect(Person.CUS).access();
        JsonNode changed = admin.done(
                "PATCH",
                "/servers/" + id,
                Map.of(
                        "identityScheme",
                        "SHARED",
                        "identitySettings",
                        Map.of("header", "x-service-key", "secret", "sesame-in-no-answer")));

        assertThat(changed.toString()).contains("\"secretSet\":true").doesNotContain("sesame-in-no-answer");
        Eventually.within(Eventually.A_SECOND, "the sample server sees the header", () -> {
            try (McpConnection connection = McpConnection.open(app.mcpUrl(), token)) {
                return connection.call("request_headers", Map.of()).contains("x-service-key");
            }
        });
        assertThat(admin.get("/audit-events?limit=200").body()).doesNotContain("sesame-in-no-answer");
        assertThat(DEMO.output()).doesNotContain("sesame-in-no-answer");
    }

    @Test
    void keysRotatedAndRevokedUnderLoadThenNoAssertionIsRefused() throws Exception {
        String id = server("rotated", "/asserted", Map.of("identityScheme", "ASSERTION"));
        admin.grant(id, Person.CUS);
        McpApp app = McpApp.installedFor(DEMO.mcp("rotated"));
        String token = app.connect(Person.CUS).access();
        assertThat(McpConnection.initialize(app.mcpUrl(), token).status()).isEqualTo(200);

        String current = kid(keys("list"), "CURRENT");
        keys("rotate");
        keepCalling(app.mcpUrl(), token, 20);
        keys("revoke", current);
        keepCalling(app.mcpUrl(), token, 60);
        assertThat(kid(keys("list"), "CURRENT")).isNotEqualTo(current);
        String published =
                Http.to(DEMO.gateway() + "/.well-known/jwks.json").get().body();
        assertThat(published).doesNotContain(current).contains(kid(keys("list"), "CURRENT"));
    }

    private static void keepCalling(String url, String token, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            assertThat(McpConnection.initialize(url, token).status()).isEqualTo(200);
            Thread.sleep(10);
        }
    }

    private static String kid(JsonNode answer, String state) {
        for (JsonNode key : answer.path("keys")) {
            if (key.path("purpose").asString().equals("ASSERTION")
                    && key.path("state").asString().equals(state)) {
                return key.path("kid").asString();
            }
        }
        throw new AssertionError("no " + state + " key: " + answer);
    }

    private static JsonNode keys(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./gatehouse", "keys"));
        command.addAll(List.of(words));
        Path home = Path.of(System.getProperty("gatehouse.home", ".."))
                .toAbsolutePath()
                .normalize();
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
        builder.environment()
                .put("GATEHOUSE_AUTH_PORT", String.valueOf(DEMO.ports().get(0)));
        builder.environment().put("GATEHOUSE_DATA_DIR", DEMO.dataDir().toString());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return JsonMapper.shared().readTree(out);
    }
}
