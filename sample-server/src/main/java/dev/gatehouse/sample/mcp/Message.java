package dev.gatehouse.sample.mcp;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a refusal has to know of a JSON-RPC message.
 *
 * @param isJson whether it can be read at all
 * @param id its id; null when it has none that could be read
 * @param method its method, or nothing
 * @param hasParams whether its parameters are an object, as every method of MCP wants them
 */
record Message(boolean isJson, @Nullable Object id, String method, boolean hasParams) {

    static final Message UNREADABLE = new Message(false, null, "", false);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Message read(byte[] body) {
        try {
            JsonNode message = JSON.readTree(body);
            return message.isMissingNode()
                    ? UNREADABLE
                    : new Message(
                            true,
                            id(message.path("id")),
                            message.path("method").asString(""),
                            message.path("params").isObject());
        } catch (JacksonException malformed) {
            return UNREADABLE;
        }
    }

    private static @Nullable Object id(JsonNode id) {
        if (id.isString()) {
            return id.stringValue();
        }
        return id.isNumber() ? id.numberValue() : null;
    }
}
