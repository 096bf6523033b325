package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Somebody is signed in already, and it is the wrong person. */
@SignInTest
class SignInAnewTests {

    private static final String CUS = "cus@demo.example";
    private static final String ADA = "ada@demo.example";
    private static final String PASSWORD = "gatehouse-demo";
    private static final Pattern OTHER = Pattern.compile("href=\"(/login/other\\?request=[^\"]+)\"");

    @Autowired
    TestServer server;

    private String client;
    private TestBrowser browser;

    @BeforeEach
    void signedInAsCus() {
        client = server.register("http://127.0.0.1/callback");
        browser = server.browser("2001:db8:0:99::1");
        assertThat(browser.signIn(CUS, PASSWORD).body()).contains("You are signed in");
    }

    private HttpResponse<String> open(String prompt) {
        return browser.open(TestRequest.of(client).with("prompt", prompt).url());
    }

    private HttpResponse<String> signIn(HttpResponse<String> page, String user) {
        assertThat(page.body()).contains("action=\"/login\"");
        return browser.submit(page, Map.of("username", user, "password", PASSWORD));
    }

    private static String other(HttpResponse<String> consent) {
        Matcher matcher = OTHER.matcher(consent.body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String asked(HttpResponse<String> consent) {
        assertThat(consent.body()).contains("value=\"allow\"");
        return consent.body().contains(ADA) ? ADA : CUS;
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "select_account", "consent login", "login select_account", "login unknown"})
    void promptForANewSignInThenOneEvenWithALiveSessionAndThenTheRequestGoesOn(String prompt) {
        HttpResponse<String> consent = signIn(open(prompt), ADA);

        assertThat(asked(consent)).isEqualTo(ADA);
        assertThat(TestServer.query(TestBrowser.location(browser.submit(consent, Map.of("decision", "allow")))))
                .containsKey("code")
                .containsEntry("state", "a state & more");
    }

    @Test
    void promptForANewSignInWhenNobodyIsSignedInThenOneSignInIsEnough() {
        browser = server.browser("2001:db8:0:99::2");

        assertThat(asked(signIn(open("login"), CUS))).isEqualTo(CUS);
    }

    @Test
    void promptForANewSignInWhenTheSignInIsSkippedThenItIsAskedForAgain() {
        String id = TestBrowser.hidden(open("login")).get("continue");

        HttpResponse<String> skipped = browser.open("/login/continue?continue=" + id);

        assertThat(skipped.body()).contains("action=\"/login\"").doesNotContain("value=\"allow\"");
        assertThat(asked(signIn(skipped, CUS))).isEqualTo(CUS);
    }

    @Test
    void promptForANewSignInWhenSomebodySignedInForAnotherRequestThenItIsAskedForAgain() {
        HttpResponse<String> first = open("login");
        HttpResponse<String> second = open("login");
        signIn(first, CUS);

        String id = TestBrowser.hidden(second).get("continue");
        assertThat(browser.open("/login/continue?continue=" + id).body()).contains("action=\"/login\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none login", "consent none", "none select_account"})
    void promptNoneWithAnotherThenInvalidRequest(String prompt) {
        assertThat(TestServer.query(TestBrowser.location(open(prompt)))).containsEntry("error", "invalid_request");
    }

    @Test
    void promptNoneWithALiveSessionThenStillConsentRequired() {
        assertThat(TestServer.query(TestBrowser.location(open("none")))).containsEntry("error", "consent_required");
    }

    @Test
    void notYouThenSomebodyElseSignsInAndIsAskedInstead() {
        HttpResponse<String> consent = open("consent");
        assertThat(asked(consent)).isEqualTo(CUS);
        String session = session();

        HttpResponse<String> page = browser.open(other(consent));
        HttpResponse<String> theirs = signIn(page, ADA);

        assertThat(asked(theirs)).isEqualTo(ADA);
        assertThat(session()).isNotEqualTo(session);
        assertThat(browser.open("/").body()).contains(ADA).doesNotContain(CUS);
        assertThat(browser.open(other(consent)).statusCode()).isEqualTo(400);
        assertThat(browser.post(theirs, Map.of("decision", "allow", "request", request(consent)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(TestServer.query(TestBrowser.location(browser.submit(theirs, Map.of("decision", "allow")))))
                .containsKey("code");
    }

    @Test
    void notYouThenOnceAndInThisBrowserOnly() {
        HttpResponse<String> consent = open("consent");
        TestBrowser stranger = server.browser("2001:db8:0:99::3");
        stranger.signIn(CUS, PASSWORD);

        assertThat(stranger.open(other(consent)).statusCode()).isEqualTo(400);
        assertThat(server.browser("2001:db8:0:99::4").open(other(consent)).body())
                .contains("action=\"/login\"");
        assertThat(browser.open(other(consent)).body()).contains("action=\"/login\"");
        assertThat(browser.open(other(consent)).statusCode()).isEqualTo(400);
        assertThat(browser.post(consent, Map.of("decision", "allow")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void requestOfTheFirstPersonWhenSomebodyElseSignedInThenWaitsForTheFirst() {
        HttpResponse<String> first = open("consent");
        HttpResponse<String> second = open("consent");
        HttpResponse<String> theirs = signIn(browser.open(other(second)), ADA);

        assertThat(browser.open(other(first)).statusCode()).isEqualTo(400);
        assertThat(browser.post(theirs, Map.of("decision", "allow", "request", request(first)))
                        .statusCode())
                .isEqualTo(400);

        browser.signIn(CUS, PASSWORD);
        HttpResponse<String> again = browser.open("/oauth2/consent?request=" + request(first));
        assertThat(TestServer.query(TestBrowser.location(browser.submit(again, Map.of("decision", "allow")))))
                .containsKey("code");
    }

    private String session() {
        return browser.cookie("GATEHOUSE_SESSION").replaceAll("[.].*", "");
    }

    private static String request(HttpResponse<String> consent) {
        return TestBrowser.hidden(consent).get("request");
    }
}
