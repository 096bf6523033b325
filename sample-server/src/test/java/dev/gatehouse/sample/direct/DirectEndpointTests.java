package dev.gatehouse.sample.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sample.RunningServer;
import dev.gatehouse.sample.mcp.RequestBody;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectEndpointTests {

    private static final String WRITE_NOTE = """
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"write_note",\
            "arguments":{"title":"a","text":"b"}}}""";
    private static final String LIST = """
            {"jsonrpc":"2.0","id":7,"method":"tools/list"}""";

    @TempDir
    private static Path directory;

    private static FakeAuthorizationServer issuer;
    private static RunningServer server;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws IOException {
        issuer = new FakeAuthorizationServer();
        server = RunningServer.start(
                "gatehouse.issuer=" + issuer.issuer(),
                "gatehouse.direct-credentials-file=" + directory.resolve("direct-introspection.json"));
    }

    @AfterAll
    static void stop() {
        server.close();
        issuer.close();
    }

    @BeforeEach
    void reset() throws IOException {
        issuer.failWith(0);
        Files.writeString(directory.resolve("direct-introspection.json"), issuer.credentials());
        issuer.answer("good", answer(resource(), "mcp:read mcp:write"));
        issuer.answer("reading", answer(resource(), "mcp:read"));
        issuer.answer("writing", answer(resource(), "mcp:write"));
        issuer.answer("scopeless", answer(resource(), ""));
        issuer.answer("elsewhere", answer("http://localhost:8080/mcp/everything", "mcp:read mcp:write"));
        issuer.answer("foreign", answer(resource(), "mcp:read").replace(issuer.issuer(), "https://other.example"));
    }

    @Test
    void metadataTellsWhereToGetAToken() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(URI.create(server.url() + ProtectedResource.METADATA_PATH)));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"resource\":\"" + resource() + "\",\"authorization_servers\":[\"" + issuer.issuer()
                        + "\"],\"scopes_supported\":[\"mcp:read\",\"mcp:write\"],"
                        + "\"bearer_methods_supported\":[\"header\"]}");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("max-age=60");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @Test
    void challengeHasNoErrorWhenNoTokenCame() throws Exception {
        HttpResponse<String> response = send(message(LIST));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(challenge(response))
                .isEqualTo("Bearer resource_metadata=\"" + server.url()
                        + "/.well-known/oauth-protected-resource/direct/mcp\", scope=\"mcp:read mcp:write\"");
    }

    @Test
    void tokenOutsideTheHeaderIsNoToken() throws Exception {
        HttpRequest.Builder query = HttpRequest.newBuilder(URI.create(resource() + "?access_token=good"))
                .POST(BodyPublishers.ofString(LIST));

        assertThat(challenge(send(query))).doesNotContain("error=");
    }

    @Test
    void badTokensAreInvalid() throws Exception {
        for (String token : new String[] {"unknown", "elsewhere", "foreign", "not a token", ""}) {
            HttpResponse<String> response = send(with(token, message(LIST)));

            assertThat(response.statusCode()).as(token).isEqualTo(401);
            assertThat(challenge(response)).as(token).endsWith(", error=\"invalid_token\"");
        }
    }

    @Test
    void twoTokensAreInvalid() throws Exception {
        assertThat(send(with("good", with("good", message(LIST)))).statusCode()).isEqualTo(401);
    }

    @Test
    void everyMethodDemandsAToken() throws Exception {
        for (String method : new String[] {"GET", "DELETE", "PUT", "PATCH"}) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(resource())).method(method, BodyPublishers.noBody());
            assertThat(send(request).statusCode()).as(method).isEqualTo(401);
        }
    }

    @Test
    void otherSpellingsOfThePathDoNotReachTheServer() throws Exception {
        for (String path : new String[] {"/direct/mcp/", "//direct/mcp", "/direct/./mcp", "/direct;x=1/mcp"}) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(BodyPublishers.ofString(LIST));
            assertThat(send(request).statusCode()).as(path).isIn(400, 401, 404);
        }
    }

    @Test
    void goodTokenCallsEveryTool() {
        McpSyncClient client = client("good");

        assertThat(call(client, "echo", Map.of("message", "hello"))).isEqualTo("hello");
        assertThat(call(client, "write_note", Map.of("title", "a", "text", "b")))
                .startsWith("written");
        client.close();
    }

    @Test
    void readScopeCallsReadingTools() {
        McpSyncClient client = client("reading");

        assertThat(call(client, "echo", Map.of("message", "hello"))).isEqualTo("hello");
        client.close();
    }

    @Test
    void readScopeDoesNotReachWritingTools() throws Exception {
        HttpResponse<String> response = send(with("reading", message(WRITE_NOTE)));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(challenge(response))
                .contains("scope=\"mcp:read mcp:write\"")
                .endsWith(", error=\"insufficient_scope\"");
    }

    @Test
    void readScopeDoesNotReachWhatIsNotKnownToRead() throws Exception {
        assertThat(send(with("reading", message(WRITE_NOTE.replace("write_note", "no_such_tool"))))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(with("reading", message(LIST.replace("tools/list", "tools/forget"))))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aSecondNameForTheToolIsNoWayIn() throws Exception {
        String twice = WRITE_NOTE.replace("\"name\":\"write_note\"", "\"name\":\"write_note\",\"name\":\"echo\"");

        assertThat(send(with("reading", message(twice))).statusCode()).isEqualTo(400);
    }

    @Test
    void aBatchIsNotOneMessage() throws Exception {
        assertThat(send(with("reading", message("[" + WRITE_NOTE + "]"))).statusCode())
                .isEqualTo(400);
    }

    @Test
    void writeScopeImpliesRead() throws Exception {
        // 400: the server itself asks for a session
        assertThat(send(with("writing", message(LIST))).statusCode()).isEqualTo(400);
        assertThat(send(with("scopeless", message(LIST))).statusCode()).isEqualTo(403);
    }

    @Test
    void bodyIsBounded() throws Exception {
        String tooLong = LIST + " ".repeat(RequestBody.LIMIT);

        assertThat(send(with("good", message(tooLong))).statusCode()).isEqualTo(413);
    }

    @Test
    void preflightNeedsNoToken() throws Exception {
        HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(resource()))
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @Test
    void refusalsOfTheServerCanBeReadByPagesToo() throws Exception {
        HttpResponse<String> response = send(with("good", message(LIST)));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":");
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
    }

    @Test
    void introspectionThatFailsLetsNobodyIn() throws Exception {
        issuer.failWith(500);

        assertThat(send(with("good", message(LIST))).statusCode()).isEqualTo(503);
    }

    @Test
    void credentialsAreReadAgainWhenRefused() throws Exception {
        assertThat(send(with("reading", message(WRITE_NOTE))).statusCode()).isEqualTo(403);
        issuer.changeSecret("a + new & secret: %41");

        assertThat(send(with("reading", message(WRITE_NOTE))).statusCode()).isEqualTo(503);

        Files.writeString(directory.resolve("direct-introspection.json"), issuer.credentials());
        assertThat(send(with("reading", message(WRITE_NOTE))).statusCode()).isEqualTo(403);
    }

    @Test
    void unreachableAuthorizationServerLetsNobodyIn(@TempDir Path empty) throws Exception {
        Path file = empty.resolve("credentials.json");
        try (RunningServer alone = RunningServer.start(
                "gatehouse.issuer=http://127.0.0.1:9", "gatehouse.direct-credentials-file=" + file)) {
            HttpRequest.Builder request = with(
                    "good",
                    HttpRequest.newBuilder(URI.create(alone.url() + "/direct/mcp"))
                            .POST(BodyPublishers.ofString(LIST)));
            assertThat(send(request).statusCode()).as("no credentials yet").isEqualTo(503);

            Files.writeString(file, issuer.credentials());
            assertThat(send(request).statusCode()).as("nobody listens").isEqualTo(503);
        }
    }

    @Test
    void tokenIsNeverPrinted() {
        assertThat(new BearerToken.Present("secret")).hasToString("<redacted>");
    }

    private McpSyncClient client(String token) {
        McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(server.url())
                        .endpoint("/direct/mcp")
                        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token))
                        .build())
                .requestTimeout(Duration.ofSeconds(10))
                .build();
        client.initialize();
        return client;
    }

    private static String call(McpSyncClient client, String tool, Map<String, Object> arguments) {
        CallToolRequest request =
                CallToolRequest.builder(tool).arguments(arguments).build();
        return ((TextContent) client.callTool(request).content().get(0)).text();
    }

    private static String resource() {
        return server.url() + "/direct/mcp";
    }

    private static String answer(String audience, String scope) {
        return "{\"active\":true,\"iss\":\"" + issuer.issuer() + "\",\"aud\":[\"" + audience + "\"],\"scope\":\""
                + scope + "\"}";
    }

    private static HttpRequest.Builder message(String body) {
        return HttpRequest.newBuilder(URI.create(resource()))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder with(String token, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("WWW-Authenticate").orElseThrow();
    }
}
