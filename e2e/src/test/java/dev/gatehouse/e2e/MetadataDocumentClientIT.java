package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.ClientDocument;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Discovery;
import dev.gatehouse.e2e.harness.NodeClient;
import dev.gatehouse.e2e.harness.Page;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The official TypeScript SDK whose client id is the address of a metadata document; the access tokens here live for two
 * seconds, so that they expire by themselves. The SDK takes https addresses only when it chooses the client id by itself, so
 * the application gives it this one, as for a client that is known before.
 */
class MetadataDocumentClientIT {

    private static final long LONGER_THAN_A_TOKEN_MILLIS = 2_200;

    private static Demo demo;
    private static ClientDocument document;

    @BeforeAll
    static void start() {
        document = ClientDocument.publish();
        demo = Demo.start(
                "metadata document demo",
                Map.of(
                        "GATEHOUSE_CIMD", "on",
                        "GATEHOUSE_CIMD_LOOPBACK", "true",
                        "GATEHOUSE_ACCESS_TOKEN_TTL", "PT2S"));
    }

    @AfterAll
    static void stop() {
        demo.stop();
        document.close();
    }

    @Test
    void clientKnownByItsDocumentSignsInGoesOnAfterExpiryAndIsRefusedAfterRemoval() throws Exception {
        signsInGoesOnAndIsRefused("sdk-v2");
    }

    @Test
    @Tag("long")
    void clientOfTheFormerSdkThenTheSame() throws Exception {
        signsInGoesOnAndIsRefused("sdk-v1");
    }

    private static void signsInGoesOnAndIsRefused(String sdk) throws Exception {
        AdminApi admin = new AdminApi(demo);
        admin.grant(admin.server("everything"), Person.CUS);
        assertThat(Discovery.of(demo.mcp("everything"))
                        .server()
                        .path("client_id_metadata_document_supported")
                        .asBoolean(false))
                .isTrue();
        try (NodeClient client = NodeClient.start(sdk)) {
            Tokens first = connect(client);
            assertThat(first.expiresIn()).isEqualTo(2);
            assertThat(first.claims().path("client_id").asString()).isEqualTo(document.clientId());

            Tokens second = afterExpiry(client, "second");
            Tokens third = afterExpiry(client, "third");
            assertThat(second.refresh()).isNotEqualTo(first.refresh());
            assertThat(third.refresh()).isNotEqualTo(second.refresh());
            assertThat(document.fetches()).isEqualTo(1);

            admin.remove(admin.server("everything"), Person.CUS);
            Thread.sleep(LONGER_THAN_A_TOKEN_MILLIS);
            JsonNode refused = client.ask("attempt", Map.of("name", "echo", "args", Map.of("message", "no")));
            assertThat(refused.path("failed").asString()).isEqualTo("UnauthorizedError");
            assertThat(refused.path("tokens").isNull()).isTrue();
        }
    }

    @Test
    void documentThatIsNotThereThenAPageAndNothingIsSentToTheClient() {
        try (NodeClient client = NodeClient.start("sdk-v2")) {
            JsonNode asked =
                    client.ask("connect", Map.of("url", demo.mcp("everything"), "clientId", document.missing()));

            Page page =
                    new Browser(demo.issuer()).authorize(asked.path("authorize").asString(), Person.ALL, true);

            assertThat(page.outside()).isNull();
            assertThat(page.answer().status()).isBetween(400, 499);
        }
    }

    private static Tokens connect(NodeClient client) {
        JsonNode asked = client.ask("connect", Map.of("url", demo.mcp("everything"), "clientId", document.clientId()));
        String callback = Browser.allow(demo.issuer(), asked.path("authorize").asString(), Person.CUS);
        assertThat(client.ask("finish", Map.of("callback", callback))
                        .path("connected")
                        .asBoolean())
                .isTrue();
        assertThat(client.ask("clientId").asString()).isEqualTo(document.clientId());
        return NodeClient.tokens(client.ask("tokens"));
    }

    private static Tokens afterExpiry(NodeClient client, String message) throws InterruptedException {
        Thread.sleep(LONGER_THAN_A_TOKEN_MILLIS);
        assertThat(client.ask("call", Map.of("name", "echo", "args", Map.of("message", message)))
                        .asString())
                .isEqualTo(message);
        return NodeClient.tokens(client.ask("tokens"));
    }
}
