package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./gatehouse keys} on a running demo that signs with RS256. */
class KeysIT {

    private static Demo demo;

    @BeforeAll
    static void start() {
        demo = Demo.start("demo with RS256", java.util.Map.of("GATEHOUSE_SIGNING_ALGORITHM", "RS256"));
    }

    @AfterAll
    static void stop() {
        assertThat(demo.stop().exitStatus()).isZero();
    }

    @Test
    void rotatedThenNothingIsRefusedAndRevokedThenTheGatewayRefusesWithinASecond() throws Exception {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        Tokens first = app.connect(Person.CUS);
        String kid = first.header().path("kid").asString();
        assertThat(first.header().path("alg").asString()).isEqualTo("RS256");
        assertThat(McpConnection.echo(app.mcpUrl(), first.access(), "signed")).isEqualTo("signed");

        assertThat(keys(0, "rotate").path("made").size()).isEqualTo(4);
        assertThat(McpConnection.status(app.mcpUrl(), first.access())).isEqualTo(200);
        Tokens second = Tokens.of(app.refresh(first.refresh()));
        assertThat(McpConnection.echo(app.mcpUrl(), second.access(), "rotated")).isEqualTo("rotated");

        assertThat(state(keys(0, "list"), kid)).isEqualTo("CURRENT");
        JsonNode after = keys(0, "revoke", kid);
        Eventually.within(
                Eventually.A_SECOND,
                "tokens of the revoked key are refused",
                () -> McpConnection.status(app.mcpUrl(), second.access()) == 401);
        assertThat(McpConnection.status(app.mcpUrl(), first.access())).isEqualTo(401);
        assertThat(state(after, kid)).isEqualTo("REVOKED");

        Tokens third = Tokens.of(app.refresh(second.refresh()));
        assertThat(third.header().path("kid").asString()).isNotEqualTo(kid);
        assertThat(McpConnection.echo(app.mcpUrl(), third.access(), "fresh")).isEqualTo("fresh");
        assertThat(keys(1, "revoke", "nobody").isMissingNode()).isTrue();
        assertThat(keys(2, "destroy").isMissingNode()).isTrue();
    }

    private static String state(JsonNode answer, String kid) {
        for (JsonNode key : answer.path("keys")) {
            if (key.path("kid").asString().equals(kid)) {
                return key.path("state").asString();
            }
        }
        return "none";
    }

    private static JsonNode keys(int exitStatus, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./gatehouse", "keys"));
        command.addAll(List.of(words));
        Path home = Path.of(System.getProperty("gatehouse.home", ".."))
                .toAbsolutePath()
                .normalize();
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
        builder.environment()
                .put("GATEHOUSE_AUTH_PORT", String.valueOf(demo.ports().get(0)));
        builder.environment().put("GATEHOUSE_DATA_DIR", demo.dataDir().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out + err).isEqualTo(exitStatus);
        return exitStatus == 0
                ? JsonMapper.shared().readTree(out)
                : JsonMapper.shared().missingNode();
    }
}
