package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The official TypeScript SDK, versions 1 and 2, which most clients are made of, against the running programs. */
class TypeScriptSdkIT {

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @AfterEach
    void grantAgain() {
        admin.grant(admin.server("everything"), Person.CUS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sdk-v1", "sdk-v2"})
    void registersSignsInRotatesTwiceAndIsSentToSignInAgainOnceThePersonIsRemoved(String sdk) {
        try (NodeClient client = NodeClient.start(sdk)) {
            Tokens first = connect(client);
            assertThat(client.ask("tools").values())
                    .extracting(JsonNode::asString)
                    .contains("echo", "add", "write_note");
            assertThat(call(client, "add", Map.of("a", 2, "b", 40))).isEqualTo("42");

            Tokens second = afterExpiry(client, "second");
            Tokens third = afterExpiry(client, "third");
            assertThat(first.refresh()).isNotEqualTo(second.refresh());
            assertThat(third.refresh()).isNotEqualTo(second.refresh());

            assertThat(admin.remove(admin.server("everything"), Person.CUS).status())
                    .isEqualTo(204);
            assertThat(call(client, "echo", Map.of("message", "live"))).isEqualTo("live");
            client.ask("spoil");
            JsonNode refused = client.ask("attempt", Map.of("name", "echo", "args", Map.of("message", "no more")));
            assertThat(refused.path("failed").asString()).isEqualTo("UnauthorizedError");
            assertThat(refused.path("tokens").isNull()).isTrue();
            assertThat(refused.path("authorize").asString()).startsWith(demo.issuer() + "/oauth2/authorize?");
            assertThat(new Browser(demo.issuer())
                            .authorize(refused.path("authorize").asString(), Person.CUS, true)
                            .redirect()
                            .get("error"))
                    .isEqualTo("access_denied");
        }
    }

    private Tokens connect(NodeClient client) {
        JsonNode asked = client.ask("connect", Map.of("url", demo.mcp("everything")));
        assertThat(asked.path("connected").asBoolean()).isFalse();
        String callback = Browser.allow(demo.issuer(), asked.path("authorize").asString(), Person.CUS);
        assertThat(client.ask("finish", Map.of("callback", callback))
                        .path("connected")
                        .asBoolean())
                .isTrue();
        return NodeClient.tokens(client.ask("tokens"));
    }

    /** The gateway answers 401; the SDK refreshes and repeats the call without anyone's help. */
    private Tokens afterExpiry(NodeClient client, String message) {
        client.ask("spoil");
        assertThat(call(client, "echo", Map.of("message", message))).isEqualTo(message);
        return NodeClient.tokens(client.ask("tokens"));
    }

    private static String call(NodeClient client, String tool, Map<String, ?> args) {
        return client.ask("call", Map.of("name", tool, "args", args)).asString();
    }
}
