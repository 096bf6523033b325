package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Discovery;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.RecordedClient;
import dev.gatehouse.e2e.harness.Tokens;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What deployed clients were seen to send, request by request ({@code src/test/resources/clients}; each file says whether
 * it was recorded or put together from reports): each of them gets in, stays in, and needs nothing of its own.
 */
class RecordedClientsIT {

    private final Demo demo = Demo.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatgpt",
                "claude-ai",
                "claude-code",
                "codex",
                "conformance",
                "cursor",
                "gemini-cli",
                "inspector",
                "inspector-web",
                "mcp-remote",
                "mcporter",
                "opencode",
                "vs-code",
            })
    void clientProbesRegistersSignsInCallsAndRefreshesTwice(String name) {
        RecordedClient client = RecordedClient.of(name, demo.mcp("everything"));

        for (Answer refused : client.probe()) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(Discovery.parameter(refused.header("WWW-Authenticate"), "resource_metadata"))
                    .isEqualTo(demo.gateway() + "/.well-known/oauth-protected-resource/mcp/everything");
            assertThat(Discovery.parameter(refused.header("WWW-Authenticate"), "scope"))
                    .isEqualTo("mcp:read mcp:write");
        }
        for (Answer document : client.discover(demo)) {
            assertThat(document.status()).isEqualTo(200);
            assertThat(document.mediaType()).isEqualTo("application/json");
        }
        client.register();
        Tokens first = client.signIn(demo, Person.CUS);
        assertThat(first.claims().path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(McpConnection.echo(demo.mcp("everything"), first.access(), name))
                .isEqualTo(name);
        Tokens second = client.refresh(first);
        Tokens third = client.refresh(second);
        assertThat(McpConnection.status(demo.mcp("everything"), third.access())).isEqualTo(200);
        assertThat(third.claims().path("scope").asString()).isEqualTo("mcp:read mcp:write");
    }
}
