package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A client is refused by the gateway; an admin finds out why, by the id that the client was shown. */
class DecisionLookupIT {

    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"never-called\",\"arguments\":{}}}";

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @Test
    void refusedAtTheGatewayThenTheAdminFindsWhoWhatAndWhyAndTheLogHasALine() throws Exception {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        Tokens reading = app.connect(Person.ALL, app.request().with("scope", "mcp:read"));

        Answer refused = Http.to(demo.mcp("everything"))
                .header("Authorization", "Bearer " + reading.access())
                .header("Accept", "application/json, text/event-stream")
                .send("POST", "application/json", CALL);

        assertThat(refused.status()).isEqualTo(403);
        String id = refused.header("Gatehouse-Decision");
        assertThat(refused.json().path("decision").asString()).isEqualTo(id);
        Eventually.within(
                Duration.ofSeconds(10),
                "the refusal is known",
                () -> admin.get("/decisions/" + id).status() == 200);
        JsonNode found = admin.get("/decisions/" + id).json();
        assertThat(found.path("reason").asString()).isEqualTo("INSUFFICIENT_SCOPE");
        assertThat(found.path("user").path("id").asString()).isEqualTo(admin.user(Person.ALL));
        assertThat(found.path("server").path("slug").asString()).isEqualTo("everything");
        assertThat(found.path("rpcMethod").asString()).isEqualTo("tools/call");
        assertThat(found.path("featureName").asString()).isEqualTo("never-called");
        assertThat(found.path("clientName").asString()).isNotBlank();
        assertThat(found.path("needed").toString()).contains("mcp:write");
        Eventually.within(Duration.ofSeconds(5), "the line is written", () -> log().contains("\"decisionId\":\"" + id));
        assertThat(log()).doesNotContain(reading.access());
    }

    private String log() {
        try {
            return Files.readString(demo.dataDir().resolve("logs").resolve("resource-gateway.log"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
