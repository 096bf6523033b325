package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Plain HTTP, without cookies, which follows no redirect. */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpRequest.Builder request;

    private Http(String url) {
        request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
    }

    /** A request to {@code url}. */
    public static Http to(String url) {
        return new Http(url);
    }

    /** Adds a header. */
    public Http header(String name, String value) {
        request.header(name, value);
        return this;
    }

    /** Adds a bearer token. */
    public Http bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    /** Adds client credentials. */
    public Http basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return header("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
    }

    /** GET. */
    public Answer get() {
        return send("GET", BodyPublishers.noBody());
    }

    /** Any method, without a body. */
    public Answer send(String method) {
        return send(method, BodyPublishers.noBody());
    }

    /** Any method, with a body of any type. */
    public Answer send(String method, String contentType, String body) {
        return header("Content-Type", contentType).send(method, BodyPublishers.ofString(body));
    }

    /** Any method, with a JSON body. */
    public Answer sendJson(String method, Object body) {
        return send(method, "application/json", JsonMapper.shared().writeValueAsString(body));
    }

    /** POST of a form. */
    public Answer postForm(Map<String, String> fields) {
        return send("POST", "application/x-www-form-urlencoded", form(fields));
    }

    private Answer send(String method, BodyPublisher body) {
        HttpRequest built = request.method(method, body).build();
        try {
            return Answer.of(CLIENT.send(built, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + built.uri() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Fields as in a form or a query. */
    public static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
