package dev.gatehouse.e2e.harness;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A session of the MCP Java SDK's client, with a token that may be replaced while it is open. */
public final class McpConnection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AtomicReference<String> token;
    private final McpSyncClient client;

    private McpConnection(String url, String token, Consumer<ProgressNotification> progress) {
        this.token = new AtomicReference<>(token);
        URI uri = URI.create(url);
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        uri.getScheme() + "://" + uri.getAuthority())
                .endpoint(uri.getPath())
                .httpRequestCustomizer((request, method, at, body, context) ->
                        request.setHeader("Authorization", "Bearer " + this.token.get()))
                .build();
        client = McpClient.sync(transport)
                .requestTimeout(PATIENCE)
                .initializationTimeout(PATIENCE)
                .progressConsumer(progress)
                .build();
    }

    /** Connects and initializes. */
    public static McpConnection open(String url, String token) {
        return open(url, token, progress -> {});
    }

    /** Connects and initializes; progress goes to {@code progress}. */
    public static McpConnection open(String url, String token, Consumer<ProgressNotification> progress) {
        McpConnection connection = new McpConnection(url, token, progress);
        try {
            connection.client.initialize();
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Connects, uses a tool, and closes: whoever gets an answer is in. */
    public static String echo(String url, String token, String message) {
        try (McpConnection connection = open(url, token)) {
            return connection.call("echo", Map.of("message", message));
        }
    }

    /** Uses this token from now on. */
    public void use(String accessToken) {
        token.set(accessToken);
    }

    /** The names of the tools. */
    public List<String> tools() {
        return client.listTools().tools().stream().map(Tool::name).toList();
    }

    /** Calls a tool and returns the text of its result. */
    public String call(String tool, Map<String, Object> arguments) {
        return text(client.callTool(
                CallToolRequest.builder(tool).arguments(arguments).build()));
    }

    /** Reads a text resource. */
    public String resource(String uri) {
        return client.readResource(ReadResourceRequest.builder(uri).build()).contents().stream()
                .map(content -> content instanceof TextResourceContents words ? words.text() : content.toString())
                .collect(Collectors.joining("\n"));
    }

    /** Calls a tool and asks for progress. */
    public String callWithProgress(String tool, Map<String, Object> arguments) {
        return text(client.callTool(CallToolRequest.builder(tool)
                .arguments(arguments)
                .progressToken("progress-1")
                .build()));
    }

    private static String text(CallToolResult result) {
        String text = result.content().stream()
                .map(content -> content instanceof TextContent words ? words.text() : content.toString())
                .collect(Collectors.joining("\n"));
        if (Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError("the tool failed: " + text);
        }
        return text;
    }

    @Override
    public void close() {
        client.close();
    }

    /** The first message of a client, by hand: for what is answered to those who are not let in. */
    public static Answer initialize(String url, @Nullable String token) {
        return post(url, token, """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                "capabilities":{},"clientInfo":{"name":"scenario","version":"1"}}}""");
    }

    /** Any message, by hand. */
    public static Answer post(String url, @Nullable String token, String message) {
        Http http = Http.to(url).header("Accept", "application/json, text/event-stream");
        if (token != null) {
            http.bearer(token);
        }
        return http.send("POST", "application/json", message);
    }

    /** What the gateway says to a token, without troubling the server behind it: it answers HEAD itself. */
    public static int status(String url, String token) {
        return Http.to(url).bearer(token).send("HEAD").status();
    }
}
