package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What {@code /decisions} says about an installation is what the token endpoint and introspection then really do. */
@AuthServerTest
class DecisionsAgreeTests {

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    private MembershipRow mo;
    private ServerRow server;
    private String adminToken;
    private String client;
    private JsonNode issued;

    @BeforeEach
    void connect() {
        mo = demo.member("mo");
        adminToken = demo.apiToken(demo.member("ada"), null, Duration.ofDays(1)).value();
        server = demo.newServer();
        assertThat(api("POST", "/servers/" + server.id() + "/users", "{\"userIds\":[\"" + mo.userId() + "\"]}")
                        .statusCode())
                .isEqualTo(200);
        client = http.registerAnother(TestRequest.REDIRECT_URI);
        TestRequest request = TestRequest.of(client).with("resource", server.resource());
        String code = http.browser().allow(request, "mo@demo.example").get("code");
        issued = TestServer.json(http.post("/oauth2/token", TestRequest.redemption(code, client)));
    }

    private HttpResponse<String> api(String method, String path, String body) {
        return http.send(http.request("/api/v1" + path)
                .header("Authorization", "Bearer " + adminToken)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode explained(String action) throws ParseException {
        String sid = SignedJWT.parse(issued.get("access_token").stringValue())
                .getJWTClaimsSet()
                .getStringClaim("sid");
        HttpResponse<String> answer = api(
                "POST",
                "/decisions",
                "{\"userId\":\"" + mo.userId() + "\",\"serverId\":\"" + server.id() + "\",\"action\":\"" + action
                        + "\",\"authorizationId\":\"" + sid + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestServer.json(answer);
    }

    private boolean active() {
        String token = issued.get("access_token").stringValue();
        JsonNode answer = demo.introspect(demo.credential(server), token);
        return answer.get("active").booleanValue();
    }

    private HttpResponse<String> refresh() {
        return http.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        issued.get("refresh_token").stringValue(),
                        "client_id",
                        client));
    }

    private void change(String method, String path, String body) {
        assertThat(api(method, path, body).statusCode()).isBetween(200, 204);
    }

    private void happen(String event) throws ParseException {
        String path = "/servers/" + server.id();
        switch (event) {
            case "nothing" -> {}
            case "grant removed" -> change("DELETE", path + "/users/" + mo.userId(), "");
            case "grant removed, at once" -> {
                change("PATCH", path, "{\"revocationMode\":\"IMMEDIATE\"}");
                change("DELETE", path + "/users/" + mo.userId(), "");
            }
            case "narrowed" ->
                change("POST", path + "/users", "{\"userIds\":[\"" + mo.userId() + "\"],\"scopes\":[\"mcp:read\"]}");
            case "server disabled" -> change("PATCH", path, "{\"enabled\":false}");
            case "server deleted" -> change("DELETE", path, "");
            case "signed out" ->
                change(
                        "DELETE",
                        "/authorizations/"
                                + explained("REFRESH").get("authorizationId").stringValue(),
                        "");
            default -> throw new IllegalArgumentException(event);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, true, true",
        "grant removed, true, false",
        "'grant removed, at once', false, false",
        "narrowed, true, true",
        "server disabled, true, false",
        "server deleted, false, false",
        "signed out, false, false"
    })
    void explainThenIsWhatTheTokenEndpointAndIntrospectionDo(String event, boolean active, boolean refreshed)
            throws ParseException {
        happen(event);

        JsonNode introspection = explained("INTROSPECT");
        JsonNode refresh = explained("REFRESH");

        assertThat(introspection.get("allowed").booleanValue())
                .isEqualTo(active)
                .isEqualTo(active());
        HttpResponse<String> answer = refresh();
        assertThat(refresh.get("allowed").booleanValue())
                .as(answer.body())
                .isEqualTo(refreshed)
                .isEqualTo(answer.statusCode() == 200);
        if (refreshed) {
            assertThat(refresh.get("scopes").toString())
                    .isEqualTo("[\""
                            + TestServer.json(answer).get("scope").stringValue().replace(" ", "\",\"") + "\"]");
        }
    }
}
