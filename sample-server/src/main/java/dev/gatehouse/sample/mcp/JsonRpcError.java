package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An error answer of JSON-RPC 2.0. */
record JsonRpcError(@Nullable Object id, int code, String text, Map<String, Object> data) {

    /** Of MCP 2026-07-28. */
    static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static JsonRpcError of(Message message, int code, String text) {
        return new JsonRpcError(message.id(), code, text, Map.of());
    }

    static JsonRpcError invalid(Message message, String text) {
        return of(message, ErrorCodes.INVALID_REQUEST, text);
    }

    static JsonRpcError unsupportedVersion(Message message, List<String> supported, String requested) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("supported", supported);
        data.put("requested", requested);
        return new JsonRpcError(message.id(), UNSUPPORTED_PROTOCOL_VERSION, "Unsupported protocol version", data);
    }

    void write(HttpServletResponse response, int status) throws IOException {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", text);
        if (!data.isEmpty()) {
            error.put("data", data);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        answer.put("id", id);
        answer.put("error", error);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        // the writer, as the SDK may have taken it already
        response.getWriter().write(JSON.writeValueAsString(answer));
    }
}
