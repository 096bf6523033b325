package dev.gatehouse.gateway.mcp;

import dev.gatehouse.gateway.http.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC error of the gateway's own making.
 *
 * @param code the JSON-RPC error code
 * @param message what is wrong; never content of the request
 * @param id the id of the request as JSON, null when it has none or could not be read
 */
public record RpcFault(int code, String message, @Nullable String id) {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int INVALID_PARAMS = -32602;
    static final int HEADER_MISMATCH = -32020;

    static RpcFault parseError(String message) {
        return new RpcFault(PARSE_ERROR, message, null);
    }

    static RpcFault invalidRequest(String message) {
        return new RpcFault(INVALID_REQUEST, message, null);
    }

    /** The feature is not exposed: what a server says of a feature that it does not have. */
    public static RpcFault unknownFeature(@Nullable String id) {
        return new RpcFault(INVALID_PARAMS, "unknown tool, resource or prompt", id);
    }

    /** The request needs an identity at the upstream that could not be had. */
    public static RpcFault identityNeeded(@Nullable String id) {
        return new RpcFault(INVALID_REQUEST, "the server needs an identity that is not set up yet", id);
    }

    /** The answer that carries this error. */
    public Answer answer(int status, String reason) {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":" + (id == null ? "null" : id) + ",\"error\":{\"code\":" + code
                + ",\"message\":\"" + message + "\"}}";
        return Answer.text(status, "application/json", body, reason).with("cache-control", "no-store");
    }
}
