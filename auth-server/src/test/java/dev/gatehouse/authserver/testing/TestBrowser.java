package dev.gatehouse.authserver.testing;

import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person's browser: keeps cookies, reads forms, follows redirects within the server. */
public final class TestBrowser {

    private static final Pattern ACTION = Pattern.compile("<form[^>]*action=\"([^\"]+)\"");
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");

    private final TestServer server;
    private final String address;
    private final CookieManager cookies;
    private final HttpClient client;

    TestBrowser(TestServer server, String address, CookieManager cookies) {
        this.server = server;
        this.address = address;
        this.cookies = cookies;
        this.client = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The same browser at another address: it keeps its cookies. */
    public TestBrowser at(String otherAddress) {
        return new TestBrowser(server, otherAddress, cookies);
    }

    /** The value of a cookie. */
    public String cookie(String name) {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals(name))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name));
    }

    /** Signs in on the sign-in page. */
    public HttpResponse<String> signIn(String user, String password) {
        return submit(open("/login"), Map.of("username", user, "password", password));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        if (!address.isEmpty()) {
            request.header("X-Forwarded-For", address);
        }
        return server.send(client, request);
    }

    /** GET, following redirects as long as they stay on the server. */
    public HttpResponse<String> open(String pathOrUrl) {
        HttpResponse<String> response = send(server.request(pathOrUrl).GET());
        return follow(response);
    }

    /** Submits the form of a page with its hidden fields and these. */
    public HttpResponse<String> submit(HttpResponse<String> page, Map<String, String> fields) {
        return follow(post(page, fields));
    }

    /** Submits without following. */
    public HttpResponse<String> post(HttpResponse<String> page, Map<String, String> fields) {
        Map<String, String> form = hidden(page);
        form.putAll(fields);
        return post(action(page), form);
    }

    /** POST of a form to a path. */
    public HttpResponse<String> post(String path, Map<String, String> form) {
        return send(server.form(path, form));
    }

    /** Opens an authorization request and signs in where asked; ends at consent, at a page, or at the client. */
    public HttpResponse<String> authorize(TestRequest request, String user) {
        HttpResponse<String> page = open(request.url());
        if (page.statusCode() == 200 && action(page).equals("/login")) {
            return submit(page, Map.of("username", user, "password", "gatehouse-demo"));
        }
        return page;
    }

    /** The whole way to the client's redirect URI; answers the redirect's query. */
    public Map<String, String> allow(TestRequest request, String user) {
        HttpResponse<String> answer = submit(authorize(request, user), Map.of("decision", "allow"));
        return TestServer.query(location(answer));
    }

    /** Where a redirect leads. */
    public static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("no redirect but " + response.statusCode() + response.body()));
    }

    /** The hidden fields of a page's form. */
    public static Map<String, String> hidden(HttpResponse<String> page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher matcher = HIDDEN.matcher(page.body());
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2));
        }
        return fields;
    }

    private static String action(HttpResponse<String> page) {
        Matcher matcher = ACTION.matcher(page.body());
        return matcher.find() ? matcher.group(1) : "";
    }

    private HttpResponse<String> follow(HttpResponse<String> response) {
        HttpResponse<String> current = response;
        while (current.statusCode() == 302 && location(current).startsWith(TestServer.ISSUER)) {
            current = send(server.request(location(current)).GET());
        }
        return current;
    }
}
