package dev.gatehouse.authserver.client.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.DocumentHost;
import dev.gatehouse.authserver.testing.DocumentsTest;
import dev.gatehouse.authserver.testing.TestClock;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.client.DocumentPins;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@DocumentsTest
class PinnedDocumentTests {

    @Autowired
    TestServer server;

    @Autowired
    DocumentPins pins;

    @Autowired
    AccountRepository accounts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TestClock clock;

    private final DocumentHost host = new DocumentHost();
    private final String path = "/" + UUID.randomUUID() + "/client.json";
    private final String client = host.url(path);

    @AfterEach
    void close() {
        host.close();
    }

    private String document(String redirectUri) {
        return "{\"client_id\":\"" + client + "\",\"client_name\":\"Pinned app\",\"redirect_uris\":[\"" + redirectUri
                + "\"]}";
    }

    private UUID demo() {
        return jdbc.sql("select account_id from mcp_server where slug = 'everything'")
                .query(UUID.class)
                .single();
    }

    private void pin(UUID accountId, String redirectUri) {
        pins.insert(new DocumentPins.Pin(UUID.randomUUID(), accountId, client, document(redirectUri), Instant.now()));
    }

    private UUID otherAccount() {
        UUID id = UUID.randomUUID();
        accounts.save(AccountRow.create(id, "Other"));
        return id;
    }

    private String allowed() {
        return server.browser()
                .allow(TestRequest.of(client), "cus@demo.example")
                .get("code");
    }

    private HttpResponse<String> redeem(String code) {
        return server.post("/oauth2/token", TestRequest.redemption(code, client));
    }

    private HttpResponse<String> refresh(JsonNode tokens) {
        return server.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        tokens.get("refresh_token").stringValue(),
                        "client_id",
                        client));
    }

    @Test
    void documentPinnedThenItCountsInsteadOfWhatIsPublishedAllTheWay() {
        pin(demo(), "http://127.0.0.1/callback");
        host.put(path, DocumentHost.status(503));

        String code = allowed();
        assertThat(host.asked(path)).isZero();
        HttpResponse<String> answer = redeem(code);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void documentPinnedThenAnAddressThatIsOnlyPublishedIsRefused() {
        pin(demo(), "https://pinned.example/cb");
        host.json(path, document("http://127.0.0.1/callback"));

        assertThat(server.browser().open(TestRequest.of(client).url()).statusCode())
                .isEqualTo(400);
    }

    @Test
    void documentPinnedByAnotherAccountThenWhatIsPublishedCounts() {
        pin(otherAccount(), "http://127.0.0.1/callback");
        host.json(path, document("https://published.example/cb"));

        assertThat(server.browser().open(TestRequest.of(client).url()).statusCode())
                .isEqualTo(400);
        host.put(path, DocumentHost.status(404));
        assertThat(server.browser()
                        .open(TestRequest.of(client.replace(".json", ".js")).url())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void documentWithdrawnAndPinnedByAnotherAccountOnlyThenTheClientStaysUnknown() {
        host.json(path, document("http://127.0.0.1/callback"));
        JsonNode tokens = TestServer.json(redeem(allowed()));
        pin(otherAccount(), "http://127.0.0.1/callback");
        host.put(path, DocumentHost.status(404));
        clock.advance(Duration.ofHours(25));

        assertThat(refresh(tokens).statusCode()).isEqualTo(401);
    }

    @Test
    void documentWithdrawnThenThePageNamesTheMaker() {
        host.put(path, DocumentHost.status(404));

        HttpResponse<String> page = server.browser().open(TestRequest.of(client).url());

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("The maker of this app has withdrawn").doesNotContain("not registered here");
    }

    @Test
    void documentWithdrawnAndPinnedByTheAccountThenItsAuthorizationsGoOn() {
        host.json(path, document("http://127.0.0.1/callback"));
        JsonNode tokens = TestServer.json(redeem(allowed()));
        pin(demo(), "http://127.0.0.1/callback");
        host.put(path, DocumentHost.status(404));
        clock.advance(Duration.ofHours(25));

        HttpResponse<String> answer = refresh(tokens);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void documentPinnedByAnotherAccountThenItsKeysAreNoOnesKeys() {
        String jwks = "{\"client_id\":\"" + client + "\",\"client_name\":\"Pinned app\",\"redirect_uris\":"
                + "[\"http://127.0.0.1/callback\"],\"token_endpoint_auth_method\":\"private_key_jwt\","
                + "\"jwks\":{\"keys\":[]}}";
        pins.insert(new DocumentPins.Pin(UUID.randomUUID(), otherAccount(), client, jwks, Instant.now()));

        HttpResponse<String> answer = server.post(
                "/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", client));
        assertThat(answer.statusCode()).isEqualTo(401);
    }
}
