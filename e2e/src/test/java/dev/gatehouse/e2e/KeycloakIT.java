package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Keycloak;
import dev.gatehouse.e2e.harness.McpConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** A real Keycloak governs servers; the last result is in docs/identity-providers.md. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KeycloakIT {

    private static final Duration A_MEMORY = Duration.ofSeconds(35);

    private static Demo demo;
    private static AdminApi admin;
    private static Keycloak keycloak;

    @BeforeAll
    static void start() {
        keycloak = Keycloak.start();
        demo = Demo.start("keycloak demo", Map.of());
        admin = new AdminApi(demo);
    }

    @AfterAll
    static void stop() {
        demo.stop();
        keycloak.close();
    }

    @Test
    @Order(1)
    void byItsKeysThenGoodTokensPassAndTheDoctorIsContent() {
        String provider = provider("JWKS");
        serve("kc-keys", provider);
        String token = keycloak.token("app", "mcp");

        assertThat(McpConnection.echo(demo.mcp("kc-keys"), token, "hello")).isEqualTo("hello");
        assertThat(McpConnection.status(demo.mcp("kc-keys"), keycloak.token("app", "openid")))
                .as("no audience of ours")
                .isEqualTo(401);
        assertThat(McpConnection.status(demo.mcp("kc-keys"), keycloak.token("lightweight-app", "mcp")))
                .as("a lightweight token says little")
                .isEqualTo(401);
        assertContent(provider, token);
    }

    @Test
    @Order(2)
    void byAskingItThenGoodTokensPassUntilTheyAreRevoked() {
        String provider = provider("INTROSPECTION");
        serve("kc-asked", provider);
        String token = keycloak.token("app", "mcp");
        String other = keycloak.token("app", "mcp");

        assertThat(McpConnection.echo(demo.mcp("kc-asked"), token, "hello")).isEqualTo("hello");
        assertThat(McpConnection.status(demo.mcp("kc-asked"), keycloak.token("lightweight-app", "mcp")))
                .as("the answer about a lightweight token is whole")
                .isEqualTo(200);
        assertThat(McpConnection.status(demo.mcp("kc-asked"), keycloak.token("app", "openid")))
                .isEqualTo(401);
        assertContent(provider, token);
        keycloak.revoke("app", token);
        Eventually.within(
                A_MEMORY,
                "the revoked token is refused",
                () -> McpConnection.status(demo.mcp("kc-asked"), token) == 401);
        assertThat(McpConnection.status(demo.mcp("kc-asked"), other)).isEqualTo(200);
    }

    @Test
    @Order(3)
    void secretIsWrongThen503AndTheDoctorSaysSo() {
        String provider = provider("INTROSPECTION");
        serve("kc-wrong", provider);
        String token = keycloak.token("app", "mcp");
        assertThat(McpConnection.status(demo.mcp("kc-wrong"), token)).isEqualTo(200);

        admin.done("PATCH", "/identity-providers/" + provider, Map.of("clientSecret", "wrong"));

        Eventually.within(
                Eventually.A_SECOND, "nobody gets in", () -> McpConnection.status(demo.mcp("kc-wrong"), token) == 503);
        assertThat(checks(provider, Map.of())).containsEntry("INTROSPECTION", "FAILED");
    }

    @Test
    @Order(4)
    void keyIsReplacedThenTokensOfBothPass() {
        serve("kc-rotated", provider("JWKS"));
        String before = keycloak.token("app", "mcp");
        assertThat(McpConnection.status(demo.mcp("kc-rotated"), before)).isEqualTo(200);

        keycloak.rotate();
        String after = keycloak.token("app", "mcp");

        assertThat(after.split("\\.")[0]).isNotEqualTo(before.split("\\.")[0]);
        Eventually.within(
                Duration.ofSeconds(10),
                "the new key is known",
                () -> McpConnection.status(demo.mcp("kc-rotated"), after) == 200);
        assertThat(McpConnection.status(demo.mcp("kc-rotated"), before)).isEqualTo(200);
    }

    @Test
    @Order(5)
    void keycloakIsAwayThenItsLastKeysAreUsedAndWhatMustBeAskedIsRefused() {
        serve("kc-dark", provider("JWKS"));
        serve("kc-dark-asked", provider("INTROSPECTION"));
        String token = keycloak.token("app", "mcp");
        String unseen = keycloak.token("app", "mcp");
        assertThat(McpConnection.status(demo.mcp("kc-dark"), token)).isEqualTo(200);

        keycloak.close();

        assertThat(McpConnection.status(demo.mcp("kc-dark"), unseen)).isEqualTo(200);
        assertThat(McpConnection.status(demo.mcp("kc-dark-asked"), unseen)).isEqualTo(503);
    }

    private static String provider(String validation) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "name",
                "Keycloak " + validation,
                "issuer",
                keycloak.issuer(),
                "audience",
                Keycloak.AUDIENCE,
                "validation",
                validation,
                "requiredScopes",
                List.of("mcp"),
                "preset",
                "KEYCLOAK"));
        if (validation.equals("INTROSPECTION")) {
            body.put("clientId", Keycloak.CLIENT_ID);
            body.put("clientSecret", Keycloak.CLIENT_SECRET);
        }
        return admin.done("POST", "/identity-providers", body).path("id").asString();
    }

    private static void serve(String slug, String provider) {
        String server = admin.createServer(slug, "notes");
        admin.done(
                "PUT",
                "/servers/" + server + "/identity-provider",
                Map.of("type", "EXTERNAL", "externalIdpId", provider));
        String token = keycloak.token("app", "mcp");
        Eventually.within(
                Duration.ofSeconds(5),
                slug + " is governed by Keycloak",
                () -> McpConnection.status(demo.mcp(slug), token) == 200);
    }

    private static void assertContent(String provider, String token) {
        Map<String, String> checks = checks(provider, Map.of("token", token));
        // Keycloak's answers have no Date, by which alone its clock could be compared.
        assertThat(checks.remove("CLOCK")).isEqualTo("SKIPPED");
        assertThat(checks)
                .allSatisfy((name, status) -> assertThat(status).as(name).isEqualTo("OK"));
    }

    private static Map<String, String> checks(String provider, Map<String, Object> body) {
        Map<String, String> checks = new HashMap<>();
        for (JsonNode check : admin.done("POST", "/identity-providers/" + provider + "/check", body)
                .path("checks")) {
            checks.put(check.path("name").asString(), check.path("status").asString());
        }
        return checks;
    }
}
