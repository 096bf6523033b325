package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.NodeServer;
import dev.gatehouse.e2e.harness.Person;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Servers on the official SDKs, walked through by their clients in every revision: sessions and none, progress on streams,
 * the server's own stream, questions to the client, a broken connection that is resumed, subscriptions, batches, the end of
 * a session. Through the gateway each sees what it sees without one.
 */
class SdkServersIT {

    private static final Map<String, Object> TYPESCRIPT = Map.of(
            "simple", "test_simple_text",
            "progress", "test_tool_with_progress",
            "elicitation", "test_elicitation",
            "sampling", "test_sampling",
            "change", "test_trigger_tool_change",
            "reconnection", "test_reconnection",
            "batch", true,
            "answer", Map.of("response", "fine"),
            "args", Map.of("test_elicitation", Map.of("message", "m"), "test_sampling", Map.of("prompt", "p")));
    private static final Map<String, Object> MODERN = Map.of(
            "simple", "test_simple_text",
            "progress", "test_tool_with_progress",
            "elicitation", "test_input_required_result_elicitation",
            "answer", Map.of("name", "Cus"));
    private static final Map<String, Object> JAVA = Map.of(
            "simple", "echo",
            "progress", "count_slowly",
            "args", Map.of("echo", Map.of("message", "m"), "count_slowly", Map.of("steps", 3, "delayMs", 20)));

    private static final Map<String, Way> WAYS = new HashMap<>();
    private static final Map<String, NodeClient> CLIENTS = new HashMap<>();
    private static final List<NodeServer> SERVERS = new ArrayList<>();
    private static Demo demo;

    /** A server by itself and behind the gateway. */
    private record Way(String direct, String through, String token) {}

    @BeforeAll
    static void start() {
        demo = Demo.shared();
    }

    @AfterAll
    static void stop() {
        CLIENTS.values().forEach(NodeClient::close);
        SERVERS.forEach(NodeServer::close);
    }

    private static Way way(String server) {
        return WAYS.computeIfAbsent(server, name -> {
            String direct = demo.sample() + "/everything/mcp";
            if (!name.equals("java")) {
                NodeServer started = NodeServer.mcp(name);
                SERVERS.add(started);
                direct = started.url();
            }
            String slug = "walked-" + name;
            new AdminApi(demo).createServerAt(slug, direct);
            McpApp app = McpApp.installedFor(demo.mcp(slug));
            return new Way(direct, app.mcpUrl(), app.connect(Person.ADA).access());
        });
    }

    private static List<String> walk(String client, Map<String, Object> input) {
        return CLIENTS.computeIfAbsent(client, NodeClient::start).ask("walk", input).values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    private static List<String> sameBothWays(String server, String client, String version, Map<String, Object> tools) {
        Way way = way(server);
        List<String> direct = walk(client, Map.of("url", way.direct(), "version", version, "tools", tools));
        List<String> through =
                walk(client, Map.of("url", way.through(), "token", way.token(), "version", version, "tools", tools));

        assertThat(through).isEqualTo(direct);
        return through;
    }

    @ParameterizedTest
    @CsvSource({
        "sessions, walk-v2, 2025-03-26",
        "sessions, walk-v2, 2025-06-18",
        "sessions, walk-v2, 2025-11-25",
        "sessions, walk-v1, 2025-11-25",
        "everything, walk-v2, 2025-03-26",
        "everything, walk-v2, 2025-11-25",
        "everything, walk-v1, 2025-11-25",
    })
    void typeScriptServerWithSessionsThenEveryStepAsWithoutAGateway(String server, String client, String version) {
        List<String> seen = sameBothWays(server, client, version, TYPESCRIPT);

        assertThat(seen)
                .contains(
                        "[\"version\",\"" + version + "\",true]",
                        "[\"elicitation\",\"accept {\\\"response\\\":\\\"fine\\\"}\"]",
                        "[\"sampling\",\"LLM response: a model's words\"]",
                        "[\"stream\",\"told of a change\"]",
                        "[\"after its end\",404]")
                .anyMatch(step ->
                        step.startsWith("[\"broken and resumed\",\"the result, after") && step.endsWith("true]"));
        if (version.equals("2025-03-26")) {
            assertThat(seen)
                    .contains("[\"batch\",200,[\"b1 result\",\"b2 result\"]]", "[\"batch of notifications\",202,\"\"]");
        }
    }

    @Test
    void typeScriptServerWithoutSessionsThenEveryStepAsWithoutAGateway() {
        List<String> seen = sameBothWays("everything", "walk-v2", "2026-07-28", MODERN);

        assertThat(seen)
                .contains(
                        "[\"version\",\"2026-07-28\",false]",
                        "[\"elicitation\",\"Hello, Cus!\"]",
                        "[\"subscription\",\"told of a change\"]",
                        "[\"without its metadata\",400,[\"1 -32602\"]]")
                .anyMatch(step -> step.startsWith("[\"progress\",[0,50,100],"));
    }

    @ParameterizedTest
    @CsvSource({"walk-v2, 2025-03-26", "walk-v2, 2025-11-25", "walk-v1, 2025-11-25"})
    void javaServerAndTypeScriptClientThenEveryStepAsWithoutAGateway(String client, String version) {
        List<String> seen = sameBothWays("java", client, version, JAVA);

        assertThat(seen)
                .contains("[\"call\",\"m\"]", "[\"progress\",[1,2,3],\"counted to 3\"]", "[\"after its end\",404]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sessions", "everything"})
    void typeScriptServerAndJavaClientThenTheSameToolsResultsAndProgress(String server) {
        Way way = way(server);
        List<List<Object>> seen = new ArrayList<>();
        for (String url : List.of(way.direct(), way.through())) {
            List<Double> progress = new CopyOnWriteArrayList<>();
            try (McpConnection connection =
                    McpConnection.open(url, way.token(), step -> progress.add(step.progress()))) {
                List<Object> steps = new ArrayList<>(connection.tools());
                steps.add(connection.call("test_simple_text", Map.of()));
                steps.add(connection.callWithProgress("test_tool_with_progress", Map.of()));
                Eventually.within(Eventually.A_SECOND, "the last step", () -> progress.size() == 3);
                steps.addAll(progress);
                seen.add(steps);
            }
        }

        assertThat(seen.get(1)).isEqualTo(seen.get(0)).contains("test_reconnection");
    }
}
