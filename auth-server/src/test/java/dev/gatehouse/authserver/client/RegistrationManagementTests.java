package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.TestSettings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.authorization.ClientRemovals;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.JsonNode;

/** What a client may do to its own registration (RFC 7592), how often, and what else happens meanwhile. */
@AuthServerTest
class RegistrationManagementTests {

    private static final String PLACE = "127.0.0.1";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RateLimits limits;

    @Autowired
    Transactions transactions;

    @Autowired
    ClientRepository clients;

    @Autowired
    ClientRemovals removals;

    @Autowired
    ClientInformation information;

    @Autowired
    AuditLog audit;

    private Registered client;

    private record Registered(String id, String token) {}

    @BeforeEach
    void begin() {
        forgetTheAddress();
        client = register();
    }

    @AfterEach
    void forgetTheAddress() {
        limits.forget(Limit.REGISTRATION_MANAGEMENT, PLACE);
    }

    private Registered register() {
        JsonNode answer = TestServer.json(server.postJson(
                "/oauth2/register",
                "{\"client_name\":\"Managed\",\"redirect_uris\":[\"https://a.example/cb\"],"
                        + "\"token_endpoint_auth_method\":\"client_secret_basic\"}"));
        return new Registered(
                answer.get("client_id").stringValue(),
                answer.get("registration_access_token").stringValue());
    }

    private HttpResponse<String> call(String method, Registered who, String body) {
        return server.send(server.request("/oauth2/register/" + who.id())
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + who.token()));
    }

    private HttpResponse<String> put(String name, String more) {
        return call(
                "PUT",
                client,
                "{\"client_id\":\"" + client.id() + "\",\"client_name\":\"" + name
                        + "\",\"redirect_uris\":[\"https://a.example/cb\"]" + more + "}");
    }

    private ClientRow row() {
        return clients.findByClientId(client.id()).orElseThrow();
    }

    private List<String> changes() {
        return jdbc.sql("select coalesce(before_state, '') || '>' || after_state from audit_event"
                        + " where action = 'CLIENT_CHANGED' and subject = :subject")
                .param("subject", "client:" + client.id())
                .query(String.class)
                .list();
    }

    private static void assertTooMany(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 600L);
        assertThat(TestServer.json(refused).get("error").stringValue()).isEqualTo("temporarily_unavailable");
    }

    @Test
    void managementAboveTheLimitOfAnAddressThen429WhoeverAsks() {
        Registered stranger = new Registered(client.id(), "wrong");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            statuses.add(call(i % 2 == 0 ? "PUT" : "DELETE", new Registered(client.id(), "wrong" + i), "{}")
                    .statusCode());
        }
        assertThat(statuses).containsOnly(401);
        // a few more, for what came back meanwhile
        HttpResponse<String> last = call("GET", stranger, "");
        for (int i = 0; i < 20 && last.statusCode() != 429; i++) {
            last = call("GET", new Registered(client.id(), "more" + i), "");
        }
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertTooMany(call(method, stranger, "{}"));
            assertTooMany(call(method, client, "{}"));
        }
        forgetTheAddress();
        assertThat(call("GET", client, "").statusCode()).isEqualTo(200);
    }

    @Test
    void managementOfOneClientAboveTheLimitFromManyAddressesThen429AndOthersGoOn() {
        List<HttpResponse<String>> answers = new ArrayList<>();
        for (int i = 0; i < 210; i++) {
            forgetTheAddress();
            answers.add(call("GET", client, ""));
        }
        assertThat(answers.subList(0, 200)).allMatch(answer -> answer.statusCode() == 200);
        assertTooMany(answers.get(209));
        assertThat(call("GET", register(), "").statusCode()).isEqualTo(200);
    }

    @Test
    void managementByStrangersThenTheOwnersShareIsLeft() {
        for (int i = 0; i < 210; i++) {
            forgetTheAddress();
            call("GET", new Registered(client.id(), "wrong"), "");
        }
        forgetTheAddress();
        assertThat(call("GET", client, "").statusCode()).isEqualTo(200);
    }

    @Test
    void replacementByTheSameThenNothingIsWritten() {
        ClientRow before = row();
        for (String more : List.of("", ",\"scope\":null,\"client_uri\":null,\"jwks\":null,\"client_secret\":null")) {
            assertThat(put("Managed", more).statusCode()).isEqualTo(200);
        }
        assertThat(row()).isEqualTo(before);
        assertThat(changes()).isEmpty();
    }

    @Test
    void replacementThenAuditedByTheNamesOfWhatChanged() {
        assertThat(put("Other", ",\"scope\":\"" + "a".repeat(900) + "\"").statusCode())
                .isEqualTo(200);
        assertThat(changes()).containsExactly(">{\"changed\":[\"client_name\",\"scope\"]}");
        assertThat(call("DELETE", client, "").statusCode()).isEqualTo(204);
        assertThat(jdbc.sql(
                                "select before_state from audit_event where action = 'CLIENT_DELETED' and subject = :subject")
                        .param("subject", "client:" + client.id())
                        .query(String.class)
                        .single())
                .isEqualTo("{\"client_name\":\"Other\"}");
    }

    @Test
    void replacementWhileAnApprovalNotesTheUseThenBothStay() throws Exception {
        CompletableFuture<HttpResponse<String>> replaced = transactions.run(() -> {
            jdbc.sql("update registered_client set last_used_at = current_timestamp where client_id = :id")
                    .param("id", client.id())
                    .update();
            CompletableFuture<HttpResponse<String>> put = CompletableFuture.supplyAsync(() -> put("Other", ""));
            assertWaits(put);
            return put;
        });
        assertThat(replaced.get().statusCode()).isEqualTo(200);
        assertThat(row().lastUsedAt()).isNotNull();
        assertThat(row().name()).isEqualTo("Other");
    }

    private static void assertWaits(CompletableFuture<?> running) {
        assertThat(catchThrowableOfType(TimeoutException.class, () -> running.get(400, TimeUnit.MILLISECONDS)))
                .isNotNull();
    }

    @Test
    void replacementsByManyAtOnceThenAllQueue() {
        List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            String name = "Name " + i;
            running.add(CompletableFuture.supplyAsync(() -> put(name, ""), command -> new Thread(command).start()));
        }
        assertThat(running).allMatch(put -> put.join().statusCode() == 200);
        assertThat(changes()).hasSize(32);
    }

    @Test
    void managementWhereClientsCannotRegisterThenReadAndDeletionButNoReplacement() throws Exception {
        RegistrationManagementController off = new RegistrationManagementController(
                new RegistrationAccess(limits),
                clients,
                removals,
                information,
                transactions,
                audit,
                TestSettings.withoutRegistration());
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("Authorization", "Bearer " + client.token());

        RegistrationRefused refused =
                catchThrowableOfType(RegistrationRefused.class, () -> off.replace(client.id(), request));

        assertThat(refused.status().value()).isEqualTo(403);
        assertThat(off.read(client.id(), request).getStatusCode().value()).isEqualTo(200);
        assertThat(off.delete(client.id(), request).getStatusCode().value()).isEqualTo(204);
    }
}
