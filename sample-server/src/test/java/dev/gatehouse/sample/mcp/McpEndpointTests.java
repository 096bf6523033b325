package dev.gatehouse.sample.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.sample.RunningServer;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class McpEndpointTests {

    private static RunningServer server;

    private final List<ProgressNotification> progress = new CopyOnWriteArrayList<>();
    private final List<LoggingMessageNotification> logs = new CopyOnWriteArrayList<>();
    private McpSyncClient client;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() {
        client = connect("/everything/mcp");
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void listsToolsAndSaysWhichOnlyRead() {
        List<Tool> tools = client.listTools().tools();

        assertThat(tools.stream().filter(tool -> tool.annotations().readOnlyHint()))
                .extracting(Tool::name)
                .containsExactlyInAnyOrder("echo", "add", "list_notes", "count_slowly", "request_headers");
        assertThat(tools.stream().filter(tool -> !tool.annotations().readOnlyHint()))
                .extracting(Tool::name)
                .containsExactly("write_note");
    }

    @Test
    void echoAnswersTheMessage() {
        assertThat(text(call("echo", Map.of("message", "grüß dich")))).isEqualTo("grüß dich");
    }

    @Test
    void addAddsWithoutBinaryFractions() {
        assertThat(text(call("add", Map.of("a", 0.1, "b", 0.2)))).isEqualTo("0.3");
        assertThat(text(call("add", Map.of("a", 40, "b", 60)))).isEqualTo("100");
    }

    @Test
    void argumentsOutsideTheSchemaAreAnError() {
        assertThat(call("count_slowly", Map.of("steps", 100_000, "delayMs", 0)).isError())
                .isTrue();
        assertThat(call("add", Map.of("a", "x", "b", 1)).isError()).isTrue();
    }

    @Test
    void notesStayWithTheirServer() {
        call("write_note", Map.of("title", "milk", "text", "two litres"));
        McpSyncClient other = connect("/notes/mcp");

        assertThat(text(call("list_notes", Map.of()))).contains("milk: two litres");
        assertThat(text(other.callTool(request("list_notes", Map.of()).build())))
                .doesNotContain("milk");
        other.close();
    }

    @Test
    void smallServersHaveTheNoteTools() {
        for (String path : List.of("/notes/mcp", "/vault/mcp")) {
            McpSyncClient small = connect(path);
            assertThat(small.listTools().tools())
                    .extracting(Tool::name)
                    .containsExactlyInAnyOrder("echo", "request_headers", "write_note", "list_notes");
            small.close();
        }
    }

    @Test
    void requestHeadersAreNamedWithoutValues() {
        String names = text(call("request_headers", Map.of()));

        assertThat(names.lines()).contains("host", "mcp-session-id").doesNotContain("authorization");
        assertThat(names).doesNotContain("localhost");
    }

    @Test
    void readsTheResource() {
        assertThat(client.listResources().resources()).hasSize(1);
        assertThat(client.readResource(new ReadResourceRequest("memo://welcome"))
                        .contents())
                .singleElement()
                .isInstanceOfSatisfying(
                        TextResourceContents.class,
                        memo -> assertThat(memo.text()).isEqualTo("Welcome to server everything."));
    }

    @Test
    void fillsThePrompt() {
        assertThat(client.getPrompt(new GetPromptRequest("greet", Map.of("name", "Ada")))
                        .messages())
                .singleElement()
                .satisfies(message ->
                        assertThat(((TextContent) message.content()).text()).isEqualTo("Greet Ada in one sentence."));
    }

    @Test
    void countSlowlyTellsOfEachStepBeforeTheResult() {
        CallToolResult result = client.callTool(request("count_slowly", Map.of("steps", 4, "delayMs", 50))
                .progressToken("count")
                .build());

        assertThat(progress).extracting(ProgressNotification::progress).containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(progress).allMatch(step -> "count".equals(step.progressToken()) && step.total() == 4.0);
        assertThat(logs).extracting(LoggingMessageNotification::data).hasSize(4);
        assertThat(text(result)).isEqualTo("counted to 4");
    }

    private McpSyncClient connect(String path) {
        McpSyncClient connected = McpClient.sync(HttpClientStreamableHttpTransport.builder(server.url())
                        .endpoint(path)
                        .build())
                .requestTimeout(Duration.ofSeconds(10))
                .progressConsumer(progress::add)
                .loggingConsumer(logs::add)
                .build();
        connected.initialize();
        return connected;
    }

    private CallToolResult call(String tool, Map<String, Object> arguments) {
        return client.callTool(request(tool, arguments).build());
    }

    private static CallToolRequest.Builder request(String tool, Map<String, Object> arguments) {
        return CallToolRequest.builder(tool).arguments(arguments);
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().get(0)).text();
    }
}
