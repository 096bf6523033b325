package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Discovery;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The story of the product: a person connects, is removed, and is added again. */
class ConnectAndRemoveIT {

    private static final int AN_HOUR = 3600;

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @AfterEach
    void grantAgain() {
        admin.grant(admin.server("everything"), Person.CUS);
        admin.remove(admin.server("vault"), Person.CUS);
    }

    @Test
    void personConnectsIsRemovedAndComesBackBySigningInAnew() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        Tokens first = app.connect(Person.CUS);
        assertThat(first.expiresIn()).isEqualTo(AN_HOUR);
        assertThat(first.scope()).isEqualTo("mcp:read mcp:write");

        try (McpConnection connection = McpConnection.open(app.mcpUrl(), first.access())) {
            assertThat(connection.tools()).contains("echo", "add", "count_slowly", "write_note");
            assertThat(connection.call("add", Map.of("a", 2, "b", 40))).isEqualTo("42");
            Tokens second = Tokens.of(app.refresh(first.refresh()));
            assertThat(second.access()).isNotEqualTo(first.access());
            assertThat(second.refresh()).isNotEqualTo(first.refresh());
            connection.use(second.access());
            assertThat(connection.call("echo", Map.of("message", "refreshed"))).isEqualTo("refreshed");

            assertThat(admin.remove(admin.server("everything"), Person.CUS).status())
                    .isEqualTo(204);

            assertThat(connection.call("echo", Map.of("message", "live"))).isEqualTo("live");
            assertThat(McpConnection.echo(app.mcpUrl(), second.access(), "a new session, too"))
                    .isEqualTo("a new session, too");
            assertOAuthError(app.refresh(second.refresh()), 400, "invalid_grant");
            assertThat(app.authorize(app.request(), Person.CUS).get("error")).isEqualTo("access_denied");

            admin.grant(admin.server("everything"), Person.CUS);

            assertOAuthError(app.refresh(second.refresh()), 400, "invalid_grant");
            assertOAuthError(app.refresh(first.refresh()), 400, "invalid_grant");
            connection.use(app.connect(Person.CUS).access());
            assertThat(connection.call("echo", Map.of("message", "back"))).isEqualTo("back");
        }
    }

    @Test
    void removedFromVaultThenTheLiveTokenIsRefusedWithinASecond() {
        String vault = admin.server("vault");
        admin.grant(vault, Person.CUS);
        McpApp app = McpApp.installedFor(demo.mcp("vault"));
        Tokens tokens = app.connect(Person.CUS);
        assertThat(McpConnection.echo(app.mcpUrl(), tokens.access(), "in")).isEqualTo("in");

        assertThat(admin.remove(vault, Person.CUS).status()).isEqualTo(204);

        Eventually.within(
                Eventually.A_SECOND,
                "the live token is refused",
                () -> McpConnection.status(app.mcpUrl(), tokens.access()) == 401);
        Answer refused = McpConnection.initialize(app.mcpUrl(), tokens.access());
        assertThat(refused.status()).isEqualTo(401);
        assertThat(Discovery.parameter(refused.header("WWW-Authenticate"), "error"))
                .isEqualTo("invalid_token");
        assertThatThrownBy(() -> McpConnection.open(app.mcpUrl(), tokens.access()));
        assertOAuthError(app.refresh(tokens.refresh()), 400, "invalid_grant");

        admin.grant(vault, Person.CUS);
        assertThat(McpConnection.status(app.mcpUrl(), tokens.access())).isEqualTo(401);
        assertOAuthError(app.refresh(tokens.refresh()), 400, "invalid_grant");
        assertThat(McpConnection.echo(app.mcpUrl(), app.connect(Person.CUS).access(), "back"))
                .isEqualTo("back");
    }

    @Test
    void removedTwiceThenTheSecondTimeChangesNothing() {
        String everything = admin.server("everything");

        assertThat(admin.remove(everything, Person.CUS).status()).isEqualTo(204);
        assertThat(admin.remove(everything, Person.CUS).status()).isEqualTo(204);
    }
}
