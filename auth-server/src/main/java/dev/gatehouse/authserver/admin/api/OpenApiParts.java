package dev.gatehouse.authserver.admin.api;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the parts of an OpenAPI document together. Two parts may add operations to one path; nothing may be said twice, and
 * what a reference names must be there. The order of the document does not depend on the order of the parts.
 */
final class OpenApiParts {

    /** The part that says what the document is; the others hold paths and components only. */
    static final String COMMON = "common.json";

    private static final String PATHS = "paths";
    private static final String COMPONENTS = "components";

    private final ObjectNode document = JsonMapper.shared().createObjectNode();
    private final SortedMap<String, SortedMap<String, JsonNode>> paths = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, JsonNode>> components = new TreeMap<>();

    private OpenApiParts() {}

    static ObjectNode merge(Map<String, JsonNode> parts) {
        OpenApiParts merged = new OpenApiParts();
        new TreeMap<>(parts).forEach(merged::add);
        merged.document.set(PATHS, JsonMapper.shared().valueToTree(merged.paths));
        merged.document.set(COMPONENTS, JsonMapper.shared().valueToTree(merged.components));
        merged.requireTargets(merged.document);
        return merged.document;
    }

    private void add(String part, JsonNode content) {
        content.properties().forEach(member -> {
            switch (member.getKey()) {
                case PATHS -> addAll(part, member.getValue(), paths);
                case COMPONENTS -> addAll(part, member.getValue(), components);
                default -> {
                    if (!part.equals(COMMON)) {
                        throw broken(part + " has `" + member.getKey() + "`, which only " + COMMON + " may have");
                    }
                    document.set(member.getKey(), member.getValue());
                }
            }
        });
    }

    private static void addAll(String part, JsonNode groups, SortedMap<String, SortedMap<String, JsonNode>> all) {
        groups.properties().forEach(group -> {
            SortedMap<String, JsonNode> known = all.computeIfAbsent(group.getKey(), key -> new TreeMap<>());
            group.getValue().properties().forEach(entry -> {
                if (known.putIfAbsent(entry.getKey(), entry.getValue()) != null) {
                    throw broken(part + " says `" + entry.getKey() + "` of `" + group.getKey()
                            + "`, which another part has said");
                }
            });
        });
    }

    private void requireTargets(JsonNode node) {
        JsonNode reference = node.get("$ref");
        if (reference != null && reference.isString() && !resolves(reference.stringValue())) {
            throw broken("there is nothing at " + reference.stringValue());
        }
        List.copyOf(node.values()).forEach(this::requireTargets);
    }

    private boolean resolves(String reference) {
        return reference.startsWith("#/")
                && !document.at(reference.substring(1)).isMissingNode();
    }

    private static IllegalStateException broken(String what) {
        return new IllegalStateException("the OpenAPI document cannot be put together: " + what);
    }
}
