package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./gatehouse grant} and others, as a script would run them, against a running demo. */
class CommandLineIT {

    private static final Path LAUNCHER = Path.of(System.getProperty("gatehouse.home", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("gatehouse");

    private final Demo demo = Demo.shared();

    @TempDir
    Path elsewhere;

    @Test
    void scriptGivesAccessSeesWhatItGaveAndTakesItBack() throws Exception {
        JsonNode me = json("me");
        assertThat(me.path("email").asString()).isEqualTo("ada@demo.example");
        assertThat(me.path("servers").size()).isGreaterThanOrEqualTo(4);

        json("grant", "add", "notes", "mo@demo.example", "--scopes", "mcp:read,mcp:write");
        JsonNode decision =
                json("decision", "explain", "--user=mo@demo.example", "--server=notes", "--action=AUTHORIZE");
        assertThat(decision.path("basis").asString()).isEqualTo("SERVER_GRANT");
        McpApp app = McpApp.installedFor(demo.mcp("notes"));
        Tokens tokens = app.connect(Person.MO);
        assertThat(McpConnection.status(app.mcpUrl(), tokens.access())).isEqualTo(200);

        assertThat(run(Map.of(), "grant", "remove", "notes", "mo@demo.example")).isEqualTo(new Run(0, "", ""));
        Run refused = run(Map.of(), "grant", "add", "notes", "ada@demo.example");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).startsWith("gatehouse: 409 ROLE_COVERS");
        Run stranger = run(Map.of("GATEHOUSE_ADMIN_TOKEN", "gha_nobody"), "account", "get");
        assertThat(stranger.status()).isEqualTo(4);
        assertThat(stranger.err()).doesNotContain("gha_nobody");
        assertThat(run(Map.of(), "grant", "perhaps").status()).isEqualTo(2);
    }

    private JsonNode json(String... words) throws IOException, InterruptedException {
        Run run = run(Map.of(), words);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out() + run.err()).doesNotContain(demo.line("admin-token"));
        return JsonMapper.shared().readTree(run.out());
    }

    private record Run(int status, String out, String err) {}

    /** In another directory than the checkout, without a terminal. */
    private Run run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
        builder.environment().put("GATEHOUSE_ISSUER", demo.issuer());
        builder.environment().put("GATEHOUSE_DATA_DIR", demo.dataDir().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), out, err);
    }
}
