package dev.gatehouse.authserver.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the sign-in page says, and what comes after it. */
@SignInTest
class SignInPageTests {

    private static final String TYPED = "\"><b>x@demo.example";

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    private TestRequest request() {
        return TestRequest.of(server.register("http://127.0.0.1/callback"));
    }

    @Test
    void signInThatFailsThenTheAddressStaysInTheFormAndNotInTheUrlAndOnce() {
        TestBrowser browser = server.browser("2001:db8:0:98::1");

        HttpResponse<String> failed =
                browser.post(browser.open("/login"), Map.of("username", TYPED, "password", "wrong"));
        assertThat(TestBrowser.location(failed)).isEqualTo(TestServer.ISSUER + "/login?error");

        String page = browser.open("/login?error").body();
        assertThat(page)
                .contains("value=\"&quot;&gt;&lt;b&gt;x@demo.example\"")
                .containsPattern("<input id=\"password\"[^>]*autofocus")
                .doesNotContainPattern("<input id=\"username\"[^>]*autofocus")
                .doesNotContain("<b>");
        assertThat(browser.open("/login").body())
                .doesNotContain("x@demo.example")
                .containsPattern("<input id=\"username\"[^>]*autofocus");
    }

    @Test
    void signInThatFailsWhenThePasswordWasTypedForTheAddressThenItIsNotKept() {
        TestBrowser browser = server.browser("2001:db8:0:98::2");
        HttpResponse<String> page =
                browser.submit(browser.open("/login"), Map.of("username", "hunter2-hunter2", "password", "x"));

        assertThat(page.body()).contains("Address or password is wrong").doesNotContain("hunter2");
    }

    @Test
    void requestThatWaitsThenThePageSaysWhichAppAndServerInThisBrowserOnly() {
        TestBrowser browser = server.browser("2001:db8:0:98::3");
        HttpResponse<String> page = browser.open(request().url());
        assertThat(page.body()).contains("to connect <bdi>Test app</bdi> to <bdi>Everything</bdi>");

        String path = "/login?continue=" + TestBrowser.hidden(page).get("continue");
        assertThat(browser.open(path).body()).contains("<bdi>Test app</bdi>");
        assertThat(server.browser("2001:db8:0:98::4").open(path).body()).doesNotContain("to connect");
        assertThat(browser.open("/login?continue=%00%3Cb%3E").body()).doesNotContain("to connect", "<b>");
        assertThat(browser.open("/login").body()).doesNotContain("to connect");
        assertThat(browser.open(request().without("resource").url()).body())
                .contains("to connect <bdi>Test app</bdi></p>");
    }

    @Test
    void requestThatAsksForConsentThenItsIdTellsTheSignInPageNothing() {
        TestBrowser browser = server.browser("2001:db8:0:98::5");
        HttpResponse<String> consent = browser.authorize(request(), "cus@demo.example");

        String id = TestBrowser.hidden(consent).get("request");
        assertThat(browser.open("/login?continue=" + id).body()).doesNotContain("to connect");
    }

    @Test
    void nameWithMarkupThenItIsTextOnTheSignInPageToo() {
        String evil = TestServer.json(server.postJson(
                        "/oauth2/register",
                        "{\"client_name\":\"<i>evil</i>\",\"redirect_uris\":[\"http://127.0.0.1/callback\"]}"))
                .get("client_id")
                .stringValue();

        assertThat(server.browser("2001:db8:0:98::6")
                        .open(TestRequest.of(evil).url())
                        .body())
                .contains("<bdi>&lt;i&gt;evil&lt;/i&gt;</bdi>")
                .doesNotContain("<i>");
    }

    @Test
    void tooManySignInsThenThePageLeadsBackToTheRequestThatWaits() {
        TestBrowser browser = server.browser("2001:db8:0:98::7");
        HttpResponse<String> page = browser.open(request().url());
        String id = TestBrowser.hidden(page).get("continue");
        HttpResponse<String> last = IntStream.range(0, 11)
                .mapToObj(i ->
                        browser.post(page, Map.of("username", "nobody-here@demo.example", "password", "wrong " + i)))
                .reduce((before, after) -> after)
                .orElseThrow();

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("<a href=\"/login?continue=" + id + "\">Back to sign in</a>");
        assertThat(browser.open("/no-such-page").body()).doesNotContain("Back to sign in");
    }

    @Test
    void signInPageThatIsTooOldThenTheErrorLeadsBackToSignIn() {
        HttpResponse<String> answer = server.browser("2001:db8:0:98::8")
                .post("/login", Map.of("username", "a@b.example", "password", "x", "continue", "\"><b>"));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("href=\"/login?continue=%22%3E%3Cb%3E\"", "Back to sign in")
                .doesNotContain("<b>");
    }
}
