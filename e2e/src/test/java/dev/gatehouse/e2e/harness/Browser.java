package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A person's browser: it keeps cookies, follows redirects within the authorization server, and reads forms. */
public final class Browser {

    private static final int MOST_REDIRECTS = 8;

    private final String issuer;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** A browser without cookies. */
    public Browser(String issuer) {
        this.issuer = issuer;
    }

    /** Opens an address. */
    public Page open(String url) {
        return follow(url, send(HttpRequest.newBuilder(URI.create(url)).GET()));
    }

    /** Posts the form of a page with more fields. */
    public Page submit(Page page, Map<String, String> fields) {
        Map<String, String> all = page.hiddenFields();
        all.putAll(fields);
        return post(page.formAction(), all);
    }

    /** Posts fields. */
    public Page post(String url, Map<String, String> fields) {
        return follow(url, postOnly(url, fields));
    }

    /** Posts fields and follows nothing. */
    public Answer postOnly(String url, Map<String, String> fields) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Http.form(fields))));
    }

    /** Follows an authorization request up to the client's redirect URI, or to a page that is neither form. */
    public Page authorize(AuthorizationRequest request, Person person, boolean allow) {
        return authorize(request.url(), person, allow);
    }

    /** Opens the address that a client has made by itself, and goes on as above. */
    public Page authorize(String url, Person person, boolean allow) {
        Page page = openConsent(url, person);
        return page.asksForConsent() ? answer(page, allow) : page;
    }

    /** Follows an authorization request up to the consent page, or wherever else it ends. */
    public Page openConsent(AuthorizationRequest request, Person person) {
        return openConsent(request.url(), person);
    }

    private Page openConsent(String url, Person person) {
        Page page = open(url);
        return page.asksToSignIn()
                ? submit(page, Map.of("username", person.email(), "password", Canaries.note(person.password())))
                : page;
    }

    /** Presses a button of the consent page. */
    public Page answer(Page consent, boolean allow) {
        return submit(consent, Map.of("decision", allow ? "allow" : "deny"));
    }

    /** Signs in and allows; returns the address that the client's own listener is called at. */
    public static String allow(String issuer, String authorizationUrl, Person person) {
        Page page = new Browser(issuer).authorize(authorizationUrl, person, true);
        page.redirect().code();
        return page.outside();
    }

    private Page follow(String from, Answer first) {
        String url = from;
        Answer answer = first;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            if (answer.status() != 302 && answer.status() != 303) {
                return new Page(url, answer, null);
            }
            String location = URI.create(url).resolve(answer.header("Location")).toString();
            if (!location.startsWith(issuer + "/")) {
                return new Page(url, answer, location);
            }
            url = location;
            answer = send(HttpRequest.newBuilder(URI.create(url)).GET());
        }
        throw new AssertionError("too many redirects, at " + url);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            return Answer.of(http.send(
                    request.header("Accept", "text/html,*/*;q=0.8")
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
