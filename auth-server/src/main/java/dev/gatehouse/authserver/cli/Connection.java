package dev.gatehouse.authserver.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Admin API of one server, asked with one token. What is no success is a {@link Failure}. */
final class Connection {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int MAX_PROBLEM = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String address;
    private final String token;
    private final HttpClient http;

    Connection(String address, String token) {
        this.address = address;
        this.token = token;
        // no redirect is followed: the token is for this address alone
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
    }

    /** Asks; the answer is for the caller to close. */
    InputStream send(String method, String path, @Nullable JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token);
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                    .header("Content-Type", "application/json");
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            int status = answer.statusCode();
            String type = headers.getOrDefault("Accept", "application/json");
            if (status / 100 == 2 && (status == NO_CONTENT || is(type, answer))) {
                return answer.body();
            }
            try (InputStream told = answer.body()) {
                if (status / 100 == 2) {
                    throw somethingElse("no " + type);
                }
                throw failure(status, told.readNBytes(MAX_PROBLEM));
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Failure.Exit.UNREACHABLE, "interrupted");
        }
    }

    /** Asks for a page of a list. */
    ObjectNode page(String path) {
        try (InputStream answer = send("GET", path, null, Map.of("Accept", "application/json"))) {
            if (JSON.readTree(answer) instanceof ObjectNode page) {
                return page;
            }
        } catch (IOException e) {
            throw unreachable(e);
        } catch (JacksonException e) {
            // the same answer as for anything else that is no page
        }
        throw somethingElse("no list");
    }

    /** An answer as it came, if it is JSON, which controls no terminal; nothing of nothing. */
    String json(Reader answer) throws IOException {
        StringWriter text = new StringWriter();
        answer.transferTo(text);
        if (text.getBuffer().isEmpty()) {
            return "";
        }
        try {
            JSON.readTree(text.toString());
            return Printable.json(text.toString());
        } catch (JacksonException e) {
            throw somethingElse("no JSON");
        }
    }

    private static boolean is(String type, HttpResponse<?> answer) {
        String given = answer.headers().firstValue("Content-Type").orElse("");
        return given.split(";", 2)[0].strip().equalsIgnoreCase(type);
    }

    private Failure somethingElse(String what) {
        return Failure.of(Failure.Exit.UNREACHABLE, address + " answers something that is " + what);
    }

    Failure unreachable(IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Failure.of(Failure.Exit.UNREACHABLE, address + " cannot be reached: " + why);
    }

    private Failure failure(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String reason = "";
        String detail = "";
        try {
            JsonNode problem = JSON.readTree(text);
            reason = problem.path("reason").asString("");
            detail = problem.path("detail").asString("");
        } catch (JacksonException e) {
            // somebody else has answered: a proxy, for one
        }
        String line = reason.isEmpty()
                ? address + " answers " + status
                : status + " " + reason + (detail.isEmpty() ? "" : ": " + detail);
        return Failure.told(exit(status), line, text);
    }

    private static Failure.Exit exit(int status) {
        if (status == 401) {
            return Failure.Exit.NOT_SIGNED_IN;
        }
        return status / 100 == 4 ? Failure.Exit.REFUSED : Failure.Exit.UNREACHABLE;
    }
}
