package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.server.FeatureKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the parameters of a request name, wherever MCP puts names. Read before the method may be known: members come in any
 * order.
 */
final class RpcParams {

    private static final Names.Members MEMBERS =
            Names.Members.of("name", "uri", "taskId", "ref", "notifications", "_meta");
    private static final Names.Members OF_REF = Names.Members.of("type", "name", "uri");
    private static final Names.Members OF_NOTIFICATIONS = Names.Members.of("resourceSubscriptions");
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final int MAX_SUBSCRIPTIONS = 1000;

    private boolean faulty;
    private boolean ambiguous;
    private @Nullable String name;
    private boolean hasUri;
    private @Nullable String uri;
    private @Nullable String taskId;
    private @Nullable String version;
    private boolean refFaulty;
    private @Nullable String refType;
    private @Nullable String refName;
    private @Nullable String refUri;
    private boolean subscriptionsFaulty;
    private final List<String> subscriptions = new ArrayList<>();

    /** Reads the value of {@code params} whole. */
    void read(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_OBJECT) {
            faulty = value != JsonToken.START_ARRAY;
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (member) {
                case "name" -> name = textOrSkip(token, parser);
                case "uri" -> {
                    hasUri = true;
                    uri = textOrSkip(token, parser);
                }
                case "taskId" -> taskId = textOrSkip(token, parser);
                case "ref" -> ref(token, parser);
                case "notifications" -> notifications(token, parser);
                case "_meta" -> meta(token, parser);
                default -> {
                    ambiguous |= MEMBERS.hasVariant(member);
                    parser.skipChildren();
                }
            }
        }
    }

    static @Nullable String textOrSkip(JsonToken value, JsonParser parser) {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    private void meta(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean ours = parser.currentName().equals(VERSION);
            String text = textOrSkip(parser.nextToken(), parser);
            version = ours ? text : version;
        }
    }

    /** {@code PromptReference} or {@code ResourceTemplateReference} of {@code completion/complete}. */
    private void ref(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_OBJECT) {
            refFaulty = true;
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            String text = textOrSkip(parser.nextToken(), parser);
            switch (member) {
                case "type" -> refType = text;
                case "name" -> refName = text;
                case "uri" -> refUri = text;
                default -> refFaulty |= OF_REF.hasVariant(member);
            }
        }
    }

    /** {@code SubscriptionFilter} of {@code subscriptions/listen}. */
    private void notifications(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_OBJECT) {
            subscriptionsFaulty = true;
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            subscriptionsFaulty |= OF_NOTIFICATIONS.hasVariant(member);
            if (member.equals("resourceSubscriptions")) {
                subscriptions(token, parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void subscriptions(JsonToken value, JsonParser parser) {
        if (value != JsonToken.START_ARRAY) {
            subscriptionsFaulty = true;
            parser.skipChildren();
            return;
        }
        JsonToken element = parser.nextToken();
        while (element != JsonToken.END_ARRAY) {
            String text = textOrSkip(element, parser);
            if (text == null || subscriptions.size() == MAX_SUBSCRIPTIONS) {
                subscriptionsFaulty = true;
            } else {
                subscriptions.add(text);
            }
            element = parser.nextToken();
        }
    }

    /** Whether it is neither an object nor an array. */
    boolean isFaulty() {
        return faulty;
    }

    /** The request as it was read; what it names must be named, and clearly. */
    RpcMessage message(String method, @Nullable String id) throws RpcFaultException {
        return switch (method) {
            case "tools/call" -> {
                String tool = named(name, id);
                yield with(method, tool, id, List.of(Operation.callTool(tool, false)));
            }
            case "prompts/get" -> feature(method, FeatureKind.PROMPT, named(name, id), id);
            case "resources/read" -> feature(method, FeatureKind.RESOURCE, named(uri, id), id);
            case "resources/subscribe", "resources/unsubscribe" ->
                isRemovedAndNamesNothing()
                        ? with(method, null, id, List.of(Operation.of(method)))
                        : feature(method, FeatureKind.RESOURCE, named(uri, id), id);
            case "tasks/get", "tasks/update", "tasks/cancel", "tasks/result" ->
                with(method, named(taskId, id), id, List.of(Operation.of(method)));
            case "completion/complete" -> with(method, null, id, completion(method, id));
            case "subscriptions/listen" -> with(method, null, id, listening(method, id));
            default -> with(method, null, id, List.of(Operation.of(method)));
        };
    }

    /** A revision that does not have the method any more: its server says so, and nothing can be meant that is not named. */
    private boolean isRemovedAndNamesNothing() {
        return !hasUri && !ambiguous && ProtocolVersion.isStateless(version);
    }

    private RpcMessage feature(String method, FeatureKind kind, String named, @Nullable String id) {
        return with(method, named, id, List.of(new Operation(method, kind, named, false)));
    }

    private RpcMessage with(String method, @Nullable String named, @Nullable String id, List<Operation> operations) {
        return new RpcMessage(method, named, id, version, operations);
    }

    private List<Operation> completion(String method, @Nullable String id) throws RpcFaultException {
        boolean prompt = "ref/prompt".equals(refType);
        boolean resource = "ref/resource".equals(refType);
        if (refFaulty || !prompt && !resource) {
            throw unclear(id);
        }
        // What the other kind of reference would name counts as well, should somebody look at it.
        List<Operation> operations = new ArrayList<>();
        if (prompt || refName != null) {
            operations.add(new Operation(method, FeatureKind.PROMPT, named(refName, id), false));
        }
        if (resource || refUri != null) {
            operations.add(new Operation(method, FeatureKind.RESOURCE, named(refUri, id), false));
        }
        return operations;
    }

    private List<Operation> listening(String method, @Nullable String id) throws RpcFaultException {
        if (ambiguous || subscriptionsFaulty) {
            throw unclear(id);
        }
        List<Operation> operations = new ArrayList<>(List.of(Operation.of(method)));
        for (String subscribed : subscriptions) {
            operations.add(new Operation(method, FeatureKind.RESOURCE, named(subscribed, id), false));
        }
        return operations;
    }

    private String named(@Nullable String text, @Nullable String id) throws RpcFaultException {
        if (text == null || ambiguous || !Names.isPlain(text)) {
            throw unclear(id);
        }
        return text;
    }

    private static RpcFaultException unclear(@Nullable String id) {
        return new RpcFaultException(
                new RpcFault(RpcFault.INVALID_PARAMS, "what the request is about is not named, or not clearly", id));
    }
}
