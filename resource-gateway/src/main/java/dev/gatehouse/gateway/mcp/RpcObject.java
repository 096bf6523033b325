package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.server.FeatureKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Reads one JSON-RPC object from its opening brace to its closing one, keeping what a decision needs.
 *
 * <p>A key that differs from one of JSON-RPC's by case only is refused: some parsers take {@code Method} for
 * {@code method}, and the upstream's may be one of them.
 */
final class RpcObject {

    private static final Set<String> MEMBERS = Set.of("jsonrpc", "id", "method", "params", "result", "error");
    private static final Set<String> NAMES = Set.of("name", "uri", "taskId");
    private static final int MAX_ID = 512;

    private @Nullable String version;
    private @Nullable String method;
    private @Nullable String id;
    private boolean hasMethod;
    private boolean idFaulty;
    private boolean paramsFaulty;
    private boolean answers;
    private boolean ambiguousMember;
    private boolean ambiguousName;
    private @Nullable String name;
    private @Nullable String uri;
    private @Nullable String taskId;

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
            case "jsonrpc" -> version = textOrSkip(value, parser);
            case "method" -> {
                hasMethod = true;
                method = textOrSkip(value, parser);
            }
            case "id" -> id(value, parser);
            case "params" -> params(value, parser);
            case "result", "error" -> {
                answers = true;
                parser.skipChildren();
            }
            default -> {
                ambiguousMember |= MEMBERS.stream().anyMatch(member::equalsIgnoreCase);
                parser.skipChildren();
            }
        }
    }

    private void id(JsonToken value, JsonParser parser) {
        if (value == JsonToken.VALUE_STRING) {
            id = '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(parser.getString())) + '"';
        } else if (value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT) {
            id = parser.getString();
        } else {
            idFaulty = true;
            parser.skipChildren();
        }
        if (id != null && id.length() > MAX_ID) {
            idFaulty = true;
            id = null;
        }
    }

    private void params(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_OBJECT) {
            paramsFaulty = value != JsonToken.START_ARRAY;
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (member) {
                case "name" -> name = textOrSkip(token, parser);
                case "uri" -> uri = textOrSkip(token, parser);
                case "taskId" -> taskId = textOrSkip(token, parser);
                default -> {
                    ambiguousName |= NAMES.stream().anyMatch(member::equalsIgnoreCase);
                    parser.skipChildren();
                }
            }
        }
    }

    private static @Nullable String textOrSkip(JsonToken value, JsonParser parser) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    private RpcMessage message() throws RpcFaultException {
        if (!"2.0".equals(version) || idFaulty || paramsFaulty || ambiguousMember) {
            throw new RpcFaultException(RpcFault.invalidRequest("not a JSON-RPC 2.0 message"));
        }
        if (method == null) {
            if (hasMethod || !answers || id == null) {
                throw new RpcFaultException(RpcFault.invalidRequest("neither a request nor a response"));
            }
            return new RpcMessage(null, null, id, Operation.STREAM);
        }
        if (answers) {
            throw new RpcFaultException(RpcFault.invalidRequest("both a request and a response"));
        }
        return switch (method) {
            case "tools/call" -> feature(method, FeatureKind.TOOL, name);
            case "prompts/get" -> feature(method, FeatureKind.PROMPT, name);
            case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
                feature(method, FeatureKind.RESOURCE, uri);
            case "tasks/get", "tasks/update", "tasks/cancel", "tasks/result" ->
                new RpcMessage(method, taskId, id, Operation.of(method));
            default -> new RpcMessage(method, null, id, Operation.of(method));
        };
    }

    private RpcMessage feature(String called, FeatureKind kind, @Nullable String named) throws RpcFaultException {
        if (named == null || ambiguousName) {
            throw new RpcFaultException(
                    new RpcFault(RpcFault.INVALID_PARAMS, "the feature is not named, or not clearly", id));
        }
        Operation operation =
                kind == FeatureKind.TOOL ? Operation.callTool(named, false) : new Operation(called, kind, named, false);
        return new RpcMessage(called, named, id, operation);
    }
}
