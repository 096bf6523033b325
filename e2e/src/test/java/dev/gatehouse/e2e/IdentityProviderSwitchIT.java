package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Discovery;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.SecondIssuer;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A server is given to another identity provider and comes back: rules R32 to R35, decisions O5 and O6. */
class IdentityProviderSwitchIT {

    private static SecondIssuer other;

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @BeforeAll
    static void startTheOther() {
        other = SecondIssuer.start();
    }

    @AfterAll
    static void stopTheOther() {
        other.close();
    }

    @Test
    void switchedOutAndBackThenTheCurrentIssuerAloneDecidesAndNothingIsLost() {
        String server = admin.createServer("switched", "notes");
        admin.grant(server, Person.CUS);
        admin.grant(server, Person.MEL);
        McpApp app = McpApp.installedFor(demo.mcp("switched"));
        Tokens builtIn = app.connect(Person.CUS);
        String external = other.token();
        JsonNode before = admin.users(server);
        assertThat(McpConnection.echo(app.mcpUrl(), builtIn.access(), "built in"))
                .isEqualTo("built in");
        assertThat(McpConnection.status(app.mcpUrl(), external)).isEqualTo(401);

        switchOut(server, register("Other"));

        refusedWithinASecond(app.mcpUrl(), builtIn.access());
        assertOAuthError(app.refresh(builtIn.refresh()), 400, "invalid_grant");
        assertThat(app.authorize(app.request(), Person.CUS).get("error")).isEqualTo("invalid_target");
        assertListsAreClosed(server);
        assertDiscoveryNamesTheOther(app.mcpUrl());
        assertThat(McpConnection.echo(app.mcpUrl(), external, "external")).isEqualTo("external");
        assertOnlyGoodTokensPass(app.mcpUrl());

        admin.done("PUT", "/servers/" + server + "/identity-provider", Map.of("type", "BUILT_IN"));

        refusedWithinASecond(app.mcpUrl(), external);
        assertThat(McpConnection.echo(app.mcpUrl(), builtIn.access(), "once more"))
                .isEqualTo("once more");
        Tokens refreshed = Tokens.of(app.refresh(builtIn.refresh()));
        assertThat(McpConnection.echo(app.mcpUrl(), refreshed.access(), "refreshed"))
                .isEqualTo("refreshed");
        assertThat(admin.users(server)).isEqualTo(before);
        assertThat(Discovery.of(app.mcpUrl()).issuer()).isEqualTo(demo.issuer());
    }

    @Test
    void serverOfTheOtherIssuerThenItsTokensOpenNoOtherServer() {
        String server = admin.createServer("given-away", "notes");
        switchOut(server, register("Other, again"));
        String external = other.token();
        Eventually.within(
                Eventually.A_SECOND,
                "the external token is good",
                () -> McpConnection.status(demo.mcp("given-away"), external) == 200);

        assertThat(McpConnection.status(demo.mcp("everything"), external)).isEqualTo(401);
        assertThat(McpConnection.initialize(demo.direct(), external).status()).isEqualTo(401);
    }

    private String register(String name) {
        return admin.done(
                        "POST",
                        "/identity-providers",
                        Map.of(
                                "name",
                                name,
                                "issuer",
                                other.issuer(),
                                "audience",
                                SecondIssuer.AUDIENCE,
                                "validation",
                                "JWKS",
                                "jwksUri",
                                other.jwksUri(),
                                "requiredScopes",
                                List.of("mcp")))
                .path("id")
                .asString();
    }

    private void switchOut(String server, String provider) {
        admin.done(
                "PUT",
                "/servers/" + server + "/identity-provider",
                Map.of("type", "EXTERNAL", "externalIdpId", provider));
    }

    private static void refusedWithinASecond(String mcpUrl, String token) {
        Eventually.within(
                Eventually.A_SECOND, "the token is refused", () -> McpConnection.status(mcpUrl, token) == 401);
        assertThatThrownBy(() -> McpConnection.open(mcpUrl, token));
    }

    private void assertListsAreClosed(String server) {
        String users = "/servers/" + server + "/users";
        assertProblem(admin.get(users), 409, "IDP_EXTERNAL");
        assertProblem(admin.get("/servers/" + server + "/candidates"), 409, "IDP_EXTERNAL");
        assertProblem(
                admin.send("POST", users, Map.of("userIds", List.of(admin.user(Person.MO)))), 409, "IDP_EXTERNAL");
        assertProblem(admin.remove(server, Person.CUS), 409, "IDP_EXTERNAL");
    }

    private void assertDiscoveryNamesTheOther(String mcpUrl) {
        Answer challenge = McpConnection.initialize(mcpUrl, null);
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(Discovery.parameter(challenge.header("WWW-Authenticate"), "scope"))
                .isEqualTo("mcp");
        JsonNode metadata = Http.to(Discovery.parameter(challenge.header("WWW-Authenticate"), "resource_metadata"))
                .get()
                .json();
        assertThat(metadata.path("resource").asString()).isEqualTo(mcpUrl);
        assertThat(metadata.path("authorization_servers").values())
                .extracting(JsonNode::asString)
                .containsExactly(other.issuer());
        assertThat(metadata.path("scopes_supported").values())
                .extracting(JsonNode::asString)
                .containsExactly("mcp");
    }

    private static void assertOnlyGoodTokensPass(String mcpUrl) {
        assertThat(McpConnection.initialize(mcpUrl, other.tokenForAnotherAudience())
                        .status())
                .isEqualTo(401);
        Answer unscoped = McpConnection.initialize(mcpUrl, other.tokenWithoutScope());
        assertThat(unscoped.status()).isEqualTo(403);
        assertThat(Discovery.parameter(unscoped.header("WWW-Authenticate"), "error"))
                .isEqualTo("insufficient_scope");
        assertThat(Discovery.parameter(unscoped.header("WWW-Authenticate"), "scope"))
                .isEqualTo("mcp");
        String token = other.token();
        String tampered = token.substring(0, token.length() - 8) + "AAAAAAAA";
        assertThat(McpConnection.initialize(mcpUrl, tampered).status()).isEqualTo(401);
    }
}
