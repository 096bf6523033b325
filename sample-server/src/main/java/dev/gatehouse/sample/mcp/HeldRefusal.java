package dev.gatehouse.sample.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer that passes unless it is a refusal. The SDK writes the whole Java exception, stack trace and all: a refusal is
 * held back, and its code and message become a JSON-RPC error.
 */
final class HeldRefusal extends HttpServletResponseWrapper {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StringWriter text = new StringWriter();
    private boolean held;

    HeldRefusal(HttpServletResponse response) {
        super(response);
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (getStatus() < HttpServletResponse.SC_BAD_REQUEST) {
            return super.getWriter();
        }
        held = true;
        return new PrintWriter(text);
    }

    @Override
    public void sendError(int status) {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) {
        setStatus(status);
        held = true;
        text.getBuffer().setLength(0);
        text.write(message == null ? "Refused" : message);
    }

    /** Writes what was held. */
    void answer(Message message) throws IOException {
        if (!held || isCommitted()) {
            return;
        }
        int status = getStatus();
        HttpServletResponse response = (HttpServletResponse) getResponse();
        response.resetBuffer();
        if (!message.isJson()) {
            JsonRpcError.of(message, ErrorCodes.PARSE_ERROR, "The message is not JSON")
                    .write(response, HttpServletResponse.SC_BAD_REQUEST);
        } else if (status == HttpServletResponse.SC_INTERNAL_SERVER_ERROR && !message.hasParams()) {
            JsonRpcError.of(message, ErrorCodes.INVALID_PARAMS, "params must be an object")
                    .write(response, HttpServletResponse.SC_BAD_REQUEST);
        } else {
            told(message).write(response, status);
        }
    }

    private JsonRpcError told(Message message) {
        try {
            JsonNode error = JSON.readTree(text.toString()).path("jsonRpcError");
            int code = error.path("code").asInt(ErrorCodes.INVALID_REQUEST);
            return JsonRpcError.of(message, code, plain(error.path("message").asString("Refused")));
        } catch (JacksonException notJson) {
            return JsonRpcError.invalid(message, text.toString());
        }
    }

    /** What follows the colon are the words of Java exceptions. */
    private static String plain(String text) {
        return text.replaceFirst("(?s)^(Invalid message format|Error processing message|Failed to [^:]*):.*", "$1");
    }
}
