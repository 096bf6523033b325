package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpConnection;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Agents without a browser: API tokens. */
class ApiTokenIT {

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    private static String value(JsonNode created) {
        return created.path("token").asString();
    }

    @Test
    void agentCallsAToolWithItAndIsRefusedWithinASecondOfItsRevocation() {
        String url = demo.mcp("notes");
        JsonNode created = admin.apiToken(admin.server("notes"));
        String token = value(created);
        assertThat(McpConnection.echo(url, token, "headless")).isEqualTo("headless");
        assertThat(McpConnection.status(url, token)).isEqualTo(200);
        JsonNode listed = admin.get("/api-tokens?limit=200").json().path("items").values().stream()
                .filter(item -> item.path("id").equals(created.path("id")))
                .findFirst()
                .orElseThrow();
        assertThat(listed.path("lastUsedAt").isString()).isTrue();
        assertThat(listed.has("token")).isFalse();

        assertThat(admin.delete("/api-tokens/" + created.path("id").asString()).status())
                .isEqualTo(204);

        Eventually.within(
                Eventually.A_SECOND, "the API token is refused", () -> McpConnection.status(url, token) == 401);
        Answer refused = McpConnection.initialize(url, token);
        assertThat(refused.header("WWW-Authenticate")).contains("error=\"invalid_token\"", "resource_metadata=");
    }

    @Test
    void tokenOpensItsServerAndNothingElse() {
        String token = value(admin.apiToken(admin.server("notes")));
        assertThat(McpConnection.status(demo.mcp("notes"), token)).isEqualTo(200);
        assertThat(McpConnection.status(demo.mcp("everything"), token)).isEqualTo(401);
        assertThat(McpConnection.initialize(demo.direct(), token).status()).isEqualTo(401);
        assertThat(new AdminApi(demo, token).get("/me").status()).isEqualTo(401);
        assertThat(McpConnection.status(demo.mcp("notes"), demo.line("admin-token")))
                .isEqualTo(401);
        assertThat(Http.to(demo.mcp("notes") + "?access_token=" + token)
                        .send("HEAD")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void tokenForAServerThatChecksTokensItselfThenAcceptedByIntrospection() {
        JsonNode created = admin.apiToken(admin.server("direct"));
        assertThat(McpConnection.echo(demo.direct(), value(created), "by introspection"))
                .isEqualTo("by introspection");
        admin.delete("/api-tokens/" + created.path("id").asString());
        assertThat(McpConnection.initialize(demo.direct(), value(created)).status())
                .isEqualTo(401);
    }

    @Test
    void serversRuleThenItDecidesUnderTheBuiltInAndAnExternalProvider() {
        String server = admin.createServer("for-agents", "notes");
        String token = value(admin.apiToken(server));
        String url = demo.mcp("for-agents");
        assertThat(McpConnection.echo(url, token, "built in")).isEqualTo("built in");
        rule(server, "OFF");
        within(url, token, 401);
        rule(server, "BUILT_IN_ONLY");
        within(url, token, 200);

        String provider = admin.done(
                        "POST",
                        "/identity-providers",
                        Map.of(
                                "name", "Elsewhere",
                                "issuer", "https://idp.example",
                                "audience", "https://mcp.example/agents",
                                "validation", "JWKS",
                                "jwksUri", "https://idp.example/jwks"))
                .path("id")
                .asString();
        String binding = "/servers/" + server + "/identity-provider";
        admin.done("PUT", binding, Map.of("type", "EXTERNAL", "externalIdpId", provider));
        within(url, token, 401);
        rule(server, "ALWAYS");
        within(url, token, 200);
        assertThat(McpConnection.echo(url, token, "external")).isEqualTo("external");
        rule(server, "BUILT_IN_ONLY");
        within(url, token, 401);
        admin.done("PUT", binding, Map.of("type", "BUILT_IN"));
        within(url, token, 200);
    }

    @Test
    void forgedOrMadeUpTokenThenRefused() {
        String token = value(admin.apiToken(admin.server("notes")));
        String forged = token.substring(0, token.length() - 2) + (token.endsWith("AA") ? "BB" : "AA");
        assertThat(McpConnection.status(demo.mcp("notes"), Canaries.note(forged)))
                .isEqualTo(401);
        assertThat(McpConnection.status(demo.mcp("notes"), token)).isEqualTo(200);
    }

    private void rule(String server, String rule) {
        admin.done("PATCH", "/servers/" + server, Map.of("apiTokens", rule));
    }

    private static void within(String url, String token, int status) {
        Eventually.within(Eventually.A_SECOND, "status " + status, () -> McpConnection.status(url, token) == status);
    }
}
