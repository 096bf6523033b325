package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statuses of interface.md, section Gateway. */
class GatewayStatusTests {

    private final TestGateway gateway = TestGateway.shared();
    private final String token = gateway.token("everything").sign();

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "HEAD", "PUT", "PATCH"})
    void requestWithoutTokenThenChallenge(String method) throws Exception {
        HttpResponse<String> answer =
                gateway.send(gateway.request("/mcp/everything").method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challenge(answer))
                .isEqualTo("Bearer scope=\"mcp:read mcp:write\", resource_metadata=\""
                        + gateway.url("/.well-known/oauth-protected-resource/mcp/everything") + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "HEAD", "PUT"})
    void requestWithBadTokenThenChallengeSaysSo(String method) throws Exception {
        HttpResponse<String> answer = gateway.send(gateway.request("/mcp/everything", "authorization", "Bearer abc")
                .method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challenge(answer))
                .startsWith("Bearer error=\"invalid_token\", ")
                .contains("scope=\"mcp:read mcp:write\"")
                .contains("resource_metadata=");
    }

    @Test
    void unknownServerThen404BeforeAnyTokenCheck() throws Exception {
        assertThat(gateway.get("/mcp/nobody").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/mcp/nobody", "authorization", "Bearer abc").statusCode())
                .isEqualTo(404);
    }

    @Test
    void disabledServerThen503BeforeAnyTokenCheck() throws Exception {
        Map<String, Object> server = gateway.server("switched-off");
        server.put("enabled", false);
        gateway.add(server);

        HttpResponse<String> answer = gateway.get("/mcp/switched-off");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "PROPFIND"})
    void otherMethodWithTokenThen405(String method) throws Exception {
        HttpResponse<String> answer =
                gateway.send(gateway.request("/mcp/everything", "authorization", "Bearer " + token)
                        .method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow").orElseThrow()).contains("POST");
    }

    @Test
    void headWithTokenThenAnsweredByTheGateway() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());

        HttpResponse<String> answer =
                gateway.send(gateway.request("/mcp/everything", "authorization", "Bearer " + token)
                        .method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void getAndDeleteThenRelayedWithoutBody(String method) throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());

        HttpResponse<String> answer =
                gateway.send(gateway.request("/mcp/everything", "authorization", "Bearer " + token)
                        .method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        var received = gateway.upstream.take();
        assertThat(received.requestLine()).isEqualTo(method + " /everything/mcp HTTP/1.1");
        assertThat(received.has("transfer-encoding")).isFalse();
    }

    @Test
    void preflightThen204ForAnyOriginWithoutToken() throws Exception {
        HttpResponse<String> answer = gateway.send(gateway.request(
                        "/mcp/everything",
                        "origin",
                        "https://anywhere.example",
                        "access-control-request-method",
                        "POST",
                        "access-control-request-headers",
                        "authorization, mcp-param-city")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("access-control-allow-headers"))
                .contains("authorization, mcp-param-city");
        assertThat(answer.headers().firstValue("access-control-expose-headers").orElseThrow())
                .contains("WWW-Authenticate", "Mcp-Session-Id");
        assertThat(answer.headers().firstValue("transfer-encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "http://localhost.evil.example",
                "http://user@localhost",
                "https://inspector.example.evil.example",
                "file://"
            })
    void originNotAllowedThen403BeforeTheTokenCheck(String origin) throws Exception {
        HttpResponse<String> answer = gateway.get("/mcp/everything", "origin", origin);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("www-authenticate")).isEmpty();
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.body()).contains("ORIGIN_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://inspector.example", "http://localhost:6274", "http://[::1]:5", "https://127.0.0.1"})
    void originAllowedThenChallengeCanBeReadByThePage(String origin) throws Exception {
        HttpResponse<String> answer = gateway.get("/mcp/everything", "origin", origin);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("access-control-expose-headers").orElseThrow())
                .contains("WWW-Authenticate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/everything/../notes",
                "/mcp/../mcp/everything",
                "/mcp/%65verything",
                "/mcp/everything%2f",
                "/mcp//everything",
                "//mcp/everything",
                "/mcp/everything//",
                "/mcp/everything;x=1",
                "/mcp;x/everything",
                "/mcp/everything/.",
                "/mcp/everything/..%2fnotes",
                "/mcp/EVERYTHING",
                "/mcp/everything%00",
                "/mcp/",
                "/mcp",
                "/mcp\\everything"
            })
    void otherSpellingOfThePathThenNotThatServer(String path) throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        try (RawConnection connection = new RawConnection(gateway.port())) {
            connection.send(
                    "GET " + path + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + token + "\r\n\r\n");

            assertThat(connection.status()).isIn(400, 404);
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void trailingSlashAndQueryThenForgivenAndDropped() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());

        assertThat(gateway.get("/mcp/everything/?a=b", "authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.upstream.take().requestLine()).isEqualTo("GET /everything/mcp HTTP/1.1");
    }

    @Test
    void anythingElseThen404AsProblem() throws Exception {
        HttpResponse<String> answer = gateway.get("/admin");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"status\":404");
    }

    @Test
    void healthThenSaysHowOldTheStateIs() throws Exception {
        assertThat(gateway.get("/health/live").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(gateway.get("/health/ready").body()).matches("\\{.*\"stalenessMs\":\\d+.*}");
    }

    private static String challenge(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("www-authenticate")).hasSize(1);
        return answer.headers().firstValue("www-authenticate").orElseThrow();
    }
}
