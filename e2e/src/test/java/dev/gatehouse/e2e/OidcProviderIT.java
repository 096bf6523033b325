package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.NodePackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** node oidc-provider governs servers, by JWTs and by opaque tokens; the last result is in docs/identity-providers.md. */
@Tag("long")
class OidcProviderIT {

    private static final String JWT = "https://tools.example/jwt";
    private static final String OPAQUE = "https://tools.example/opaque";

    private static Process process;
    private static String issuer;

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @BeforeAll
    static void start() throws IOException {
        NodePackages packages = NodePackages.installed("long");
        process = packages.command("oidc-provider", List.of(packages.node22(), "oidc-provider.mjs"))
                .start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        while (line != null && !line.startsWith("ready ")) {
            line = output.readLine();
        }
        assertThat(line).as("oidc-provider is ready").isNotNull();
        issuer = line.substring("ready ".length());
    }

    @AfterAll
    static void stop() {
        process.destroy();
    }

    @Test
    void jwtsThenGoodOnesPassAndARotatedKeyIsFound() {
        String provider = provider(Map.of("audience", JWT));
        String url = serve("op-jwt", provider, JWT);
        String before = token(JWT);
        assertThat(McpConnection.echo(url, before, "hello")).isEqualTo("hello");
        assertThat(McpConnection.status(url, token("https://other.example/jwt")))
                .isEqualTo(401);
        assertThat(McpConnection.status(url, token(OPAQUE))).isEqualTo(401);
        assertThat(checks(provider, before)).containsEntry("TOKEN", "OK").doesNotContainValue("FAILED");

        assertThat(Http.to(issuer + "/rotate").send("POST").status()).isEqualTo(204);
        String after = token(JWT);

        Eventually.within(
                Duration.ofSeconds(10), "the new key is known", () -> McpConnection.status(url, after) == 200);
        assertThat(McpConnection.status(url, before)).as("its key is withdrawn").isEqualTo(401);
    }

    @Test
    void opaqueTokensThenTheyAreAskedAbout() {
        Map<String, Object> asked = new HashMap<>(Map.of(
                "audience", OPAQUE,
                "validation", "INTROSPECTION",
                "clientId", "gateway",
                "clientSecret", "gateway secret: 100%+"));
        String provider = provider(asked);
        String url = serve("op-opaque", provider, OPAQUE);
        String token = token(OPAQUE);
        assertThat(McpConnection.echo(url, token, "hello")).isEqualTo("hello");
        assertThat(McpConnection.status(url, token("https://other.example/opaque")))
                .isEqualTo(401);
        assertThat(McpConnection.status(url, token + "x")).isEqualTo(401);
        assertThat(checks(provider, token)).containsEntry("TOKEN", "OK").doesNotContainValue("FAILED");

        Answer revoked =
                Http.to(issuer + "/token/revocation").basic("app", "app-secret").postForm(Map.of("token", token));
        assertThat(revoked.status()).isEqualTo(200);
        Eventually.within(
                Duration.ofSeconds(35), "the revoked token is refused", () -> McpConnection.status(url, token) == 401);
    }

    private String provider(Map<String, Object> more) {
        Map<String, Object> body =
                new HashMap<>(Map.of("name", "oidc-provider", "issuer", issuer, "requiredScopes", List.of("mcp")));
        body.putAll(more);
        return admin.done("POST", "/identity-providers", body).path("id").asString();
    }

    private String serve(String slug, String provider, String resource) {
        String server = admin.createServer(slug, "notes");
        admin.done(
                "PUT",
                "/servers/" + server + "/identity-provider",
                Map.of("type", "EXTERNAL", "externalIdpId", provider));
        String token = token(resource);
        Eventually.within(
                Duration.ofSeconds(5),
                slug + " is governed by oidc-provider",
                () -> McpConnection.status(demo.mcp(slug), token) == 200);
        return demo.mcp(slug);
    }

    private static String token(String resource) {
        return Http.to(issuer + "/token")
                .basic("app", "app-secret")
                .postForm(Map.of("grant_type", "client_credentials", "scope", "mcp", "resource", resource))
                .text("access_token");
    }

    private Map<String, String> checks(String provider, String token) {
        Map<String, String> checks = new HashMap<>();
        for (JsonNode check : admin.done("POST", "/identity-providers/" + provider + "/check", Map.of("token", token))
                .path("checks")) {
            checks.put(check.path("name").asString(), check.path("status").asString());
        }
        return checks;
    }
}
