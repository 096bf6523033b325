package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway between a client and a real MCP server, and the life of a server. */
class GatewayIT {

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @Test
    void progressStreamsThroughBeforeTheResultComes() throws Exception {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        List<Double> steps = new CopyOnWriteArrayList<>();
        String token = app.connect(Person.CUS).access();
        try (McpConnection connection =
                McpConnection.open(app.mcpUrl(), token, progress -> steps.add(progress.progress()))) {
            CompletableFuture<String> result = CompletableFuture.supplyAsync(
                    () -> connection.callWithProgress("count_slowly", Map.of("steps", 4, "delayMs", 150)));

            Eventually.within(Eventually.A_SECOND.multipliedBy(5), "the first step", () -> !steps.isEmpty());
            assertThat(result).isNotDone();

            assertThat(result.get()).isEqualTo("counted to 4");
            // the client tells of steps on a thread of its own
            Eventually.within(Eventually.A_SECOND, "the last step", () -> steps.size() == 4);
            assertThat(steps).containsExactly(1.0, 2.0, 3.0, 4.0);
        }
    }

    @Test
    void upstreamNeverSeesTheClientsToken() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        String token = app.connect(Person.CUS).access();
        try (McpConnection connection = McpConnection.open(app.mcpUrl(), token)) {
            List<String> headers =
                    List.of(connection.call("request_headers", Map.of()).split("\n"));

            assertThat(headers)
                    .contains("host", "content-type")
                    .doesNotContain("authorization", "cookie", "forwarded", "x-forwarded-for");
        }
    }

    @Test
    void sessionOfAnotherPersonThenItIsUnknownToThemAndGoesOnForItsOwner() {
        String url = demo.mcp("everything");
        McpApp app = McpApp.installedFor(url);
        String owner = app.connect(Person.CUS).access();
        String other = app.connect(Person.ADA).access();
        String session = McpConnection.initialize(url, owner).header("Mcp-Session-Id");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";

        assertThat(session).isNotBlank();
        for (String method : List.of("POST", "GET", "DELETE")) {
            Http stolen = Http.to(url).bearer(other).header("Mcp-Session-Id", session);
            Answer answer = method.equals("POST") ? stolen.send(method, "application/json", ping) : stolen.send(method);
            assertThat(answer.status()).as(method).isEqualTo(404);
            assertThat(answer.json().path("error").path("code").asInt()).isEqualTo(-32001);
        }
        // neither used nor ended by the other
        assertThat(Http.to(url)
                        .bearer(owner)
                        .header("Mcp-Session-Id", session)
                        .header("Accept", "application/json, text/event-stream")
                        .send("POST", "application/json", ping)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void resourcesAndPromptsPassThroughToo() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        String token = app.connect(Person.CUS).access();

        try (McpConnection connection = McpConnection.open(app.mcpUrl(), token)) {
            assertThat(connection.resource("memo://welcome")).isEqualTo("Welcome to server everything.");
            assertThat(connection.call("write_note", Map.of("title", "t", "text", "from the scenario")))
                    .isNotBlank();
            assertThat(connection.call("list_notes", Map.of())).contains("from the scenario");
        }
    }

    @Test
    void refusalOfTheServerArrivesUnchanged() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        String token = app.connect(Person.CUS).access();

        Answer answer = Http.to(app.mcpUrl())
                .bearer(token)
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "server/discover")
                .sendJson("POST", Map.of("jsonrpc", "2.0", "id", 7, "method", "server/discover"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32022,");
        assertThat(answer.body()).contains("\"2025-11-25\"").endsWith("],\"requested\":\"2026-07-28\"}}}");
    }

    @Test
    void serverDisabledThen503AtBothAndAllWorksAgainOnceEnabled() {
        String server = admin.createServer("switched-off", "notes");
        admin.grant(server, Person.CUS);
        McpApp app = McpApp.installedFor(demo.mcp("switched-off"));
        Tokens tokens = app.connect(Person.CUS);

        admin.done("PATCH", "/servers/" + server, Map.of("enabled", false));

        admin.awaitStatus("switched-off", 503);
        Answer gateway = McpConnection.initialize(app.mcpUrl(), tokens.access());
        assertProblem(gateway, 503);
        assertThat(gateway.header("Retry-After")).isNotBlank();
        Answer refresh = app.refresh(tokens.refresh());
        assertOAuthError(refresh, 503, "temporarily_unavailable");
        assertThat(refresh.header("Retry-After")).isNotBlank();
        assertThat(app.authorize(app.request(), Person.CUS).get("error")).isEqualTo("temporarily_unavailable");

        admin.done("PATCH", "/servers/" + server, Map.of("enabled", true));

        admin.awaitStatus("switched-off", 401);
        assertThat(McpConnection.echo(app.mcpUrl(), tokens.access(), "on again"))
                .isEqualTo("on again");
        Tokens refreshed = Tokens.of(app.refresh(tokens.refresh()));
        assertThat(McpConnection.status(app.mcpUrl(), refreshed.access())).isEqualTo(200);
    }

    @Test
    void serverDeletedThen404AndItsNameIsNeverUsedAgain() {
        String server = admin.createServer("short-lived", "notes");
        admin.grant(server, Person.CUS);
        McpApp app = McpApp.installedFor(demo.mcp("short-lived"));
        Tokens tokens = app.connect(Person.CUS);

        assertThat(admin.delete("/servers/" + server).status()).isEqualTo(204);

        admin.awaitStatus("short-lived", 404);
        assertProblem(McpConnection.initialize(app.mcpUrl(), tokens.access()), 404);
        assertThat(app.refresh(tokens.refresh()).status()).isEqualTo(400);
        assertThat(app.authorize(app.request(), Person.CUS).get("error")).isEqualTo("invalid_target");
        assertProblem(admin.get("/servers/" + server), 404);
        assertProblem(
                admin.send(
                        "POST",
                        "/servers",
                        Map.of("name", "x", "slug", "short-lived", "upstreamUrl", demo.sample() + "/notes/mcp")),
                409,
                "SLUG_TAKEN");
    }

    @Test
    void upstreamDownThenABadGatewayAndNoStackTrace() {
        admin.done(
                "POST",
                "/servers",
                Map.of("name", "Down", "slug", "down", "upstreamUrl", "http://localhost:1/nothing/mcp"));
        admin.awaitStatus("down", 401);
        McpApp app = McpApp.installedFor(demo.mcp("down"));

        Answer answer =
                McpConnection.initialize(app.mcpUrl(), app.connect(Person.ADA).access());

        assertThat(answer.status()).isIn(502, 503, 504);
        assertProblem(answer, answer.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "localhost"})
    void loopbackOfBothFamiliesAnswers(String host) {
        assumeTrue(!host.startsWith("[") || hasIpv6(), "this machine has no ::1");
        List<Integer> ports = demo.ports();
        for (int port : ports.subList(0, 2)) {
            for (String path : List.of("/health/live", "/health/ready")) {
                Answer answer = Http.to("http://" + host + ":" + port + path).get();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text("status")).isEqualTo("UP");
            }
        }
        assertThat(McpConnection.initialize("http://" + host + ":" + ports.get(2) + "/direct/mcp", null)
                        .status())
                .isEqualTo(401);
    }

    private static boolean hasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
