package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way with {@code oauth4webapi}, which checks every answer strictly and is helped with nothing. */
class Oauth4webapiIT {

    private final Demo demo = Demo.shared();
    private final NodeClient client = NodeClient.start("oauth4webapi");

    @AfterEach
    void stop() {
        client.close();
    }

    @Test
    void wholeWayFromTheAddressOfAServerToRevokedTokens() {
        JsonNode found = client.ask("discover", Map.of("url", demo.mcp("everything")));
        assertThat(found.path("server").path("issuer").asString()).isEqualTo(demo.issuer());
        assertThat(found.path("byOpenId").properties())
                .containsAll(found.path("server").properties());
        Tokens tokens = signIn();

        JsonNode claims = client.ask("validate", Map.of("token", tokens.access()));
        assertThat(claims.path("aud").asString()).isEqualTo(demo.mcp("everything"));
        assertThat(use(tokens.access()).path("status").asInt()).isEqualTo(200);

        Tokens refreshed = NodeClient.tokens(client.ask("refresh", Map.of("token", tokens.refresh())));
        Tokens narrowed =
                NodeClient.tokens(client.ask("refresh", Map.of("token", refreshed.refresh(), "scope", "mcp:read")));
        assertThat(narrowed.scope()).isEqualTo("mcp:read");
        assertThat(client.fails("refresh", Map.of("token", narrowed.refresh(), "scope", "mcp:everything"))
                        .path("error")
                        .asString())
                .isEqualTo("invalid_scope");

        assertThat(client.ask("revoke", Map.of("token", narrowed.refresh())).asBoolean())
                .isTrue();
        assertThat(client.fails("refresh", Map.of("token", narrowed.refresh()))
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
    }

    @Test
    void tokenThatIsNotGoodThenTheChallengeIsUnderstood() {
        client.ask("discover", Map.of("url", demo.mcp("everything")));
        Tokens tokens = signIn();

        JsonNode refused = use(tokens.access() + "x");

        assertThat(refused.path("status").asInt()).isEqualTo(401);
        JsonNode challenge = refused.path("challenges").path(0);
        assertThat(challenge.path("scheme").asString()).isEqualTo("bearer");
        assertThat(challenge.path("parameters").path("error").asString()).isEqualTo("invalid_token");
        assertThat(challenge.path("parameters").path("resource_metadata").asString())
                .isEqualTo(demo.gateway() + "/.well-known/oauth-protected-resource/mcp/everything");
    }

    @Test
    void fiveRefreshesOfOneTokenAtOnceThenEachGoesOnWithWhatItGot() {
        client.ask("discover", Map.of("url", demo.mcp("everything")));
        Tokens tokens = signIn();

        List<Tokens> five =
                client.ask("refreshTogether", Map.of("token", tokens.refresh(), "times", 5)).values().stream()
                        .map(NodeClient::tokens)
                        .toList();

        assertThat(five).hasSize(5);
        assertThat(five).allSatisfy(one -> {
            assertThat(McpConnection.echo(demo.mcp("everything"), one.access(), "still in"))
                    .isEqualTo("still in");
            NodeClient.tokens(client.ask("refresh", Map.of("token", one.refresh())));
        });
    }

    @Test
    void authorizationResponseOfAnotherIssuerThenTheClientRefusesIt() {
        client.ask("discover", Map.of("url", demo.mcp("everything")));
        client.ask("register");
        String callback = Browser.allow(demo.issuer(), client.ask("authorize").asString(), Person.CUS);

        JsonNode mixedUp = client.fails(
                "callback", Map.of("callback", callback.replaceFirst("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")));

        assertThat(mixedUp.path("message").asString()).contains("iss");
        NodeClient.tokens(client.ask("callback", Map.of("callback", callback)));
    }

    @Test
    void serverIntrospectsByEitherMethodThenTheAnswersAreValid() {
        client.ask("discover", Map.of("url", demo.mcp("everything")));
        Tokens tokens = signIn();
        JsonNode credentials = JsonMapper.shared().readTree(demo.line("everything-introspection.json"));

        for (String method : List.of("introspectBasic", "introspectPost")) {
            Map<String, String> input = Map.of(
                    "id", credentials.path("client_id").asString(),
                    "secret", credentials.path("client_secret").asString(),
                    "token", tokens.access());
            assertThat(client.ask(method, input).path("active").asBoolean())
                    .as(method)
                    .isTrue();
        }
    }

    private Tokens signIn() {
        client.ask("register");
        String callback = Browser.allow(demo.issuer(), client.ask("authorize").asString(), Person.CUS);
        return NodeClient.tokens(client.ask("callback", Map.of("callback", callback)));
    }

    private JsonNode use(String token) {
        return client.ask("use", Map.of("token", token));
    }
}
