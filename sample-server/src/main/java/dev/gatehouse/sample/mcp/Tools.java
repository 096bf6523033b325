package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The short tools. Arguments are checked against each tool's schema by the SDK before the handler sees them. */
final class Tools {

    private static final Map<String, Object> TITLE = Map.of("type", "string", "minLength", 1, "maxLength", 200);
    private static final Map<String, Object> TEXT = Map.of("type", "string", "maxLength", 20_000);
    private static final Map<String, Object> NUMBER = Map.of("type", "number", "minimum", -1e15, "maximum", 1e15);

    private Tools() {}

    static List<SyncToolSpecification> notes(Notebook notebook) {
        return List.of(echo(), requestHeaders(), writeNote(notebook), listNotes(notebook));
    }

    static SyncToolSpecification add() {
        return readOnly(
                "add", "Adds two numbers.", schema(Map.of("a", NUMBER, "b", NUMBER), "a", "b"), (exchange, call) -> {
                    BigDecimal sum = number(call, "a").add(number(call, "b"));
                    return answer(sum.stripTrailingZeros().toPlainString());
                });
    }

    /** A tool that changes nothing: {@code mcp:read} suffices. */
    static SyncToolSpecification readOnly(
            String name,
            String description,
            Map<String, Object> schema,
            BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        ToolAnnotations annotations = ToolAnnotations.builder()
                .readOnlyHint(true)
                .destructiveHint(false)
                .idempotentHint(true)
                .openWorldHint(false)
                .build();
        return new SyncToolSpecification(
                Tool.builder(name, schema)
                        .description(description)
                        .annotations(annotations)
                        .build(),
                handler);
    }

    static Map<String, Object> schema(Map<String, Object> properties, String... required) {
        return Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                List.of(required),
                "additionalProperties",
                false);
    }

    static CallToolResult answer(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }

    private static SyncToolSpecification echo() {
        return readOnly(
                "echo",
                "Answers the message.",
                schema(Map.of("message", TEXT), "message"),
                (exchange, call) -> answer(string(call, "message")));
    }

    private static SyncToolSpecification requestHeaders() {
        return readOnly(
                "request_headers",
                "Names the HTTP headers that reached this server, without their values.",
                schema(Map.of()),
                (exchange, call) -> answer(String.join("\n", HeaderNames.of(exchange))));
    }

    private static SyncToolSpecification writeNote(Notebook notebook) {
        ToolAnnotations annotations = ToolAnnotations.builder()
                .readOnlyHint(false)
                .destructiveHint(false)
                .idempotentHint(false)
                .openWorldHint(false)
                .build();
        Tool tool = Tool.builder("write_note", schema(Map.of("title", TITLE, "text", TEXT), "title", "text"))
                .description("Writes a note.")
                .annotations(annotations)
                .build();
        return new SyncToolSpecification(tool, (exchange, call) -> {
            int count = notebook.write(new Notebook.Note(string(call, "title"), string(call, "text")));
            return answer("written, notes: " + count);
        });
    }

    private static SyncToolSpecification listNotes(Notebook notebook) {
        return readOnly(
                "list_notes",
                "Lists the notes.",
                schema(Map.of()),
                (exchange, call) -> answer(notebook.list().stream()
                        .map(note -> note.title() + ": " + note.text())
                        .collect(Collectors.joining("\n"))));
    }

    private static String string(CallToolRequest call, String name) {
        return String.valueOf(call.arguments().get(name));
    }

    private static BigDecimal number(CallToolRequest call, String name) {
        return new BigDecimal(string(call, name));
    }
}
