package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.ConfidentialClient;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.policy.client.ClientAuthentication;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@AuthServerTest
class ClientSecretTests {

    private static final String CUS = "cus@demo.example";

    @Autowired
    TestServer server;

    @Autowired
    ClientRepository clients;

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @EnumSource(
            value = ClientAuthentication.class,
            names = {"CLIENT_SECRET_BASIC", "CLIENT_SECRET_POST"})
    void secretInHeaderOrBodyWhicheverWasRegisteredThenTokens(ClientAuthentication method) {
        ConfidentialClient client = confidential(method);

        HttpResponse<String> byHeader = client.postBasic("/oauth2/token", client.codeForm(CUS));
        assertThat(byHeader.statusCode()).isEqualTo(200);
        HttpResponse<String> byBody = client.post("/oauth2/token", refreshForm(byHeader));
        assertThat(byBody.statusCode()).isEqualTo(200);
        assertThat(client.postBasic("/oauth2/token", refreshForm(byBody)).statusCode())
                .isEqualTo(200);
        assertThat(client.post("/oauth2/revoke", Map.of("token", refreshToken(byBody)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(error(client.post("/oauth2/token", refreshForm(byBody)))).isEqualTo("invalid_grant");
    }

    @Test
    void secretThatIsWrongThenInvalidClientAndTheCodeIsNotConsumed() {
        ConfidentialClient client = confidential(ClientAuthentication.CLIENT_SECRET_BASIC);
        Map<String, String> form = client.codeForm(CUS);
        ConfidentialClient thief = new ConfidentialClient(server, client.clientId(), "wrong");

        for (HttpResponse<String> response :
                List.of(thief.postBasic("/oauth2/token", form), thief.post("/oauth2/token", form))) {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(error(response)).isEqualTo("invalid_client");
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Basic");
        }
        assertThat(client.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void confidentialClientWithoutItsSecretThenInvalidClient() {
        ConfidentialClient client = confidential(ClientAuthentication.CLIENT_SECRET_POST);
        Map<String, String> form = new HashMap<>(client.codeForm(CUS));
        form.put("client_id", client.clientId());
        assertThat(error(server.post("/oauth2/token", form))).isEqualTo("invalid_client");

        form.put("client_secret", "");
        assertThat(error(server.post("/oauth2/token", form))).isEqualTo("invalid_client");
        // a secret in the address counts for nothing (RFC 6749 section 2.3.1)
        form.remove("client_secret");
        assertThat(error(server.post("/oauth2/token?client_secret=x", form))).isEqualTo("invalid_client");
        assertThat(client.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void publicClientWithASecretThenInvalidClientButAnEmptyOneIsNone() {
        String client = server.register("http://127.0.0.1/callback");
        String code = server.browser().allow(TestRequest.of(client), CUS).get("code");
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "code_verifier",
                TestRequest.VERIFIER,
                "client_id",
                client));

        form.put("client_secret", "made up");
        assertThat(error(server.post("/oauth2/token", form))).isEqualTo("invalid_client");
        form.put("client_secret", "");
        assertThat(server.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void twoWaysAtOnceThenInvalidRequest() {
        ConfidentialClient client = confidential(ClientAuthentication.CLIENT_SECRET_BASIC);
        Map<String, String> form = client.codeForm(CUS);
        Map<String, String> both = new HashMap<>(form);
        both.put("client_secret", client.secret());
        assertThat(error(client.postBasic("/oauth2/token", both))).isEqualTo("invalid_request");

        Map<String, String> assertion = new HashMap<>(form);
        assertion.put("client_assertion", "x.y.z");
        assertion.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assertThat(error(client.postBasic("/oauth2/token", assertion))).isEqualTo("invalid_request");
        assertThat(error(client.post("/oauth2/token", assertion))).isEqualTo("invalid_request");

        assertThat(client.postBasic("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void headerThatIsNotInOrderThenJsonErrorAndNeverAFault() {
        for (String header : List.of(
                "Basic",
                "Basic ",
                "Basic %%%",
                "Basic eA==",
                "Basic Og==",
                "Basic YSV6ejpi", // a%zz:b
                "Basic AGE6Yg==", // NUL before a:b
                "Bearer x",
                "Digest x")) {
            HttpResponse<String> response = server.send(
                    server.form("/oauth2/token", Map.of("grant_type", "refresh_token", "refresh_token", "x"))
                            .header("Authorization", header));
            assertThat(response.statusCode()).as(header).isBetween(400, 401);
            assertThat(error(response)).as(header).isIn("invalid_client", "invalid_request");
        }
    }

    @Test
    void codeOfAPublicClientPresentedByAConfidentialOneThenInvalidGrant() {
        ConfidentialClient client = confidential(ClientAuthentication.CLIENT_SECRET_BASIC);
        String other = server.register("http://127.0.0.1/callback");
        String code = server.browser().allow(TestRequest.of(other), CUS).get("code");

        assertThat(error(client.post(
                        "/oauth2/token",
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "code_verifier",
                                TestRequest.VERIFIER))))
                .isEqualTo("invalid_grant");
    }

    @Test
    void databaseFaultWhileAClientIsAuthenticatedThenTemporarilyUnavailable() {
        String client = server.register("http://127.0.0.1/callback");
        ConfidentialClient confidential = confidential(ClientAuthentication.CLIENT_SECRET_BASIC);
        Map<String, String> form =
                Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", client, "token", "x");
        jdbc.sql("alter table registered_client rename to hidden").update();
        try {
            for (String path : List.of("/oauth2/token", "/oauth2/revoke", "/oauth2/par")) {
                HttpResponse<String> response =
                        server.send(server.form(path, form).header("Origin", "https://app.example"));
                assertThat(response.statusCode()).as(path).isEqualTo(503);
                assertThat(error(response)).isEqualTo("temporarily_unavailable");
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
                assertThat(response.headers().firstValue("Access-Control-Allow-Origin"))
                        .hasValue("*");
            }
            assertThat(confidential
                            .postBasic("/oauth2/introspect", Map.of("token", "x"))
                            .statusCode())
                    .isEqualTo(503);
        } finally {
            jdbc.sql("alter table hidden rename to registered_client").update();
        }
    }

    private ConfidentialClient confidential(ClientAuthentication method) {
        return ConfidentialClient.register(server, clients, method);
    }

    private static Map<String, String> refreshForm(HttpResponse<String> answer) {
        return Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(answer));
    }

    private static String refreshToken(HttpResponse<String> answer) {
        return TestServer.json(answer).get("refresh_token").stringValue();
    }

    private static String error(HttpResponse<String> response) {
        return TestServer.json(response).path("error").asString("none: " + response.body());
    }
}
