package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Reads one JSON-RPC object from its opening brace to its closing one, keeping what a decision needs.
 *
 * <p>A key that differs from one of JSON-RPC's by case only is refused: some parsers take {@code Method} for
 * {@code method}, and the upstream's may be one of them. So is a method that differs from one of MCP's like that.
 */
final class RpcObject {

    private static final Names.Members MEMBERS =
            Names.Members.of("jsonrpc", "id", "method", "params", "result", "error");
    private static final int MAX_ID = 512;

    private final RpcParams params = new RpcParams();
    private @Nullable String version;
    private @Nullable String method;
    private @Nullable String id;
    private boolean hasMethod;
    private boolean hasParams;
    private boolean idNull;
    private boolean idFaulty;
    private boolean hasResult;
    private boolean hasError;
    private boolean ambiguous;

    private RpcObject() {}

    static RpcMessage read(JsonParser parser) throws RpcFaultException {
        RpcObject object = new RpcObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            object.member(member, parser.nextToken(), parser);
        }
        return object.message();
    }

    private void member(String member, JsonToken value, JsonParser parser) {
        switch (member) {
            case "jsonrpc" -> version = RpcParams.textOrSkip(value, parser);
            case "method" -> {
                hasMethod = true;
                method = RpcParams.textOrSkip(value, parser);
            }
            case "id" -> id(value, parser);
            case "params" -> {
                hasParams = true;
                params.read(value, parser);
            }
            case "result" -> {
                hasResult = true;
                parser.skipChildren();
            }
            case "error" -> {
                hasError = true;
                parser.skipChildren();
            }
            default -> {
                ambiguous |= MEMBERS.hasVariant(member);
                parser.skipChildren();
            }
        }
    }

    /** A number that some readers hold for infinite could not be answered. */
    private void id(JsonToken value, JsonParser parser) {
        if (value == JsonToken.VALUE_STRING && Names.isPlain(parser.getString())) {
            id = '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(parser.getString())) + '"';
        } else if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
            id = parser.getString();
            idFaulty = Double.isInfinite(Double.parseDouble(id));
        } else {
            idNull = value == JsonToken.VALUE_NULL;
            idFaulty = !idNull;
            parser.skipChildren();
        }
        if (idFaulty || id != null && id.length() > MAX_ID) {
            idFaulty = true;
            id = null;
        }
    }

    private RpcMessage message() throws RpcFaultException {
        if (!"2.0".equals(version) || idFaulty || params.isFaulty() || ambiguous) {
            throw refused("not a JSON-RPC 2.0 message");
        }
        if (method == null) {
            return response();
        }
        if (hasResult || hasError || idNull) {
            throw refused("not clearly a request");
        }
        if (!Names.isPlain(method) || Names.looksLikeAnotherMethod(method)) {
            throw refused("the method looks like another one");
        }
        return params.message(method, id);
    }

    private RpcMessage response() throws RpcFaultException {
        // An error about a request that could not be read has no id.
        boolean answersSomething = id != null || hasError;
        if (hasMethod || hasParams || hasResult == hasError || !answersSomething) {
            throw refused("neither a request nor a response");
        }
        return new RpcMessage(null, null, id, Operation.STREAM);
    }

    private RpcFaultException refused(String problem) {
        return new RpcFaultException(RpcFault.invalidRequest(problem));
    }
}
