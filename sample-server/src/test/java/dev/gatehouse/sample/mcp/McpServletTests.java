package dev.gatehouse.sample.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sample.RunningServer;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class McpServletTests {

    private static final String JSON = "application/json";
    private static final String VERSION = "MCP-Protocol-Version";
    private static final String SESSION = "Mcp-Session-Id";
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"a","version":"1"}}}""";

    private static RunningServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "1999-01-01", "x"})
    void versionThatIsNotSpokenIsRefusedWithThoseThatAre(String version) throws Exception {
        HttpResponse<String> answer = send(post(message("7", "server/discover")).header(VERSION, version));

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = error(answer, "7");
        assertThat(error.path("code").asInt()).isEqualTo(-32022);
        assertThat(error.path("data").path("requested").asString()).isEqualTo(version);
        assertThat(error.path("data").path("supported").valueStream().map(JsonNode::asString))
                .contains(ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_11_25)
                .doesNotContain(version);
    }

    @Test
    void idOfAMessageThatCannotBeReadIsNull() throws Exception {
        HttpResponse<String> answer = send(post("{\"id\":").header(VERSION, "2026-07-28"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer, "null").path("code").asInt()).isEqualTo(-32022);
    }

    @Test
    void versionsThatAreSpokenPass() throws Exception {
        String session = session();
        for (String version : new String[] {"2025-03-26", "2025-06-18", "2025-11-25"}) {
            HttpResponse<String> answer = send(
                    post(message("7", "tools/list")).header(VERSION, version).header(SESSION, session));

            assertThat(answer.statusCode()).as(version).isEqualTo(200);
            assertThat(answer.body()).contains("\"tools\":[");
        }
    }

    @Test
    void initializeSettlesTheVersionInItsBody() throws Exception {
        assertThat(send(post(INITIALIZE).header(VERSION, "2026-07-28")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void textIdComesBackAsText() throws Exception {
        error(send(post(message("\"seven\"", "tools/list"))), "\"seven\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\"} | 400 | -32601 | 7",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\"} | 400 | -32602 | 7",
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"initialize\",\"params\":\"x\"} | 400 | -32600 | 7",
                "{\"jsonrpc\":\"2.0\",\"id\":7 | 400 | -32700 | null",
                "[] | 400 | -32600 | null",
                "7 | 400 | -32600 | null"
            })
    void whatTheSdkRefusesIsAJsonRpcError(String body, int status, int code, String id) throws Exception {
        HttpResponse<String> answer = send(post(body));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(error(answer, id).path("code").asInt()).isEqualTo(code);
    }

    @Test
    void paramsOfTheWrongTypeAreAnErrorInASessionToo() throws Exception {
        String session = session();
        String body = "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":\"x\"}";

        HttpResponse<String> answer = send(post(body).header(SESSION, session));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer, "7").path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void sessionThatIsNotThereIs404() throws Exception {
        HttpResponse<String> answer = send(post(message("7", "tools/list")).header(SESSION, "gone"));

        assertThat(answer.statusCode()).isEqualTo(404);
        error(answer, "7");
    }

    @Test
    void contentTypeOtherThanJsonIs415() throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(endpoint())
                .header("Content-Type", "text/plain")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message("7", "tools/list"))));

        assertThat(answer.statusCode()).isEqualTo(415);
        error(answer, "7");
    }

    @Test
    void bodyIsBounded() throws Exception {
        HttpResponse<String> answer = send(post(message("7", "tools/list") + " ".repeat(RequestBody.LIMIT)));

        assertThat(answer.statusCode()).isEqualTo(413);
        error(answer, "null");
    }

    private String session() throws Exception {
        return send(post(INITIALIZE)).headers().firstValue(SESSION).orElseThrow();
    }

    private static JsonNode error(HttpResponse<String> answer, String id) {
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(JSON);
        assertThat(answer.body()).doesNotContain("stackTrace", "Exception", ".java");
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        assertThat(body.propertyNames()).containsExactly("jsonrpc", "id", "error");
        assertThat(body.path("id").toString()).isEqualTo(id);
        assertThat(body.path("error").path("message").asString("")).isNotBlank();
        return body.path("error");
    }

    private static String message(String id, String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{}}";
    }

    private static URI endpoint() {
        return URI.create(server.url() + "/everything/mcp");
    }

    private static HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(endpoint())
                .header("Content-Type", JSON)
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
    }
}
