package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Callback;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.NodePackages;
import dev.gatehouse.e2e.harness.Person;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code mcp-remote}, the bridge that most desktop hosts reach remote servers by, in both protocol eras. */
@Tag("long")
class McpRemoteIT {

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"host","version":"1"}}}""";

    private final Demo demo = Demo.shared();
    private final NodePackages packages = NodePackages.installed("long");

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto"})
    void signsInOnceThenTheSecondStartGoesOnWithTheStoredTokens(String protocol) throws Exception {
        Path settings = Files.createTempDirectory(packages.directory(), "mcp-auth");
        String name = "mcp-remote-" + protocol;

        Process first = start(name, protocol, settings);
        try {
            assertThat(Callback.serve(errors(name), demo, Person.CUS).status()).isEqualTo(200);
            assertWorks(first);
        } finally {
            first.destroy();
        }

        Process second = start(name + "-again", protocol, settings);
        try {
            assertWorks(second);
        } finally {
            second.destroy();
        }
        assertThat(Files.readString(errors(name + "-again"))).doesNotContain("Please authorize");
    }

    private Process start(String name, String protocol, Path settings) throws IOException {
        Files.deleteIfExists(errors(name));
        ProcessBuilder command = packages.command(
                name,
                List.of(
                        "node",
                        packages.bin("mcp-remote"),
                        demo.mcp("everything"),
                        "--protocol",
                        protocol,
                        "--auth-timeout",
                        "60"));
        command.environment().put("MCP_REMOTE_CONFIG_DIR", settings.toString());
        // the person in this test reads the printed address: no browser may open
        command.environment().put("BROWSER", "true");
        Process process = command.start();
        send(process, INITIALIZE);
        return process;
    }

    private void assertWorks(Process process) throws Exception {
        assertThat(receive(process, 1)
                        .path("result")
                        .path("serverInfo")
                        .path("name")
                        .asString(""))
                .isNotBlank();
        send(process, """
                {"jsonrpc":"2.0","method":"notifications/initialized"}""");
        send(process, """
                {"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        assertThat(receive(process, 2).path("result").path("tools").values())
                .extracting(tool -> tool.path("name").asString())
                .contains("echo", "write_note");
        send(process, """
                {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"echo","arguments":{"message":"hi"}}}""");
        assertThat(receive(process, 3)
                        .path("result")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("hi");
    }

    private Path errors(String name) {
        return packages.directory().resolve(name + ".err");
    }

    private static void send(Process process, String message) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).write(message + "\n");
        process.outputWriter(StandardCharsets.UTF_8).flush();
    }

    private static JsonNode receive(Process process, int id) throws Exception {
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        while (true) {
            String line = CompletableFuture.supplyAsync(() -> read(answers)).get(60, TimeUnit.SECONDS);
            assertThat(line).as("the bridge has ended").isNotNull();
            JsonNode message = JsonMapper.shared().readTree(line);
            if (message.path("id").asInt(0) == id && !message.has("method")) {
                return message;
            }
        }
    }

    private static String read(BufferedReader answers) {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
