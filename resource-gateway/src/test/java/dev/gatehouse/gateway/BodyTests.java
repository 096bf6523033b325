package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway makes of request bodies: a clear 4xx, never a 5xx, and nothing reaches the upstream. */
class BodyTests {

    private static final String LIST = TestGateway.call("tools/list");

    private final TestGateway gateway = TestGateway.shared();
    private final String token = gateway.token("everything").sign();

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"} {}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"m\\u0065thod\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":{\"b\":1,\"b\":2}}}",
                "{'jsonrpc':'2.0'}",
                "{\"a\":NaN}"
            })
    void notStrictJsonThenParseError(String body) throws Exception {
        refusedWith(body, "-32700");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "\"text\"",
                "[1]",
                "{}",
                "{\"id\":1,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"tools/list\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":\"y\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"result\":1}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"Method\":\"tools/call\"}"
            })
    void notJsonRpcThenInvalidRequest(String body) throws Exception {
        refusedWith(body, "-32600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":5}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"a\",\"Name\":\"b\"}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{}}"
            })
    void featureNotNamedThenInvalidParams(String body) throws Exception {
        refusedWith(body, "-32602");
    }

    @Test
    void deeplyNestedThenParseError() throws Exception {
        String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":" + "[".repeat(5000)
                + "]".repeat(5000) + "}}";

        refusedWith(deep, "-32700");
    }

    @Test
    void otherEncodingThenParseError() throws Exception {
        for (byte[] body : new byte[][] {
            LIST.getBytes("UTF-16LE"),
            LIST.getBytes("UTF-16"),
            LIST.getBytes("UTF-32BE"),
            ("\uFEFF" + LIST).getBytes("UTF-8"),
            LIST.replace("tools", "t\u00e4").getBytes("ISO-8859-1")
        }) {
            HttpResponse<String> answer = gateway.send(gateway.request(
                            "/mcp/everything", "authorization", "Bearer " + token, "content-type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body)));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("-32700");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/jsonp",
                "application/json; charset=utf-16",
                "application/x-www-form-urlencoded"
            })
    void otherContentTypeThen415(String type) throws Exception {
        assertThat(gateway.post("/mcp/everything", token, LIST, "content-type", type)
                        .statusCode())
                .isEqualTo(415);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json; charset=UTF-8", "Application/JSON", "application/json;charset=\"utf-8\""})
    void jsonInAnySpellingThenRelayed(String type) throws Exception {
        assertThat(gateway.post("/mcp/everything", token, LIST, "content-type", type)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void compressedThen415() throws Exception {
        assertThat(gateway.post("/mcp/everything", token, LIST, "content-encoding", "gzip")
                        .statusCode())
                .isEqualTo(415);
        assertThat(gateway.post("/mcp/everything", token, LIST, "content-encoding", "identity")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void largeBodyThenRelayedInBothFramings() throws Exception {
        String large =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{\"a\":\"" + "x".repeat(3_000_000) + "\"}}";

        assertThat(gateway.post("/mcp/everything", token, large).statusCode()).isEqualTo(200);
        assertThat(gateway.upstream.take().body()).hasSize(large.length());
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawHead("everything", token, "transfer-encoding: chunked"));
            client.send(Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
        }
        assertThat(gateway.upstream.take().header("content-length")).isEqualTo("" + large.length());
    }

    @Test
    void oversizedByLengthThen413ThatArrives() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (RawConnection client = new RawConnection(gateway.port())) {
                client.send(gateway.rawHead("everything", token, "content-length: 5000000"));
                sendAsMuchAsPossible(client, 5_000_000);
                assertThat(client.status()).isEqualTo(413);
            }
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void oversizedInChunksThen413ThatArrives() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (RawConnection client = new RawConnection(gateway.port())) {
                client.send(gateway.rawHead("everything", token, "transfer-encoding: chunked"));
                client.send(Integer.toHexString(5_000_000) + "\r\n");
                sendAsMuchAsPossible(client, 5_000_000);
                assertThat(client.status()).isEqualTo(413);
            }
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void refusedBeforeTheBodyWasReadThenConnectionGoesOn() throws Exception {
        String body = "x".repeat(200_000);
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(
                    "POST /mcp/everything HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: "
                            + body.length() + "\r\n\r\n");
            assertThat(client.status()).isEqualTo(401);
            client.send(body + gateway.rawCall("everything", token));
            client.readUntil("HTTP/1.1 200");
        }
    }

    @Test
    void expectContinueThenBodyIsAskedForOnlyWhenItIsWanted() throws Exception {
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(
                    gateway.rawHead("everything", token, "expect: 100-continue", "content-length: " + LIST.length()));
            client.readUntil("HTTP/1.1 100 Continue\r\n\r\n");
            client.send(LIST);
            client.readUntil("HTTP/1.1 200");
        }
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(
                    gateway.rawHead("everything", "bad", "expect: 100-continue", "content-length: " + LIST.length()));
            client.readUntil("HTTP/1.1 401");
        }
    }

    /** Whether it still sends the body nobody knows: the next request must not begin within it. */
    @Test
    void answerWhileTheClientWaitsToBeAskedForItsBodyThenTheConnectionEnds() throws Exception {
        gateway.upstream.answer(exchange -> exchange.json());
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send("GET /mcp/everything HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + token
                    + "\r\nexpect: 100-continue\r\ncontent-length: 60\r\n\r\n");
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200").contains("connection: close");
        }
    }

    @Test
    void endlessBodyBehindARefusalThenNotMuchOfItIsTaken() throws Exception {
        byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes("UTF-8");
        long most = 64L << 20;
        long taken = 0;
        try (RawConnection client = new RawConnection(gateway.port())) {
            client.send(gateway.rawHead("everything", "bad", "transfer-encoding: chunked"));
            while (taken < most) {
                client.send(chunk);
                taken += chunk.length;
            }
        } catch (IOException e) {
            // as it should be
        }
        assertThat(taken).isLessThan(most);
    }

    @Test
    void headersThatAgreeThenRelayed() throws Exception {
        String base64 = "=?base64?" + Base64.getEncoder().encodeToString("add".getBytes("UTF-8")) + "?=";
        for (String name : new String[] {"add", base64}) {
            assertThat(gateway.post(
                                    "/mcp/everything",
                                    token,
                                    TestGateway.callTool("add"),
                                    "mcp-method",
                                    "tools/call",
                                    "mcp-name",
                                    name)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void headersThatDisagreeThenHeaderMismatch() throws Exception {
        String call = TestGateway.callTool("delete_all");
        for (String[] headers : new String[][] {
            {"mcp-method", "tools/list"},
            {"mcp-method", "Tools/Call"},
            {"mcp-name", "add"},
            {"mcp-name", "=?base64?YWRk?="},
            {"mcp-name", "=?base64?!!?="},
            {"mcp-method", "tools/call", "mcp-method", "tools/call"},
            {"mcp-name", "delete_all", "mcp-name", "add"}
        }) {
            HttpResponse<String> answer = gateway.post("/mcp/everything", token, call, headers);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("-32020");
        }
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void batchThenEveryElementCounts() throws Exception {
        String reader = gateway.token("everything").claim("scope", "mcp:read").sign();
        String batch = "[" + LIST + "," + TestGateway.callTool("add") + "]";

        assertThat(gateway.post("/mcp/everything", token, batch).statusCode()).isEqualTo(200);
        assertThat(gateway.post("/mcp/everything", reader, "[" + LIST + "," + LIST + "]")
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.post("/mcp/everything", reader, batch).statusCode()).isEqualTo(403);
        String nothing = gateway.token("everything").claim("scope", "openid").sign();
        assertThat(gateway.post("/mcp/everything", nothing, batch).headers().firstValue("www-authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).contains("scope=\"mcp:read mcp:write\""));
        refusedWith("[" + (LIST + ",").repeat(100) + LIST + "]", "-32600");
    }

    @Test
    void responseOfTheClientThenReadScopeIsEnough() throws Exception {
        String reader = gateway.token("everything").claim("scope", "mcp:read").sign();

        assertThat(gateway.post("/mcp/everything", reader, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private void refusedWith(String body, String code) throws IOException, InterruptedException {
        gateway.upstream.answer(exchange -> exchange.json());
        HttpResponse<String> answer = gateway.post("/mcp/everything", token, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body()).contains("\"jsonrpc\":\"2.0\"", "\"code\":" + code);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    private static void sendAsMuchAsPossible(RawConnection client, int bytes) {
        byte[] part = new byte[64 * 1024];
        try {
            for (int sent = 0; sent < bytes; sent += part.length) {
                client.send(part);
            }
        } catch (IOException e) {
            // The gateway has read enough; its answer must be there all the same.
        }
    }
}
