package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Scopes and resource from authorization to refresh, and a client that comes back for more scopes. */
@AuthServerTest
class StepUpTests {

    private static final String CUS = "cus@demo.example";

    @Autowired
    TestServer server;

    private String client;

    @BeforeEach
    void register() {
        client = server.register("http://127.0.0.1/callback");
    }

    @ParameterizedTest
    @CsvSource({
        ", mcp:read mcp:write",
        "'', mcp:read mcp:write",
        "openid, mcp:read mcp:write",
        "offline_access, mcp:read mcp:write offline_access",
        "mcp:tools offline_access, mcp:read mcp:write offline_access",
        "mcp:read, mcp:read",
        "mcp:read mcp:read, mcp:read",
        "mcp:write, mcp:read mcp:write",
        "mcp:read mcp:write offline_access, mcp:read mcp:write offline_access"
    })
    void scopeThatWasAskedThenTheAnswerSaysWhatWasGranted(String asked, String answered) throws Exception {
        JsonNode tokens = connect(asked);

        assertThat(scope(tokens)).isEqualTo(answered);
        assertThat(claim(tokens, "scope")).isEqualTo(answered.replace(" offline_access", ""));
        assertThat(scope(refreshed(tokens, Map.of()))).isEqualTo(answered);
    }

    @Test
    void refreshThatNarrowsThenThatAccessTokenOnlyAndTheNextIsWholeAgain() throws Exception {
        JsonNode first = connect("mcp:write offline_access");

        JsonNode narrow = refreshed(first, Map.of("scope", "mcp:read"));
        assertThat(claim(narrow, "scope")).isEqualTo("mcp:read");

        JsonNode whole = refreshed(narrow, Map.of());
        assertThat(claim(whole, "scope")).isEqualTo("mcp:read mcp:write");
    }

    @Test
    void refreshWithAScopeNeverAskedThenInvalidScopeAndTheTokenIsNotConsumed() {
        JsonNode first = connect("mcp:read");

        assertThat(error(refresh(first, Map.of("scope", "mcp:write")))).isEqualTo("invalid_scope");
        assertThat(error(refresh(first, Map.of("scope", "openid")))).isEqualTo("invalid_scope");
        // asked by clients that read it in the metadata, whether or not they asked for it before
        assertThat(scope(refreshed(first, Map.of("scope", "mcp:read offline_access"))))
                .isEqualTo("mcp:read");
    }

    @Test
    void secondAuthorizationForMoreThenTheFormerKeepsItsOwnScopesAndGoesOn() throws Exception {
        JsonNode narrow = connect("mcp:read");

        JsonNode wide = connect("mcp:write");

        assertThat(claim(wide, "scope")).isEqualTo("mcp:read mcp:write");
        assertThat(claim(wide, "sid")).isNotEqualTo(claim(narrow, "sid"));
        JsonNode former = refreshed(narrow, Map.of());
        assertThat(claim(former, "scope")).isEqualTo("mcp:read");
        assertThat(error(refresh(former, Map.of("scope", "mcp:write")))).isEqualTo("invalid_scope");
        assertThat(refresh(former, Map.of()).statusCode()).isEqualTo(200);
        assertThat(claim(refreshed(wide, Map.of()), "scope")).isEqualTo("mcp:read mcp:write");
    }

    @Test
    void secondAuthorizationDeclinedThenTheFormerGoesOn() {
        JsonNode narrow = connect("mcp:read");
        TestBrowser browser = server.browser();
        HttpResponse<String> consent = browser.authorize(TestRequest.of(client).with("scope", "mcp:write"), CUS);

        HttpResponse<String> denied = browser.submit(consent, Map.of("decision", "deny"));

        assertThat(TestServer.query(TestBrowser.location(denied))).containsEntry("error", "access_denied");
        assertThat(refresh(narrow, Map.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void revocationOfTheFormerThenTheStepUpLives() {
        JsonNode narrow = connect("mcp:read");
        JsonNode wide = connect("mcp:write");

        server.post(
                "/oauth2/revoke", Map.of("token", narrow.get("refresh_token").stringValue(), "client_id", client));

        assertThat(error(refresh(narrow, Map.of()))).isEqualTo("invalid_grant");
        assertThat(refresh(wide, Map.of()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gateway.test/mcp/everything",
                "http://gateway.test/mcp/everything/",
                "HTTP://Gateway.TEST/mcp/everything",
                "http://gateway.test:80/mcp/everything/"
            })
    void resourceHoweverSpelledThenTheAudienceIsCanonical(String resource) throws Exception {
        Map<String, String> form = codeForm(TestRequest.of(client).with("resource", resource));
        form.put("resource", resource);
        JsonNode first = TestServer.json(server.post("/oauth2/token", form));
        JsonNode second = refreshed(first, Map.of("resource", resource));

        for (JsonNode tokens : List.of(first, second)) {
            assertThat(jwt(tokens).getJWTClaimsSet().getAudience()).containsExactly(TestServer.EVERYTHING);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gateway.test/mcp/notes",
                "http://gateway.test/mcp/Everything",
                "http://gateway.test/mcp/everything//",
                "http://gateway.test:8080/mcp/everything",
                "https://gateway.test/mcp/everything",
                "http://gateway.test/mcp/everything?x",
                "http://gateway.test",
                "any"
            })
    void resourceThatIsAnotherThenInvalidTargetAndNothingIsConsumed(String resource) {
        Map<String, String> form = codeForm(TestRequest.of(client));
        form.put("resource", resource);
        assertThat(error(server.post("/oauth2/token", form))).isEqualTo("invalid_target");
        form.remove("resource");
        JsonNode first = TestServer.json(server.post("/oauth2/token", form));

        assertThat(error(refresh(first, Map.of("resource", resource)))).isEqualTo("invalid_target");
        assertThat(refresh(first, Map.of()).statusCode()).isEqualTo(200);
    }

    @Test
    void severalResourcesThenInvalidTargetUnlessTheyAreOne() {
        JsonNode first = connect("mcp:read");
        String body = "grant_type=refresh_token&client_id=" + client + "&refresh_token="
                + first.get("refresh_token").stringValue() + "&resource=http%3A%2F%2Fgateway.test%2Fmcp%2Feverything";

        assertThat(error(post(body + "&resource=http%3A%2F%2Fgateway.test%2Fmcp%2Fnotes")))
                .isEqualTo("invalid_target");
        assertThat(post(body + "&resource=http%3A%2F%2Fgateway.test%2Fmcp%2Feverything%2F")
                        .statusCode())
                .isEqualTo(200);
    }

    private JsonNode connect(String scope) {
        TestRequest request = TestRequest.of(client);
        if (scope != null) {
            request.with("scope", scope);
        }
        return TestServer.json(server.post("/oauth2/token", codeForm(request)));
    }

    private Map<String, String> codeForm(TestRequest request) {
        return new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "code",
                server.browser().allow(request, CUS).get("code"),
                "client_id",
                client,
                "code_verifier",
                TestRequest.VERIFIER));
    }

    private JsonNode refreshed(JsonNode from, Map<String, String> more) {
        return TestServer.json(refresh(from, more));
    }

    private HttpResponse<String> refresh(JsonNode from, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", from.get("refresh_token").stringValue());
        form.put("client_id", client);
        return server.post("/oauth2/token", form);
    }

    private HttpResponse<String> post(String body) {
        return server.send(server.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String scope(JsonNode tokens) {
        return tokens.get("scope").stringValue();
    }

    private static String claim(JsonNode tokens, String name) throws Exception {
        return jwt(tokens).getJWTClaimsSet().getStringClaim(name);
    }

    private static SignedJWT jwt(JsonNode tokens) throws Exception {
        return SignedJWT.parse(tokens.get("access_token").stringValue());
    }

    private static String error(HttpResponse<String> response) {
        return TestServer.json(response).path("error").asString("none: " + response.body());
    }
}
