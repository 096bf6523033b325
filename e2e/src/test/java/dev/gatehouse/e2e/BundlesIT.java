package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A person whom nothing but a team lets in: an admin makes team, bundle and assignment, and a client of today connects. */
class BundlesIT {

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);
    private final String slug = "engineering-" + UUID.randomUUID();
    private final String route = slug + "/everything";
    private String team;
    private String bundle;

    @BeforeEach
    void bundle() {
        team = admin.done("POST", "/teams", Map.of("name", "Team " + slug))
                .path("id")
                .asString();
        admin.done("POST", "/teams/" + team + "/members", Map.of("userIds", List.of(admin.user(Person.MO))));
        bundle = admin.done("POST", "/bundles", Map.of("name", "Engineering", "slug", slug, "teamIds", List.of(team)))
                .path("id")
                .asString();
        JsonNode assignment = admin.done(
                "POST",
                "/bundles/" + bundle + "/servers",
                Map.of(
                        "serverId",
                        admin.server("everything"),
                        "featurePolicy",
                        Map.of("tools", Map.of("mode", "ALLOW_SELECTED", "names", List.of("echo", "add")))));
        assertThat(assignment.path("resource").asString()).isEqualTo(demo.mcp(route));
        admin.awaitStatus(route, 401);
    }

    @AfterEach
    void remove() {
        admin.delete("/bundles/" + bundle);
        admin.delete("/teams/" + team);
    }

    private static String call(NodeClient client, String tool, Map<String, ?> args) {
        return client.ask("call", Map.of("name", tool, "args", args)).asString();
    }

    @Test
    void sdkThroughABundleThenTheToolsOfTheAssignmentUntilTheTeamIsDisabledAndTheTokenEnds() {
        try (NodeClient client = NodeClient.start("sdk-v1")) {
            JsonNode asked = client.ask("connect", Map.of("url", demo.mcp(route)));
            String callback =
                    Browser.allow(demo.issuer(), asked.path("authorize").asString(), Person.MO);
            client.ask("finish", Map.of("callback", callback));
            Tokens tokens = NodeClient.tokens(client.ask("tokens"));

            assertThat(tokens.claims().path("aud").asString()).isEqualTo(demo.mcp(route));
            assertThat(call(client, "add", Map.of("a", 2, "b", 40))).isEqualTo("42");
            assertThat(client.fails("call", Map.of("name", "write_note", "args", Map.of("title", "a", "text", "b")))
                            .toString())
                    .contains("not exposed here");
            assertThat(McpConnection.status(demo.mcp("everything"), tokens.access()))
                    .isEqualTo(401);

            admin.done("PATCH", "/teams/" + team, Map.of("enabled", false));

            assertThat(call(client, "echo", Map.of("message", "live"))).isEqualTo("live");
            client.ask("spoil");
            JsonNode refused = client.ask("attempt", Map.of("name", "echo", "args", Map.of("message", "no more")));
            assertThat(refused.path("failed").asString()).isEqualTo("UnauthorizedError");
            assertThat(new Browser(demo.issuer())
                            .authorize(refused.path("authorize").asString(), Person.MO, true)
                            .redirect()
                            .get("error"))
                    .isEqualTo("access_denied");
        }
    }

    @Test
    void assignmentServerAndBundleSwitchedOffThenClosedThereAloneAndDeletedThenGoneAtOnce() {
        McpApp app = McpApp.installedFor(demo.mcp(route));
        Tokens through = app.connect(Person.MO);
        Tokens direct = McpApp.installedFor(demo.mcp("everything")).connect(Person.CUS);
        String assignment = "/bundles/" + bundle + "/servers/" + admin.server("everything");
        assertThat(McpConnection.echo(demo.mcp(route), through.access(), "hello"))
                .isEqualTo("hello");

        admin.done("PATCH", assignment, Map.of("enabled", false));
        admin.awaitStatus(route, 503);
        admin.done("PATCH", assignment, Map.of("enabled", true));
        admin.awaitStatus(route, 401);
        admin.done("PATCH", "/bundles/" + bundle, Map.of("enabled", false));
        admin.awaitStatus(route, 503);
        assertThat(McpConnection.echo(demo.mcp("everything"), direct.access(), "hello"))
                .isEqualTo("hello");
        admin.done("PATCH", "/bundles/" + bundle, Map.of("enabled", true));
        admin.awaitStatus(route, 401);
        assertThat(app.refresh(through.refresh()).text("error")).isEqualTo("invalid_grant");

        Tokens again = app.connect(Person.MO);
        assertThat(admin.delete("/bundles/" + bundle).status()).isEqualTo(204);
        admin.awaitStatus(route, 404);
        assertThat(McpConnection.status(demo.mcp(route), again.access())).isEqualTo(404);
        assertThat(app.refresh(again.refresh()).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void personWhoGoesToTheServerItselfThenNoAccess() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        assertThat(app.authorize(app.request(), Person.MO).get("error")).isEqualTo("access_denied");
    }
}
