package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertProblem;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Person;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input at MCP endpoints: a bearer challenge, a JSON-RPC error or a problem document. */
class GatewayInputIT {

    private static final String JSON = "application/json";
    private static final int A_MEBIBYTE = 1024 * 1024;

    private static String goodToken;
    private static String goodDirectToken;

    private final Demo demo = Demo.shared();

    private String token() {
        if (goodToken == null) {
            goodToken = McpApp.installedFor(demo.mcp("everything"))
                    .connect(Person.CUS)
                    .access();
        }
        return goodToken;
    }

    private String directToken() {
        if (goodDirectToken == null) {
            goodDirectToken =
                    McpApp.installedFor(demo.direct()).connect(Person.ALL).access();
        }
        return goodDirectToken;
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET", "HEAD", "DELETE", "PUT", "PATCH"})
    void noTokenThenEveryMethodIsChallenged(String method) {
        for (String url : List.of(demo.mcp("everything"), demo.mcp("vault"))) {
            Answer answer = Http.to(url).send(method);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate"))
                    .startsWith("Bearer ")
                    .contains("scope=\"mcp:read mcp:write\"")
                    .contains("resource_metadata=\""
                            + url.replace("/mcp/", "/.well-known/oauth-protected-resource/mcp/") + "\"")
                    .doesNotContain("error=");
        }
    }

    static List<String> badTokens() {
        return List.of("x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "a b", "%00", "x".repeat(5000));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void tokenBadThenInvalidToken(String token) {
        Answer answer = McpConnection.initialize(demo.mcp("everything"), token);

        assertProblem(answer, 401);
        assertThat(answer.header("WWW-Authenticate")).contains("error=\"invalid_token\"", "resource_metadata=");
        assertThat(answer.body()).doesNotContain(token.length() > 3 ? token : "\n");
        Answer direct = McpConnection.initialize(demo.direct(), token);
        assertRefused(direct, 401, "application/problem+json");
        assertThat(direct.header("WWW-Authenticate")).contains("error=\"invalid_token\"", "resource_metadata=");
    }

    @Test
    void tokenOfAnotherServerOrAlteredThenInvalidToken() {
        assertThat(McpConnection.initialize(demo.mcp("notes"), token()).status())
                .isEqualTo(401);
        String[] parts = token().split("\\.");
        assertThat(McpConnection.initialize(
                                demo.mcp("everything"), parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()))
                        .status())
                .isEqualTo(401);
        assertThat(Http.to(demo.mcp("everything") + "?access_token=" + token())
                        .send("POST", JSON, "{}")
                        .status())
                .isEqualTo(401);
    }

    /** A connection is used again and again, also behind tokens that take another thread a while to verify. */
    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET", "DELETE"})
    void tokensForgedInARowThenEachIsAnsweredAtOnce(String method) {
        String signed = token().substring(0, token().lastIndexOf('.') + 1);
        byte[] signature = new byte[64];
        for (int i = 0; i < 200; i++) {
            ThreadLocalRandom.current().nextBytes(signature);
            String forged = signed + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);

            assertThat(Http.to(demo.mcp("everything"))
                            .bearer(forged)
                            .send(method)
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/nowhere",
                "/mcp/",
                "/mcp",
                "/",
                "/mcp/everything/extra",
                "/mcp/..%2fmcp/everything",
                "/mcp/%65verything",
                "/mcp//everything",
                "/mcp/everything;a=b",
                "/.well-known/oauth-protected-resource/mcp/nowhere",
                "/.well-known/oauth-protected-resource",
                "/health/nothing",
            })
    void pathUnknownThen404(String path) {
        assertProblem(Http.to(demo.gateway() + path).get(), 404);
        assertProblem(Http.to(demo.gateway() + path).bearer(token()).get(), 404);
    }

    @Test
    void jsonWrongThenAJsonRpcError() {
        for (String body : List.of("{", "", "nonsense", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"")) {
            assertRpcError(McpConnection.post(demo.mcp("everything"), token(), body), -32700);
        }
        for (String body : List.of("{}", "[]", "7", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"tools/list\"}")) {
            assertRpcError(McpConnection.post(demo.mcp("everything"), token(), body), -32600);
        }
        assertThat(McpConnection.post(
                                demo.mcp("everything"),
                                token(),
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"method\":\"tools/call\"}")
                        .status())
                .isEqualTo(400);
    }

    private static void assertRpcError(Answer answer, int code) {
        assertRefused(answer, 400, JSON);
        assertThat(answer.text("jsonrpc")).isEqualTo("2.0");
        assertThat(answer.json().path("error").path("code").asInt())
                .as(answer.body())
                .isEqualTo(code);
    }

    @Test
    void bodyOversizedThen413() {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\"}";

        for (int mebibytes = 5; mebibytes < 9; mebibytes++) {
            String body = message.formatted("x".repeat(mebibytes * A_MEBIBYTE));
            assertProblem(McpConnection.post(demo.mcp("everything"), token(), body), 413);
        }
        String body = message.formatted("x".repeat(A_MEBIBYTE));
        assertRefused(McpConnection.post(demo.direct(), directToken(), body), 413, "application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"})
    void contentTypeWrongThen415(String type) {
        Answer answer = Http.to(demo.mcp("everything"))
                .bearer(token())
                .header("Accept", "application/json, text/event-stream")
                .send("POST", type, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");

        assertProblem(answer, 415);
    }

    @Test
    void directServerAnswersBadJsonClearlyToo() {
        for (String body : List.of("{", "", "nonsense")) {
            assertRefused(McpConnection.post(demo.direct(), directToken(), body), 400, "application/problem+json");
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT", "PATCH"})
    void methodNotForThisThen405(String method) {
        Answer answer = Http.to(demo.mcp("everything")).bearer(token()).send(method, JSON, "{}");

        assertProblem(answer, 405);
        assertThat(answer.header("Allow")).contains("POST");
    }

    @Test
    void originOfAStrangerThen403AndPreflightsPass() {
        Answer stranger = Http.to(demo.mcp("everything"))
                .header("Origin", "https://evil.example")
                .bearer(token())
                .send("POST", JSON, "{}");
        assertProblem(stranger, 403);

        Answer preflight = Http.to(demo.mcp("everything"))
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .send("OPTIONS");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
    }
}
