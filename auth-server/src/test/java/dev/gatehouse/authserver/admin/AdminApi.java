package dev.gatehouse.authserver.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the Admin API, and the program behind it, started once for all test classes. */
final class AdminApi {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ConfigurableApplicationContext PROGRAM = AdminApiProgram.start();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private static final ApiDescription DESCRIPTION = readDescription();
    private static final DescribedCalls DESCRIBED = new DescribedCalls(DESCRIPTION);

    private final List<String> headers;

    private AdminApi(List<String> headers) {
        this.headers = headers;
    }

    static AdminApi anonymous() {
        return new AdminApi(List.of());
    }

    static AdminApi with(String token) {
        return anonymous().header("Authorization", "Bearer " + token);
    }

    static <T> T bean(Class<T> type) {
        return PROGRAM.getBean(type);
    }

    AdminApi header(String name, String value) {
        java.util.ArrayList<String> more = new java.util.ArrayList<>(headers);
        more.addAll(List.of(name, value));
        return new AdminApi(List.copyOf(more));
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer post(String path, @Nullable Object body) {
        return send("POST", path, body);
    }

    Answer put(String path, Object body) {
        return send("PUT", path, body);
    }

    Answer patch(String path, Object body) {
        return send("PATCH", path, body);
    }

    /** A body that is a string is sent as it is; anything else as JSON. Every call must be as the document says. */
    Answer send(String method, String path, @Nullable Object body) {
        boolean typed = headers.stream().anyMatch("Content-Type"::equalsIgnoreCase);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address() + place(path))).timeout(Duration.ofSeconds(20));
        String text = body == null || body instanceof String ? (String) body : JSON.writeValueAsString(body);
        if (text == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8));
            if (!typed) {
                request.header("Content-Type", "application/json");
            }
        }
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        Answer answer = new Answer(send(request.build()));
        DESCRIBED.check(new DescribedCalls.Call(method, place(path), text, answer));
        return answer;
    }

    private static String place(String path) {
        return path.startsWith("/api/") ? path : "/api/v1" + path;
    }

    /** The OpenAPI document of the program. */
    static ApiDescription description() {
        return DESCRIPTION;
    }

    private static ApiDescription readDescription() {
        URI place = URI.create(address() + "/api/openapi.json");
        return new ApiDescription(send(HttpRequest.newBuilder(place).build()).body());
    }

    static String address() {
        return "http://127.0.0.1:" + port();
    }

    static int port() {
        return Integer.parseInt(String.valueOf(PROGRAM.getEnvironment().getProperty("local.server.port")));
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An answer. */
    record Answer(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return JSON.readTree(response.body());
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The status and, of a problem document, the reason: {@code 409 STALE_VERSION}. */
        String outcome() {
            String type = String.valueOf(header("Content-Type"));
            return type.startsWith("application/problem+json")
                    ? status() + " " + json().path("reason").asString()
                    : String.valueOf(status());
        }

        List<String> items(String member) {
            return StreamSupport.stream(json().path("items").spliterator(), false)
                    .map(item -> item.path(member).asString())
                    .toList();
        }

        JsonNode item(String member, Object value) {
            return StreamSupport.stream(json().path("items").spliterator(), false)
                    .filter(item -> item.path(member).asString().equals(value.toString()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no item with " + member + " " + value + ": " + text()));
        }
    }

    static Map<String, Object> object(Object... namesAndValues) {
        java.util.LinkedHashMap<String, Object> object = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    static List<Object> list(Object... values) {
        return Arrays.asList(values);
    }
}
