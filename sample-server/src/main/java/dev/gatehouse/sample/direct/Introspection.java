package dev.gatehouse.sample.direct;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the authorization server about a token at each request, and keeps no answer.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a>
 */
final class Introspection {

    private static final Logger LOGGER = LoggerFactory.getLogger(Introspection.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(4);
    private static final int ANSWER_LIMIT = 64 * 1024;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final ProtectedResource resource;
    private final IntrospectionCredentials credentials;

    Introspection(ProtectedResource resource, IntrospectionCredentials credentials) {
        this.resource = resource;
        this.credentials = credentials;
    }

    Verdict introspect(BearerToken.Present token) {
        try {
            Optional<String> authorization = credentials.authorization();
            if (authorization.isEmpty()) {
                return new Verdict.Unknown();
            }
            Answer answer = ask(token, authorization.get());
            if (answer.status() == UNAUTHORIZED) {
                // the file is written anew when the authorization server starts with another secret
                Optional<String> renewed = credentials.read();
                answer = renewed.isPresent() ? ask(token, renewed.get()) : answer;
            }
            return judge(answer);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Verdict.Unknown();
        } catch (IOException | JacksonException failure) {
            LOGGER.warn("introspection failed: {}", failure.getClass().getSimpleName());
            return new Verdict.Unknown();
        }
    }

    private Answer ask(BearerToken.Present token, String authorization) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(resource.issuer() + "/oauth2/introspect"))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("token_type_hint=access_token&token="
                        + URLEncoder.encode(token.value(), StandardCharsets.UTF_8)))
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            return new Answer(response.statusCode(), body.readNBytes(ANSWER_LIMIT));
        }
    }

    private Verdict judge(Answer answer) {
        if (answer.status() != OK) {
            LOGGER.warn("introspection answered {}", answer.status());
            return new Verdict.Unknown();
        }
        JsonNode claims = json.readTree(answer.body());
        boolean good = claims.path("active").isBoolean()
                && claims.path("active").asBoolean()
                && resource.issuer().equals(text(claims.path("iss")))
                && isForThisResource(claims.path("aud"));
        return good ? new Verdict.Accepted(scopes(claims)) : new Verdict.Refused();
    }

    private boolean isForThisResource(JsonNode audience) {
        if (audience.isArray()) {
            return audience.values().stream()
                    .anyMatch(value -> resource.resource().equals(text(value)));
        }
        return resource.resource().equals(text(audience));
    }

    private static Set<String> scopes(JsonNode claims) {
        return new HashSet<>(Arrays.asList(text(claims.path("scope")).split(" ")));
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.asString() : "";
    }

    /** An answer that was read, up to a bound: a longer one is cut and fails to parse. */
    private record Answer(int status, byte[] body) {}
}
