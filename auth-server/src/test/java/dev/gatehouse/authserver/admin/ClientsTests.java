package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /clients}: seen, registered, judged, deleted. */
class ClientsTests {

    private static final String DOCUMENT = "https://app.example/client.json";

    private final AccountFixture demo = new AccountFixture();

    private static String selfRegistered() {
        String clientId = "c_" + UUID.randomUUID();
        AdminApi.bean(ClientRepository.class)
                .save(ClientRow.dynamic(clientId, "Self made", List.of("http://localhost:1/cb"), "{}", Instant.now()));
        return clientId;
    }

    private static ClientRow row(String clientId) {
        return AdminApi.bean(ClientRepository.class).findByClientId(clientId).orElseThrow();
    }

    private AdminApi.Answer register(Object... members) {
        return demo.api.post("/clients", object(members));
    }

    private String machine(UUID server) {
        return register(
                        "name",
                        "Robot",
                        "authentication",
                        "client_secret",
                        "serverId",
                        server,
                        "scopes",
                        list("mcp:read"))
                .json()
                .path("clientId")
                .asString();
    }

    private static String path(String clientId) {
        return "/clients/" + ClientIds.of(clientId);
    }

    private AdminApi.Answer patch(String clientId, Object... members) {
        return demo.api.patch(path(clientId), object(members));
    }

    @Test
    void listThenEveryClientThatMattersWithWhatItHoldsHere() {
        UUID server = demo.server("notes");
        String self = selfRegistered();
        demo.authorization(demo.ada, server, self);
        demo.authorization(demo.ada, server, self);
        demo.authorization(demo.cus, server, self);
        demo.authorization(demo.cus, server, DOCUMENT);
        String machine = machine(server);
        String unused = selfRegistered();

        AdminApi.Answer answer = demo.api.get("/clients");

        assertThat(answer.items("clientId")).containsExactlyInAnyOrder(self, DOCUMENT, machine);
        JsonNode one = answer.item("clientId", self);
        assertThat(one.path("liveAuthorizations").asInt()).isEqualTo(3);
        assertThat(one.path("people").asInt()).isEqualTo(2);
        assertThat(one.path("registeredBy").asString()).isEqualTo("DYNAMIC");
        assertThat(one.path("redirectHosts").path(0).asString()).isEqualTo("localhost");
        assertThat(one.path("own").asBoolean()).isFalse();
        JsonNode document = answer.item("clientId", DOCUMENT);
        assertThat(document.path("name").asString()).isEqualTo("app.example");
        assertThat(document.path("registeredBy").asString()).isEqualTo("METADATA_DOCUMENT");
        JsonNode robot = answer.item("clientId", machine);
        assertThat(robot.path("machine").path("serverId").asString()).isEqualTo(server.toString());
        assertThat(robot.path("own").asBoolean()).isTrue();
        assertThat(answer.text()).doesNotContain(unused, row(machine).secretHash());
    }

    @Test
    void listWhenPagedThenEveryClientOnce() {
        UUID server = demo.server("notes");
        for (int i = 0; i < 5; i++) {
            machine(server);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            AdminApi.Answer page = demo.api.get("/clients?limit=2" + cursor);
            seen.addAll(page.items("clientId"));
            JsonNode next = page.json().path("next");
            cursor = next.isNull() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(demo.api.get("/clients?limit=0").status()).isEqualTo(422);
    }

    @Test
    void listWhenTheCursorIsNoneThenInvalidAsInOtherLists() {
        for (String cursor : List.of("zz", "%21")) {
            assertThat(demo.api.get("/clients?cursor=" + cursor).outcome())
                    .as(cursor)
                    .isEqualTo(demo.api.get("/servers?cursor=" + cursor).outcome())
                    .isEqualTo("422 INVALID_VALUE");
        }
    }

    @Test
    void getThenItsInstallationsOneByOne() {
        UUID server = demo.server("notes");
        UUID laptop = demo.authorization(demo.cus, server, DOCUMENT);
        UUID desktop = demo.authorization(demo.cus, server, DOCUMENT);

        JsonNode client = demo.api.get(path(DOCUMENT)).json();

        assertThat(client.path("clientId").asString()).isEqualTo(DOCUMENT);
        assertThat(client.path("authorizations")).hasSize(2);
        JsonNode one = client.path("authorizations").path(0);
        assertThat(one.path("user").path("email").asString()).startsWith("cus@");
        assertThat(one.path("server").path("name").asString()).isEqualTo("notes");
        assertThat(one.path("redirectUri").asString()).isEqualTo("http://localhost/cb");
        assertThat(one.path("scopes").path(0).asString()).isEqualTo("mcp:read");

        assertThat(demo.api.delete("/authorizations/" + laptop).status()).isEqualTo(204);
        assertThat(demo.fate(laptop)).isEqualTo("SIGNED_OUT");
        assertThat(AccountFixture.feed(laptop)).containsExactly("AUTHORIZATION SIGNED_OUT");
        assertThat(demo.fate(desktop)).isEqualTo("alive");
        assertThat(demo.api.get(path(DOCUMENT)).json().path("authorizations")).hasSize(1);
        assertThat(demo.audited(() -> demo.api.delete("/authorizations/" + laptop)))
                .isEmpty();
        assertThat(demo.api
                        .get("/authorizations/" + laptop)
                        .json()
                        .path("endReason")
                        .asString())
                .isEqualTo("SIGNED_OUT");
    }

    @Test
    void userSignedOutEverywhereThenAllOfTheirsHereAndNobodyElses() {
        UUID server = demo.server("notes");
        UUID one = demo.authorization(demo.cus, server, DOCUMENT);
        UUID two = demo.authorization(demo.cus, server, selfRegistered());
        UUID other = demo.authorization(demo.carl, server, DOCUMENT);
        UUID spared = demo.authorization(demo.cus, server, DOCUMENT);
        AccountFixture.jdbc()
                .sql("update oauth_authorization set revoked_at = current_timestamp, revoked_reason = 'REACH_LOST'"
                        + " where id = :id")
                .param("id", spared)
                .update();
        assertThat(demo.api.get("/users/" + demo.cus + "/authorizations").items("id"))
                .containsExactlyInAnyOrder(one.toString(), two.toString());

        List<String> audited = demo.audited(() -> assertThat(demo.api
                        .delete("/users/" + demo.cus + "/authorizations")
                        .status())
                .isEqualTo(204));

        assertThat(audited).hasSize(3).containsOnly("AUTHORIZATION_REVOKED SIGNED_OUT");
        assertThat(List.of(demo.fate(one), demo.fate(two), demo.fate(spared))).containsOnly("SIGNED_OUT");
        assertThat(AccountFixture.feed(spared)).containsExactly("AUTHORIZATION SIGNED_OUT");
        assertThat(demo.fate(other)).isEqualTo("alive");
        assertThat(demo.api.get("/users/" + demo.cus + "/authorizations").items("id"))
                .isEmpty();
    }

    @Test
    void disableThenEndsItsAuthorizationsHereAtOnceAndEnableBringsNothingBack() {
        AccountFixture other = new AccountFixture();
        String self = selfRegistered();
        UUID here = demo.authorization(demo.cus, demo.server("notes"), self);
        UUID there = other.authorization(other.cus, other.server("notes"), self);

        List<String> audited = demo.audited(() -> assertThat(
                        patch(self, "disabled", true).json().path("disabled").asBoolean())
                .isTrue());

        assertThat(audited).containsExactlyInAnyOrder("CLIENT_RULE_CHANGED", "AUTHORIZATION_REVOKED CLIENT_DENIED");
        assertThat(demo.fate(here)).isEqualTo("CLIENT_DENIED");
        assertThat(AccountFixture.feed(here)).containsExactly("AUTHORIZATION CLIENT_DENIED");
        assertThat(other.fate(there)).isEqualTo("alive");
        assertThat(demo.audited(() -> patch(self, "disabled", true))).isEmpty();
        assertThat(patch(self, "trusted", true).status()).isEqualTo(422);
        assertThat(patch(self, "disabled", false).json().path("disabled").asBoolean())
                .isFalse();
        assertThat(demo.fate(here)).isEqualTo("CLIENT_DENIED");
    }

    @Test
    void trustThenOfAClientWithADocumentOrOfTheAccountAndNotWhileDisabled() {
        demo.authorization(demo.cus, demo.server("notes"), DOCUMENT);
        String own = register("name", "O", "authentication", "none", "redirectUris", list("https://a.example/"))
                .json()
                .path("clientId")
                .asString();
        for (String client : List.of(DOCUMENT, own)) {
            patch(client, "disabled", true);
            assertThat(patch(client, "trusted", true).status()).isEqualTo(422);
            JsonNode trusted = patch(client, "trusted", true, "disabled", false).json();
            assertThat(trusted.path("trusted").asBoolean()).isTrue();
            assertThat(trusted.path("disabled").asBoolean()).isFalse();
            assertThat(patch(client, "disabled", true, "trusted", false)
                            .json()
                            .path("disabled")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void trustOfAClientThatRegisteredItselfThenRefusedAndNothingIsWritten() {
        String self = selfRegistered();
        demo.authorization(demo.cus, demo.server("notes"), self);

        assertThat(demo.audited(() -> {
                    AdminApi.Answer answer = patch(self, "trusted", true);
                    assertThat(answer.status()).isEqualTo(422);
                    assertThat(answer.text()).contains("registered itself cannot be trusted");
                }))
                .isEmpty();
        assertThat(patch(self, "trusted", false).status()).isEqualTo(200);
        assertThat(demo.api.get(path(self)).json().path("trusted").asBoolean()).isFalse();
    }

    @Test
    void registerThenAClientOfThisAccountWithASecretShownOnce() {
        AdminApi.Answer answer = register(
                "name", "Own app", "authentication", "client_secret", "redirectUris", list("https://a.example/"));

        assertThat(answer.status()).isEqualTo(201);
        String clientId = answer.json().path("clientId").asString();
        String secret = answer.json().path("clientSecret").asString();
        assertThat(answer.header("Location")).endsWith("/api/v1" + path(clientId));
        assertThat(answer.header("Cache-Control")).contains("no-store");
        ClientRow row = row(clientId);
        assertThat(row.registeredBy()).isEqualTo(Registration.ADMIN);
        assertThat(row.accountId()).isEqualTo(demo.id);
        assertThat(row.secretHash()).isEqualTo(dev.gatehouse.authserver.secret.Secrets.digest(secret));
        assertThat(demo.api.get(path(clientId)).text()).doesNotContain(secret);

        String renewed = demo.api
                .post(path(clientId) + "/secret", null)
                .json()
                .path("clientSecret")
                .asString();
        assertThat(renewed).startsWith("gcs_").isNotEqualTo(secret);
        assertThat(row(clientId).secretHash()).isEqualTo(dev.gatehouse.authserver.secret.Secrets.digest(renewed));

        assertThat(patch(clientId, "name", "New name").json().path("name").asString())
                .isEqualTo("New name");
        assertThat(patch(clientId, "name", "x", "version", 1).outcome()).isEqualTo("409 STALE_VERSION");
        assertThat(new AccountFixture().api.get(path(clientId)).status()).isEqualTo(404);
        UUID authorization = demo.authorization(demo.cus, demo.server("notes"), clientId);
        assertThat(demo.api.delete(path(clientId)).status()).isEqualTo(204);
        assertThat(demo.fate(authorization)).isEqualTo("CLIENT_DELETED");
        assertThat(AdminApi.bean(ClientRepository.class).findByClientId(clientId))
                .isEmpty();
    }

    @Test
    void machineClientWhenDisabledOrDeletedThenItsTokensDieAtOnce() {
        String clientId = machine(demo.server("notes"));
        UUID sid = row(clientId).sid();
        assertThat(row(clientId).grantTypes()).isEqualTo("client_credentials");
        assertThat(row(clientId).scopes()).isEqualTo("mcp:read");

        patch(clientId, "disabled", true, "name", "Stopped");
        assertThat(AccountFixture.feed(sid)).containsExactly("AUTHORIZATION CLIENT_DENIED");
        UUID next = row(clientId).sid();
        assertThat(next).isNotEqualTo(sid);
        assertThat(row(clientId).name()).isEqualTo("Stopped");

        assertThat(demo.api.delete(path(clientId)).status()).isEqualTo(204);
        assertThat(AccountFixture.feed(next)).containsExactly("AUTHORIZATION CLIENT_DELETED");
    }

    @Test
    void clientThatTheAccountDidNotRegisterThenCannotBeChangedOrDeleted() {
        String self = selfRegistered();
        demo.authorization(demo.cus, demo.server("notes"), self);
        String keys = register(
                        "name",
                        "K",
                        "authentication",
                        "private_key_jwt",
                        "redirectUris",
                        list("https://a.example/"),
                        "jwksUri",
                        "https://a.example/jwks")
                .json()
                .path("clientId")
                .asString();
        assertThat(patch(self, "name", "Mine").outcome()).isEqualTo("409 CLIENT_NOT_REGISTERED_HERE");
        assertThat(patch(self, "name", "Mine", "disabled", true).outcome()).isEqualTo("409 CLIENT_NOT_REGISTERED_HERE");
        assertThat(demo.api.delete(path(self)).outcome()).isEqualTo("409 CLIENT_NOT_REGISTERED_HERE");
        assertThat(demo.api.post(path(self) + "/secret", null).outcome()).isEqualTo("409 CLIENT_NOT_REGISTERED_HERE");
        assertThat(demo.api.post(path(keys) + "/secret", null).outcome()).isEqualTo("409 CLIENT_HAS_NO_SECRET");
        assertThat(row(self).name()).isEqualTo("Self made");
        assertThat(demo.api.get(path(self)).json().path("disabled").asBoolean()).isFalse();
    }

    @Test
    void registerWhenTheServerIsNotThisAccountsOrExternalThenRefused() {
        AccountFixture other = new AccountFixture();
        Map<String, Object> foreign =
                object("name", "R", "authentication", "client_secret", "serverId", other.server("notes"));
        assertThat(demo.api.post("/clients", foreign).outcome()).isEqualTo("404 NOT_FOUND");
        UUID server = demo.server("notes");
        demo.switchTo(server, demo.provider());
        assertThat(register("name", "R", "authentication", "client_secret", "serverId", server)
                        .outcome())
                .isEqualTo("409 IDP_EXTERNAL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 {\"name\":\"x\",\"authentication\":\"none\",\"redirectUris\":[\"https://a.example/\"],\"x\":1}",
                "400 {\"name\":\"x\",\"authentication\":\"none\",\"redirectUris\":\"https://a.example/\"}",
                "422 {\"authentication\":\"none\",\"redirectUris\":[\"https://a.example/\"]}",
                "422 {\"name\":\"x\",\"redirectUris\":[\"https://a.example/\"]}",
                "422 {\"name\":\"x\",\"authentication\":\"none\"}",
                "422 {\"name\":\"x\",\"authentication\":\"none\",\"redirectUris\":[]}",
                "422 {\"name\":\"x\",\"authentication\":\"none\",\"redirectUris\":[\"http://a.example/\"]}",
                "422 {\"name\":\"x\",\"authentication\":\"password\",\"redirectUris\":[\"https://a.example/\"]}",
                "422 {\"name\":\"\\u0000\",\"authentication\":\"none\",\"redirectUris\":[\"https://a.example/\"]}",
                "422 {\"name\":\"x\",\"authentication\":\"none\",\"redirectUris\":[\"https://a.example/\"],"
                        + "\"scopes\":[\"mcp:read\"]}",
                "422 {\"name\":\"x\",\"authentication\":\"none\",\"redirectUris\":[\"https://a.example/\"],"
                        + "\"jwksUri\":\"https://a.example/\"}",
                "422 {\"name\":\"x\",\"authentication\":\"private_key_jwt\",\"redirectUris\":[\"https://a.example/\"],"
                        + "\"jwksUri\":\"https://127.0.0.1/\"}",
                "422 {\"name\":\"x\",\"authentication\":\"private_key_jwt\",\"redirectUris\":[\"https://a.example/\"],"
                        + "\"jwks\":{\"keys\":[]}}"
            })
    void registerWhenTheBodyIsWrongThenRefused(String statusAndBody) {
        String[] parts = statusAndBody.split(" ", 2);
        assertThat(demo.api.post("/clients", parts[1]).status()).isEqualTo(Integer.parseInt(parts[0]));
        assertThat(demo.api.get("/clients").items("id")).isEmpty();
    }

    @Test
    void machineClientWhenTheBodyIsWrongThenRefused() {
        UUID server = demo.server("notes");
        assertThat(register("name", "R", "authentication", "none", "serverId", server)
                        .status())
                .isEqualTo(422);
        assertThat(register("name", "R", "authentication", "client_secret", "serverId", server, "scopes", list("all"))
                        .status())
                .isEqualTo(422);
        assertThat(register(
                                "name",
                                "R",
                                "authentication",
                                "client_secret",
                                "serverId",
                                server,
                                "redirectUris",
                                list("https://a.example/"))
                        .status())
                .isEqualTo(422);
    }
}
