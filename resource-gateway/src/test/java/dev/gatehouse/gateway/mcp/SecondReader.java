package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import dev.gatehouse.policy.server.FeatureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How upstreams may read a body: with a tree, forgiving, the last of two equal keys counting; once with keys as they are
 * and once without a look at their case, with methods stripped and compared without case.
 */
final class SecondReader {

    private static final JsonMapper TREE = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .build())
            .build();

    private final boolean caseless;

    private SecondReader(boolean caseless) {
        this.caseless = caseless;
    }

    /** What is seen, in each way of reading. */
    static List<Seen> read(byte[] body) {
        JsonNode tree = TREE.readTree(body);
        return List.of(new SecondReader(false).seen(tree), new SecondReader(true).seen(tree));
    }

    private Seen seen(JsonNode tree) {
        List<String> messages = new ArrayList<>();
        if (tree.isArray()) {
            tree.forEach(message -> messages.add(message(message)));
        } else {
            messages.add(message(tree));
        }
        return new Seen(messages);
    }

    private String message(JsonNode message) {
        JsonNode written = get(message, "method");
        if (!written.isString()) {
            return "null []";
        }
        String method = written.stringValue();
        JsonNode params = get(message, "params");
        List<String> named = new ArrayList<>();
        switch (caseless ? method.strip().toLowerCase(Locale.ROOT) : method) {
            case "tools/call" -> named.add("TOOL " + text(params, "name"));
            case "prompts/get" -> named.add("PROMPT " + text(params, "name"));
            case "resources/read" -> named.add("RESOURCE " + text(params, "uri"));
            case "resources/subscribe", "resources/unsubscribe" -> {
                // a revision without these may name nothing
                if (!get(params, "uri").isMissingNode()) {
                    named.add("RESOURCE " + text(params, "uri"));
                }
            }
            case "completion/complete" -> {
                JsonNode ref = get(params, "ref");
                String type = text(ref, "type");
                if (type.equals("ref/prompt") || get(ref, "name").isString()) {
                    named.add("PROMPT " + text(ref, "name"));
                }
                if (type.equals("ref/resource") || get(ref, "uri").isString()) {
                    named.add("RESOURCE " + text(ref, "uri"));
                }
            }
            case "subscriptions/listen" ->
                get(get(params, "notifications"), "resourceSubscriptions")
                        .forEach(uri -> named.add("RESOURCE " + uri.stringValue()));
            default -> {}
        }
        return Seen.shown(method) + " " + named.stream().map(Seen::shown).toList();
    }

    private String text(JsonNode object, String member) {
        JsonNode value = get(object, member);
        return value.isString() ? value.stringValue() : "(none)";
    }

    private JsonNode get(JsonNode object, String member) {
        JsonNode exact = object.path(member);
        if (!caseless || !object.isObject()) {
            return exact;
        }
        // the last that is spelled like it, as a forgiving object mapper would
        return object.properties().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(member))
                .reduce((first, second) -> second)
                .map(java.util.Map.Entry::getValue)
                .orElse(exact);
    }

    /**
     * What a body says.
     *
     * @param messages of each message the method and what it names
     */
    record Seen(List<String> messages) {

        static Seen of(List<RpcMessage> decided) {
            return new Seen(decided.stream()
                    .map(message -> {
                        List<String> named = message.operations().stream()
                                .filter(operation -> operation.featureKind() != null)
                                .map(operation -> shown(kind(operation) + " " + operation.featureName()))
                                .toList();
                        return (message.method() == null ? "null" : shown(message.method())) + " " + named;
                    })
                    .toList());
        }

        /** In ASCII, so that nothing is lost on the way from another program. */
        static String shown(String text) {
            return text.chars()
                    .mapToObj(c -> c > ' ' && c < 127 ? String.valueOf((char) c) : String.format("<%x>", c))
                    .collect(Collectors.joining());
        }

        String line() {
            return String.join("|", messages);
        }

        private static FeatureKind kind(Operation operation) {
            return java.util.Objects.requireNonNull(operation.featureKind());
        }
    }
}
