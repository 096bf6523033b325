package dev.gatehouse.sample.direct;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The scope that a message needs, by the method in its body and the annotations of our own tools. What is not known to
 * be reading is writing.
 */
final class RequiredScope {

    private static final Set<String> READING = Set.of(
            McpSchema.METHOD_INITIALIZE,
            McpSchema.METHOD_PING,
            McpSchema.METHOD_TOOLS_LIST,
            McpSchema.METHOD_RESOURCES_LIST,
            McpSchema.METHOD_RESOURCES_READ,
            McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
            McpSchema.METHOD_RESOURCES_SUBSCRIBE,
            McpSchema.METHOD_RESOURCES_UNSUBSCRIBE,
            McpSchema.METHOD_PROMPT_LIST,
            McpSchema.METHOD_PROMPT_GET,
            McpSchema.METHOD_COMPLETION_COMPLETE,
            McpSchema.METHOD_LOGGING_SET_LEVEL);
    private static final String NOTIFICATION = "notifications/";

    // two members of one name are a trick: another reader might see the other one
    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private final Set<String> readingTools;

    RequiredScope(List<Tool> tools) {
        this.readingTools = tools.stream()
                .filter(tool -> tool.annotations() != null
                        && Boolean.TRUE.equals(tool.annotations().readOnlyHint()))
                .map(Tool::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The scope for a body, or nothing when it is not one JSON-RPC message. */
    Optional<String> of(byte[] body) {
        try {
            JsonNode message = json.readTree(body);
            return message.isObject() ? Optional.of(of(message)) : Optional.empty();
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private String of(JsonNode message) {
        JsonNode method = message.path("method");
        if (method.isMissingNode()) {
            // an answer to a request of ours
            return ProtectedResource.READ;
        }
        String name = method.asString("");
        boolean reads = READING.contains(name)
                || name.startsWith(NOTIFICATION)
                || name.equals(McpSchema.METHOD_TOOLS_CALL)
                        && readingTools.contains(
                                message.path("params").path("name").asString(""));
        return reads ? ProtectedResource.READ : ProtectedResource.WRITE;
    }
}
