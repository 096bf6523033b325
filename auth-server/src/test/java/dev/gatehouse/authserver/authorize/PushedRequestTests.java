package dev.gatehouse.authserver.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.ConfidentialClient;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.policy.client.ClientAuthentication;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

@AuthServerTest
class PushedRequestTests {

    private static final String CUS = "cus@demo.example";
    private static final String PASSWORD = "gatehouse-demo";

    @Autowired
    TestServer server;

    @Autowired
    ClientRepository clients;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RateLimits limits;

    @Autowired
    PushedRequestController controller;

    private String client;

    @BeforeEach
    void register() {
        client = server.register("http://127.0.0.1/callback");
    }

    @Test
    void pushedByAPublicClientThenTheWholeWayToTokens() {
        HttpResponse<String> pushed = push(form());
        assertThat(pushed.statusCode()).isEqualTo(201);
        assertThat(pushed.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(TestServer.json(pushed).get("expires_in").intValue()).isEqualTo(90);
        assertThat(requestUri(pushed)).startsWith("urn:ietf:params:oauth:request_uri:");

        TestBrowser browser = server.browser();
        HttpResponse<String> consent = signIn(browser, browser.open(url(client, requestUri(pushed))));
        HttpResponse<String> answer = browser.submit(consent, Map.of("decision", "allow"));
        Map<String, String> query = TestServer.query(TestBrowser.location(answer));
        assertThat(query).containsEntry("state", "a state & more").containsEntry("iss", TestServer.ISSUER);

        assertThat(server.post(
                                "/oauth2/token",
                                Map.of(
                                        "grant_type",
                                        "authorization_code",
                                        "code",
                                        query.get("code"),
                                        "client_id",
                                        client,
                                        "code_verifier",
                                        TestRequest.VERIFIER,
                                        "redirect_uri",
                                        TestRequest.REDIRECT_URI))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void pushedByAConfidentialClientInEitherWayThenCreatedAndWithoutTheSecretNot() {
        ConfidentialClient confidential =
                ConfidentialClient.register(server, clients, ClientAuthentication.CLIENT_SECRET_BASIC);
        Map<String, String> form = form();
        form.remove("client_id");
        assertThat(confidential.postBasic("/oauth2/par", form).statusCode()).isEqualTo(201);
        assertThat(confidential.post("/oauth2/par", form).statusCode()).isEqualTo(201);

        form.put("client_id", confidential.clientId());
        HttpResponse<String> refused = push(form);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(error(refused)).isEqualTo("invalid_client");

        form.put("client_id", client);
        assertThat(error(confidential.postBasic("/oauth2/par", form))).isEqualTo("invalid_request");
    }

    static Stream<Arguments> requestsThatAreRefused() {
        return Stream.of(
                Arguments.of("redirect_uri", "http://evil.example/", "invalid_request"),
                Arguments.of("redirect_uri", "http://127.0.0.1:1/other", "invalid_request"),
                Arguments.of("response_type", "token", "unsupported_response_type"),
                Arguments.of("response_type", "", "invalid_request"),
                Arguments.of("response_mode", "fragment", "invalid_request"),
                Arguments.of("code_challenge", "", "invalid_request"),
                Arguments.of("code_challenge", "short", "invalid_request"),
                Arguments.of("code_challenge_method", "plain", "invalid_request"),
                Arguments.of("scope", "mcp:read\"", "invalid_scope"),
                Arguments.of("resource", "http://gateway.test/mcp/nowhere", "invalid_target"),
                Arguments.of("resource", "not a uri", "invalid_target"),
                Arguments.of("request", "eyJ", "request_not_supported"),
                Arguments.of("request_uri", "urn:ietf:params:oauth:request_uri:x", "invalid_request"),
                Arguments.of("request_uri", "https://app.example/request", "invalid_request"),
                Arguments.of("state", "x".repeat(5000), "invalid_request"),
                Arguments.of("state", "ü", "invalid_request"),
                Arguments.of("state", "a\u0000b", "invalid_request"),
                Arguments.of("scope", "x".repeat(20_000), "invalid_request"));
    }

    @ParameterizedTest
    @MethodSource("requestsThatAreRefused")
    void requestThatIsNotInOrderThenJsonErrorAndNothingIsKept(String name, String value, String error) {
        long before = count();
        Map<String, String> form = form();
        form.put(name, value);

        HttpResponse<String> response = push(form);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response)).isEqualTo(error);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(count()).isEqualTo(before);
    }

    @Test
    void redirectUriThatIsNotRegisteredThenWordsForDevelopers() {
        Map<String, String> form = form();
        form.put("redirect_uri", "http://evil.example/");

        assertThat(TestServer.json(push(form)).path("error_description").asString())
                .isEqualTo("the redirect_uri is missing, or not one that the client registered");
    }

    @Test
    void unknownClientThenInvalidClient() {
        Map<String, String> form = form();
        form.put("client_id", "c_unknown");
        assertThat(push(form).statusCode()).isEqualTo(401);
        form.remove("client_id");
        assertThat(push(form).statusCode()).isEqualTo(401);
    }

    @Test
    void handleTwiceThenTheSecondTimeAPageAndTheFirstGoesOn() {
        String url = url(client, requestUri(push(form())));
        TestBrowser browser = server.browser();
        HttpResponse<String> login = browser.open(url);

        HttpResponse<String> again = browser.open(url);
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("already used");
        assertThat(again.headers().firstValue("Location")).isEmpty();

        assertThat(signIn(browser, login).body()).contains("value=\"allow\"");
    }

    @Test
    void handleOfAnotherClientThenPageAndItIsStillGood() {
        String requestUri = requestUri(push(form()));
        String other = server.registerAnother("http://127.0.0.1/callback");

        assertThat(server.browser().open(url(other, requestUri)).statusCode()).isEqualTo(400);
        assertThat(server.get("/oauth2/authorize?request_uri=" + requestUri).statusCode())
                .isEqualTo(400);
        assertThat(server.browser().open(url(client, requestUri)).body()).contains("password");
    }

    @Test
    void handleThatIsUnknownOrTooOldThenPage() {
        String requestUri = requestUri(push(form()));
        jdbc.sql("update pushed_request set expires_at = current_timestamp where hash = :hash")
                .param("hash", Secrets.digest(handle(requestUri)))
                .update();

        for (String uri : new String[] {
            requestUri,
            "urn:ietf:params:oauth:request_uri:" + "a".repeat(43),
            "urn:ietf:params:oauth:request_uri:",
            "urn:ietf:params:oauth:request_uri:%27;--"
        }) {
            HttpResponse<String> response = server.browser().open(url(client, uri));
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("Location")).isEmpty();
        }
    }

    @Test
    void whatIsSentBesideTheHandleThenCountsForNothing() {
        String requestUri = requestUri(push(form()));
        TestBrowser browser = server.browser();
        HttpResponse<String> login = browser.open(
                url(client, requestUri)
                        + "&redirect_uri=http%3A%2F%2Fevil.example%2F&state=other&scope=mcp%3Awrite&response_type=token&prompt=none");

        HttpResponse<String> consent = signIn(browser, login);
        assertThat(consent.body()).doesNotContain("evil.example");
        HttpResponse<String> answer = browser.submit(consent, Map.of("decision", "deny"));
        assertThat(TestServer.query(TestBrowser.location(answer))).containsEntry("state", "a state & more");
    }

    @Test
    void prefetchByTheBrowserThenTheHandleIsNotUsedUp() {
        String url = url(client, requestUri(push(form())));

        assertThat(server.send(server.request(url).header("Sec-Purpose", "prefetch;prerender"))
                        .statusCode())
                .isEqualTo(400);

        assertThat(server.browser().open(url).body()).contains("password");
    }

    @Test
    void signInThenNothingOfThePushedRequestIsInAnyAddress() {
        String url = url(client, requestUri(push(form())));
        TestBrowser browser = server.browser();
        HttpResponse<String> login = browser.open(url);
        Map<String, String> fields = TestBrowser.hidden(login);
        fields.putAll(Map.of("username", CUS, "password", PASSWORD));

        String next = TestBrowser.location(browser.post("/login", fields));
        assertThat(next).doesNotContain("code_challenge");
        assertThat(browser.open(next).uri().toString()).contains("/oauth2/consent?request=");
    }

    @Test
    void longestStateThenItComesBackWholeAfterSignIn() {
        Map<String, String> form = form();
        String state = "\"%".repeat(2048);
        form.put("state", state);
        TestBrowser browser = server.browser();
        HttpResponse<String> consent = signIn(browser, browser.open(url(client, requestUri(push(form)))));

        HttpResponse<String> answer = browser.submit(consent, Map.of("decision", "allow"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(TestServer.query(TestBrowser.location(answer))).containsEntry("state", state);
    }

    @Test
    void databaseThenHoldsADigestOnly() {
        String handle = handle(requestUri(push(form())));

        assertThat(jdbc.sql("select hash || client_id || parameters from pushed_request")
                        .query(String.class)
                        .list())
                .anyMatch(row -> row.contains(Secrets.digest(handle)))
                .noneMatch(row -> row.contains(handle));
    }

    @Test
    void clientWithoutTheCodeGrantThenMayNotPush() {
        ConfidentialClient confidential =
                ConfidentialClient.register(server, clients, ClientAuthentication.CLIENT_SECRET_BASIC);
        jdbc.sql("update registered_client set grant_types = 'client_credentials' where client_id = :id")
                .param("id", confidential.clientId())
                .update();
        Map<String, String> form = form();
        form.remove("client_id");

        assertThat(error(confidential.postBasic("/oauth2/par", form))).isEqualTo("unauthorized_client");
    }

    @Test
    void floodFromOneAddressThen429WithRetryAfter() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/oauth2/par");
        request.setRemoteAddr("192.0.2.7");
        while (limits.take(Limit.PUSHED_REQUEST, "192.0.2.7").isEmpty()) {
            // until the bucket is empty
        }
        MockHttpServletResponse response = new MockHttpServletResponse();

        controller.push(
                new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null, null),
                request,
                response);

        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(Integer.parseInt(response.getHeader("Retry-After"))).isPositive();
        assertThat(response.getContentAsString()).contains("\"error\":\"temporarily_unavailable\"");
    }

    private HttpResponse<String> signIn(TestBrowser browser, HttpResponse<String> login) {
        return browser.submit(login, Map.of("username", CUS, "password", PASSWORD));
    }

    private HttpResponse<String> push(Map<String, String> form) {
        return server.post("/oauth2/par", form);
    }

    private Map<String, String> form() {
        return new HashMap<>(
                TestServer.query(TestServer.ISSUER + TestRequest.of(client).url()));
    }

    private long count() {
        return jdbc.sql("select count(*) from pushed_request").query(Long.class).single();
    }

    private static String url(String clientId, String requestUri) {
        return "/oauth2/authorize?client_id=" + clientId + "&request_uri="
                + URLEncoder.encode(requestUri, StandardCharsets.UTF_8);
    }

    private static String requestUri(HttpResponse<String> pushed) {
        return TestServer.json(pushed).get("request_uri").stringValue();
    }

    private static String handle(String requestUri) {
        return requestUri.substring(requestUri.lastIndexOf(':') + 1);
    }

    private static String error(HttpResponse<String> response) {
        return TestServer.json(response).path("error").asString("none: " + response.body());
    }
}
