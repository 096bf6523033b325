package dev.gatehouse.authserver.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@AuthServerTest
class AuthorizationRequestTests {

    private static final String CUS = "cus@demo.example";

    @Autowired
    TestServer server;

    private String client;

    @BeforeEach
    void register() {
        client = server.register("http://127.0.0.1/callback", "http://localhost:8787/callback");
    }

    static Stream<Arguments> requestsThatAreAnsweredToTheClient() {
        return Stream.of(
                Arguments.of("response_type", "token", "unsupported_response_type"),
                Arguments.of("response_type", "", "invalid_request"),
                Arguments.of("response_mode", "fragment", "invalid_request"),
                Arguments.of("code_challenge", "", "invalid_request"),
                Arguments.of("code_challenge", "short", "invalid_request"),
                Arguments.of("code_challenge_method", "plain", "invalid_request"),
                Arguments.of("code_challenge_method", "", "invalid_request"),
                Arguments.of("scope", "mcp:read\"", "invalid_scope"),
                Arguments.of("resource", "http://gateway.test/mcp/nowhere", "invalid_target"),
                Arguments.of("resource", "not a uri", "invalid_target"),
                Arguments.of("resource", TestServer.EVERYTHING + "#fragment", "invalid_target"),
                Arguments.of("request", "eyJ", "request_not_supported"),
                Arguments.of("request_uri", "urn:x", "request_uri_not_supported"),
                Arguments.of("prompt", "none", "login_required"));
    }

    @ParameterizedTest
    @MethodSource("requestsThatAreAnsweredToTheClient")
    void requestWithAVerifiedRedirectUriThenErrorTravelsByRedirect(String name, String value, String error) {
        HttpResponse<String> response =
                server.browser().open(TestRequest.of(client).with(name, value).url());

        String location = TestBrowser.location(response);
        assertThat(location).startsWith(TestRequest.REDIRECT_URI + "?error=");
        assertThat(TestServer.query(location))
                .containsEntry("error", error)
                .containsEntry("state", "a state & more")
                .containsEntry("iss", TestServer.ISSUER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:49152/callback/",
                "http://127.0.0.1:49152/Callback",
                "http://127.0.0.1:49152/callback?x=1",
                "http://127.0.0.1:49152/callback#f",
                "http://127.0.0.1.evil.example/callback",
                "http://127.0.0.1:49152@evil.example/callback",
                "http://user@127.0.0.1:49152/callback",
                "http://[::1]:49152/callback",
                "http://2130706433/callback",
                "https://127.0.0.1:49152/callback",
                "http://127.0.0.1:99999/callback",
                "http://127.0.0.1:49152/%63allback",
                "http://localhost.evil.example:8787/callback",
                "javascript:alert(1)"
            })
    void requestWithAnUnregisteredRedirectUriThenPageAndNothingIsSentThere(String redirectUri) {
        HttpResponse<String> response = server.browser()
                .open(TestRequest.of(client).with("redirect_uri", redirectUri).url());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
        assertThat(response.body()).contains("has not registered").doesNotContain("evil.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/callback",
                "http://127.0.0.1:1/callback",
                "http://localhost/callback",
                "http://localhost:65535/callback"
            })
    void requestFromLoopbackThenAnyPortIsMatched(String redirectUri) {
        HttpResponse<String> consent =
                server.browser().authorize(TestRequest.of(client).with("redirect_uri", redirectUri), CUS);

        assertThat(consent.statusCode()).isEqualTo(200);
        assertThat(consent.body()).contains(redirectUri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id=x", "redirect_uri=http%3A%2F%2Fevil.example%2F"})
    void requestThatRepeatsClientOrRedirectUriThenPage(String repeated) {
        HttpResponse<String> response = server.browser()
                .open(TestRequest.of(client).append("&" + repeated).url());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Location")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scope", "response_type", "code_challenge", "code_challenge_method", "prompt"})
    void requestThatRepeatsAParameterThenInvalidRequest(String name) {
        HttpResponse<String> response = server.browser()
                .open(TestRequest.of(client)
                        .with(name, "code")
                        .append("&" + name + "=code")
                        .url());

        assertThat(TestServer.query(TestBrowser.location(response))).containsEntry("error", "invalid_request");
    }

    @Test
    void requestFromAnUnknownClientThenPage() {
        HttpResponse<String> response =
                server.browser().open(TestRequest.of("c_unknown").url());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("not registered here").doesNotContain("Exception");
    }

    @Test
    void requestForTwoResourcesThenInvalidTargetButTheSameTwiceIsOne() {
        String other = "&resource=" + "http%3A%2F%2Fgateway.test%2Fmcp%2Fnotes";
        HttpResponse<String> two =
                server.browser().open(TestRequest.of(client).append(other).url());
        assertThat(TestServer.query(TestBrowser.location(two))).containsEntry("error", "invalid_target");

        String same = "&resource=" + "HTTP%3A%2F%2FGATEWAY.test%2Fmcp%2Feverything%2F";
        HttpResponse<String> one =
                server.browser().authorize(TestRequest.of(client).append(same), CUS);
        assertThat(one.body()).contains("Allow");
    }

    @Test
    void requestWithoutResourceInAnAccountWithSeveralServersThenInvalidTarget() {
        HttpResponse<String> response =
                server.browser().authorize(TestRequest.of(client).without("resource"), CUS);

        assertThat(TestServer.query(TestBrowser.location(response)))
                .containsEntry("error", "invalid_target")
                .containsEntry("error_description", "resource is missing, and the account has several servers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mel@demo.example", "mo@demo.example"})
    void requestByAPersonWithoutAccessThenAccessDenied(String user) {
        HttpResponse<String> response = server.browser().authorize(TestRequest.of(client), user);

        assertThat(TestServer.query(TestBrowser.location(response)))
                .containsEntry("error", "access_denied")
                .containsEntry("iss", TestServer.ISSUER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"olga@demo.example", "ada@demo.example", "all@demo.example", "CUS@Demo.Example "})
    void requestByAPersonWithAccessThenCode(String user) {
        Map<String, String> answer = server.browser().allow(TestRequest.of(client), user);

        assertThat(answer).containsKeys("code", "state", "iss").doesNotContainKey("error");
    }

    @Test
    void requestByPostThenTheSameAsByGet() {
        TestBrowser browser = server.browser();
        String url = TestRequest.of(client).url();
        Map<String, String> form = TestServer.query(TestServer.ISSUER + url);

        HttpResponse<String> response = browser.post("/oauth2/authorize", form);

        assertThat(TestBrowser.location(response)).startsWith(TestServer.ISSUER + "/login?continue=");
    }

    @Test
    void signInWithoutTheHiddenFieldStillReturnsToTheRequest() {
        TestBrowser browser = server.browser();
        HttpResponse<String> login = browser.open(TestRequest.of(client).url());
        Map<String, String> fields = TestBrowser.hidden(login);

        browser.post("/login", Map.of("username", CUS, "password", "gatehouse-demo", "_csrf", fields.get("_csrf")));

        assertThat(browser.open("/login/continue").body()).contains("value=\"allow\"");
    }

    @Test
    void signInWithAWrongPasswordThenTheRequestWaits() {
        TestBrowser browser = server.browser();
        HttpResponse<String> login = browser.open(TestRequest.of(client).url());
        HttpResponse<String> again = browser.submit(login, Map.of("username", CUS, "password", "wrong".repeat(50)));
        assertThat(again.body()).contains("wrong");

        HttpResponse<String> consent = browser.submit(again, Map.of("username", CUS, "password", "gatehouse-demo"));
        assertThat(consent.body()).contains("value=\"allow\"");
    }

    @Test
    void signInThatNamesAnotherPlaceToContinueThenItIsIgnored() {
        TestBrowser browser = server.browser();
        HttpResponse<String> login = browser.open("/login?continue=https://evil.example");
        HttpResponse<String> home = browser.submit(login, Map.of("username", CUS, "password", "gatehouse-demo"));

        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.body()).contains("You are signed in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client_id=%00", "client_id=a%0Ab", "client_id=%E2%80%AE"})
    void requestThatCannotBeReadOrStoredThenBadRequest(String query) {
        HttpResponse<String> response = server.get("/oauth2/authorize?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContain("Exception");
    }

    @Test
    void parametersThatCannotBeDecodedThenBadRequestInTheFormOfTheEndpoint() {
        for (String path : java.util.List.of("/oauth2/token", "/oauth2/authorize", "/login", "/api/v1/servers")) {
            HttpResponse<String> response = server.send(server.request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString("client_id=%zz&username=%")));
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .contains("json");
        }
    }

    @Test
    void requestWithMoreThanIsReadThenPageButJunkIsOnlyDropped() {
        Map<String, String> form = new java.util.HashMap<>(
                TestServer.query(TestServer.ISSUER + TestRequest.of(client).url()));
        form.put("junk", "x".repeat(40_000));
        assertThat(server.post("/oauth2/authorize", form).statusCode()).isEqualTo(302);

        form.put("scope", "x".repeat(40_000));
        assertThat(server.post("/oauth2/authorize", form).statusCode()).isEqualTo(400);
    }

    @Test
    void consentWithoutASessionThenSignInAtTheIssuerWhateverTheHost() {
        assertThat(TestBrowser.location(server.get("/oauth2/consent?request=x")))
                .isEqualTo(TestServer.ISSUER + "/login");
    }

    @Test
    void signInWithControlCharactersThenRefusedLikeAnybodyUnknown() {
        TestBrowser browser = server.browser();
        HttpResponse<String> again =
                browser.submit(browser.open("/login"), Map.of("username", "a\u0000b@demo.example", "password", "x"));

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("Address or password is wrong");
    }
}
