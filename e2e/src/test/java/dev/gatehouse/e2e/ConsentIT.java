package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.AuthorizationRequest;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.Page;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Redirect;
import dev.gatehouse.e2e.harness.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the person sees and presses: sign-in and consent. */
class ConsentIT {

    private final Demo demo = Demo.shared();
    private McpApp app;
    private Browser browser;

    @BeforeEach
    void install() {
        app = McpApp.installedFor(demo.mcp("everything"));
        browser = app.browser();
    }

    @Test
    void consentPageNamesClientRedirectHostServerAndPerson() {
        Page page = browser.openConsent(app.request(), Person.CUS);

        assertThat(page.asksForConsent()).isTrue();
        String text = page.html().text();
        assertThat(text).contains(McpApp.NAME, "127.0.0.1", "Everything", app.mcpUrl(), Person.CUS.email());
        assertThat(page.html().select("button[name=decision]").eachText()).containsExactlyInAnyOrder("Allow", "Deny");
        assertThat(page.html().select("script")).isEmpty();
        assertThat(page.answer().header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'")
                .doesNotContain("form-action");
        assertThat(page.answer().header("Cache-Control")).contains("no-store");
    }

    @Test
    void namesOfTheClientAreTextAndNeverMarkup() {
        String name = "<img src=x onerror=alert(1)>";
        Answer registered = Http.to(app.discovery().endpoint("registration_endpoint"))
                .sendJson(
                        "POST",
                        Map.of(
                                "client_name",
                                name,
                                "redirect_uris",
                                List.of("http://127.0.0.1:33418/callback"),
                                "token_endpoint_auth_method",
                                "none"));
        assertThat(registered.status()).isEqualTo(201);

        Page page = browser.openConsent(app.request().with("client_id", registered.text("client_id")), Person.CUS);

        assertThat(page.html().select("h1 img")).isEmpty();
        assertThat(page.html().selectFirst("h1").text()).contains(name);
    }

    @Test
    void deniedThenAccessDeniedAndNoCode() {
        AuthorizationRequest request = app.request();
        Redirect redirect = browser.authorize(request, Person.CUS, false).redirect();

        assertThat(redirect.get("error")).isEqualTo("access_denied");
        assertThat(redirect.get("state")).isEqualTo(request.get("state"));
        assertThat(redirect.get("iss")).isEqualTo(demo.issuer());
        assertThat(redirect.parameters()).doesNotContainKey("code");
    }

    @Test
    void allowPressedTwiceThenOneCodeIsIssued() {
        AuthorizationRequest request = app.request();
        Page consent = browser.openConsent(request, Person.CUS);

        Redirect first = browser.answer(consent, true).redirect();
        Page second = browser.answer(consent, true);

        assertThat(second.outside()).isNull();
        assertThat(second.answer().status()).isEqualTo(400);
        assertThat(second.html().text()).contains("already answered");
        Tokens.of(app.exchange(first.code(), request, Map.of()));
    }

    @Test
    void signInWithoutCsrfFieldThen403AndNobodyIsSignedIn() {
        Page login = browser.open(app.request().url());
        assertThat(login.asksToSignIn()).isTrue();
        assertThat(login.hiddenFields()).containsKey("_csrf");

        Answer answer = browser.postOnly(
                login.formAction(),
                Map.of("username", Person.CUS.email(), "password", Canaries.note(Person.CUS.password())));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(browser.open(app.request().url()).asksToSignIn()).isTrue();
    }

    @Test
    void consentWithoutCsrfFieldThen403AndNothingIsIssued() {
        Page consent = browser.openConsent(app.request(), Person.CUS);
        Map<String, String> fields = consent.hiddenFields();
        assertThat(fields).containsKey("_csrf");
        fields.remove("_csrf");
        fields.put("decision", "allow");

        Answer answer = browser.postOnly(consent.formAction(), fields);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void consentOfAnotherBrowserThenNothingIsIssued() {
        Page consent = browser.openConsent(app.request(), Person.CUS);
        Browser other = app.browser();
        Page theirs = other.openConsent(app.request(), Person.CUS);
        Map<String, String> fields = theirs.hiddenFields();
        fields.put("request", consent.hiddenFields().get("request"));
        fields.put("decision", "allow");

        Page answered = other.post(theirs.formAction(), fields);

        assertThat(answered.outside()).isNull();
        assertThat(answered.answer().status()).isEqualTo(400);
    }

    @Test
    void wrongPasswordThenTheSignInPageSaysSoWithoutTellingWhatWasWrong() {
        Page login = browser.open(app.request().url());
        String wrong = Canaries.note("a-wrong-password-" + System.nanoTime());

        Page forKnown = browser.submit(login, Map.of("username", Person.CUS.email(), "password", wrong));
        Page forUnknown = browser.submit(forKnown, Map.of("username", "nobody@demo.example", "password", wrong));

        assertThat(forKnown.asksToSignIn()).isTrue();
        assertThat(forKnown.html().selectFirst("[role=alert]").text())
                .isEqualTo(forUnknown.html().selectFirst("[role=alert]").text());
        assertThat(browser.submit(forUnknown, Map.of("username", Person.CUS.email(), "password", Person.CUS.password()))
                        .asksForConsent())
                .isTrue();
    }

    @Test
    void signedInAlreadyThenOnlyConsentIsAsked() {
        browser.authorize(app.request(), Person.CUS, true);

        assertThat(browser.open(app.request().url()).asksForConsent()).isTrue();
        assertThat(browser.open(app.request().with("prompt", "consent").url()).asksForConsent())
                .isTrue();
    }

    @Test
    void promptNoneThenNoPageIsShown() {
        assertThat(browser.open(app.request().with("prompt", "none").url())
                        .redirect()
                        .get("error"))
                .isEqualTo("login_required");
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, nobody",
        "redirect_uri, https://evil.example/callback",
        "redirect_uri, http://127.0.0.1:33418/elsewhere",
        "redirect_uri, http://127.0.0.1.evil.example:33418/callback",
        "redirect_uri, http://127.0.0.1:33418@evil.example/callback",
    })
    void clientOrRedirectUriUnknownThenAPageAndNeverARedirect(String name, String value) {
        Page page = browser.open(app.request().with(name, value).url());

        assertThat(page.outside()).isNull();
        assertThat(page.answer().status()).isEqualTo(400);
        assertThat(page.answer().mediaType()).isEqualTo("text/html");
        assertThat(page.asksToSignIn()).isFalse();
        assertThat(page.answer().body()).doesNotContain("Exception", "dev.gatehouse");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "code_challenge_method, plain, invalid_request",
        "code_challenge, short, invalid_request",
        "request_uri, urn:x, request_uri_not_supported",
        "resource, not a uri, invalid_target",
        "scope, offline_access, ''",
    })
    void requestFaultyThenTheClientIsTold(String name, String value, String error) {
        Page page = browser.authorize(app.request().with(name, value), Person.CUS, true);

        assertThat(page.redirect().get("error")).isEqualTo(error);
        assertThat(page.redirect().get("iss")).isEqualTo(demo.issuer());
    }
}
