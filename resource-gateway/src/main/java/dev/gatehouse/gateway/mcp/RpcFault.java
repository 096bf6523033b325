package dev.gatehouse.gateway.mcp;

import dev.gatehouse.gateway.http.Answer;
import dev.gatehouse.gateway.http.Answer.Slot;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC error of the gateway's own making.
 *
 * @param code the JSON-RPC error code
 * @param message what is wrong; never content of the request
 * @param reason a code in capitals for {@code data}, so that a program need not read the message; null for none
 * @param id the id of the request as JSON, null when it has none or could not be read
 */
public record RpcFault(
        int code,
        String message,
        @Nullable String reason,
        @Nullable String id) {

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    static final int HEADER_MISMATCH = -32020;
    static final int SESSION_UNKNOWN = -32001;

    RpcFault(int code, String message, @Nullable String id) {
        this(code, message, null, id);
    }

    static RpcFault parseError(String message) {
        return new RpcFault(PARSE_ERROR, message, null);
    }

    static RpcFault invalidRequest(String message) {
        return new RpcFault(INVALID_REQUEST, message, null);
    }

    /** The feature is not exposed, whether there is one or not: with the code that servers use for one they do not have. */
    public static RpcFault featureBlocked(String reason, @Nullable String id) {
        return new RpcFault(INVALID_PARAMS, "this tool, resource or prompt is not exposed here", reason, id);
    }

    /** There is no such session for who asks: with the code that the official SDKs use, so that clients open a new one. */
    public static RpcFault sessionUnknown() {
        return new RpcFault(SESSION_UNKNOWN, "no such session", null);
    }

    /**
     * The request needs an identity at the upstream that could not be had.
     *
     * @param message what to do about it
     */
    public static RpcFault identityNeeded(String message, String reason, @Nullable String id) {
        return new RpcFault(INVALID_REQUEST, message, reason, id);
    }

    /** What the upstream answered cannot be read in one way only, and must not be passed on unread. */
    public static RpcFault unreadableList(@Nullable String id) {
        return new RpcFault(INTERNAL_ERROR, "the answer of the server cannot be passed on", "ANSWER_UNREADABLE", id);
    }

    /** The answer that carries this error. */
    public Answer answer(int status, String logged) {
        return Answer.text(status, "application/json", text(), logged)
                .naming(reason == null ? new Slot(2, ",\"data\":{\"decision\":\"", "\"}") : Slot.member(3))
                .with("cache-control", "no-store");
    }

    /** The JSON-RPC response. */
    public String text() {
        String data = reason == null ? "" : ",\"data\":{\"reason\":\"" + reason + "\"}";
        return "{\"jsonrpc\":\"2.0\",\"id\":" + (id == null ? "null" : id) + ",\"error\":{\"code\":" + code
                + ",\"message\":\"" + message + "\"" + data + "}}";
    }
}
