package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code openid-client} with a secret: registered for one way of presenting it, it uses the other. */
class OpenIdClientIT {

    private final Demo demo = Demo.shared();

    @Test
    void registeredForBasicAndSecretSentInTheBodyThenTheWholeWayWorks() {
        try (NodeClient client = NodeClient.start("openid-client")) {
            JsonNode registered =
                    client.ask("register", Map.of("issuer", demo.issuer(), "resource", demo.mcp("everything")));
            assertThat(registered.path("token_endpoint_auth_method").asString()).isEqualTo("client_secret_basic");
            assertThat(Canaries.note(registered.path("client_secret").asString("")))
                    .hasSizeGreaterThanOrEqualTo(43);

            String address = client.ask("authorize", Map.of("scope", "mcp:read mcp:write"))
                    .asString();
            String callback = Browser.allow(demo.issuer(), address, Person.CUS);
            Tokens tokens = NodeClient.tokens(client.ask("callback", Map.of("callback", callback)));
            assertThat(McpConnection.echo(demo.mcp("everything"), tokens.access(), "with a secret"))
                    .isEqualTo("with a secret");

            Tokens refreshed = NodeClient.tokens(client.ask("refresh", Map.of("token", tokens.refresh())));
            assertThat(refreshed.access()).isNotEqualTo(tokens.access());
            assertThat(client.ask("revoke", Map.of("token", refreshed.refresh()))
                            .asBoolean())
                    .isTrue();
            assertThat(client.fails("refresh", Map.of("token", refreshed.refresh()))
                            .path("error")
                            .asString())
                    .isEqualTo("invalid_grant");
        }
    }
}
