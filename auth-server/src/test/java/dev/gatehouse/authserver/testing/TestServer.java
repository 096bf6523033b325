package dev.gatehouse.authserver.testing;

import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Lazy;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the program under test. Its issuer is a name that only stands in URLs; requests go to the port it has. */
@Lazy
public final class TestServer {

    public static final String ISSUER = "http://auth.test";
    public static final String GATEWAY = "http://gateway.test";
    public static final String GATEWAY_SECRET = "a-gateway-secret-of-the-tests-0123456789";
    public static final String EVERYTHING = GATEWAY + "/mcp/everything";

    private static final JsonMapper JSON = new JsonMapper();

    private final WebServerApplicationContext context;
    private final HttpClient plain =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    TestServer(WebServerApplicationContext context) {
        this.context = context;
    }

    /** A browser of its own, with cookies. */
    public TestBrowser browser() {
        return browser("");
    }

    /** A browser behind the proxy, at this address; for tests whose program trusts loopback as a proxy. */
    public TestBrowser browser(String address) {
        return new TestBrowser(this, address, new CookieManager());
    }

    /** A request without cookies. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(plain, request);
    }

    /** GET without cookies. */
    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    /** POST of a form without cookies. */
    public HttpResponse<String> post(String path, Map<String, String> form) {
        return send(form(path, form));
    }

    /** POST of JSON without cookies. */
    public HttpResponse<String> postJson(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Registers a client with these redirect URIs: the same as every test that asks for the same ones. */
    public String register(String... redirectUris) {
        return registerAs("Test app", redirectUris);
    }

    /** Registers a client that no other test has. */
    public String registerAnother(String... redirectUris) {
        return registerAs("Test app " + java.util.UUID.randomUUID(), redirectUris);
    }

    private String registerAs(String name, String... redirectUris) {
        String uris = java.util.Arrays.stream(redirectUris)
                .map(uri -> "\"" + uri + "\"")
                .collect(Collectors.joining(","));
        return json(postJson("/oauth2/register", "{\"client_name\":\"" + name + "\",\"redirect_uris\":[" + uris + "]}"))
                .get("client_id")
                .stringValue();
    }

    /** The body as JSON. */
    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /** The query of a redirect. */
    public static Map<String, String> query(String uri) {
        String query = URI.create(uri).getRawQuery();
        return java.util.Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> java.net.URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** A request to a path, or to a URL that begins with the issuer. */
    public HttpRequest.Builder request(String pathOrUrl) {
        String path = pathOrUrl.startsWith(ISSUER) ? pathOrUrl.substring(ISSUER.length()) : pathOrUrl;
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + context.getWebServer().getPort() + path));
    }

    /** POST of a form to a path. */
    public HttpRequest.Builder form(String path, Map<String, String> form) {
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encode(form)));
    }

    HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
