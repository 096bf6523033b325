package dev.gatehouse.gateway.feed;

import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import dev.gatehouse.policy.server.FeaturePolicy.Rule;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Reads a feature policy of the feed. Unlike elsewhere, a member that is not known is not passed over here: it may restrict
 * something.
 */
final class FeatureReader {

    private static final Map<String, FeatureKind> KINDS =
            Map.of("tools", FeatureKind.TOOL, "resources", FeatureKind.RESOURCE, "prompts", FeatureKind.PROMPT);

    private FeatureReader() {}

    static FeaturePolicy read(JsonNode policy) throws FeedException {
        if (!policy.isObject()) {
            throw new FeedException("a feature policy that is no object");
        }
        EnumMap<FeatureKind, Rule> rules = new EnumMap<>(FeatureKind.class);
        for (Map.Entry<String, JsonNode> member : policy.properties()) {
            FeatureKind kind = KINDS.get(member.getKey());
            if (kind == null) {
                throw new FeedException("a feature policy about something that is not known");
            }
            rules.put(kind, rule(member.getValue()));
        }
        return new FeaturePolicy(rules);
    }

    private static Rule rule(JsonNode rule) throws FeedException {
        Mode mode = switch (FeedReader.text(rule, "mode")) {
            case "ALLOW_ALL" -> Mode.ALLOW_ALL;
            case "ALLOW_SELECTED" -> Mode.ALLOW_SELECTED;
            case "BLOCK_ALL" -> Mode.BLOCK_ALL;
            default -> throw new FeedException("a mode of exposing features that is not known");
        };
        Set<String> known = mode == Mode.ALLOW_SELECTED ? Set.of("mode", "names") : Set.of("mode");
        if (!known.containsAll(rule.propertyNames())) {
            throw new FeedException("a feature policy with something that is not known");
        }
        return new Rule(mode, mode == Mode.ALLOW_SELECTED ? names(rule.path("names")) : Set.of());
    }

    private static Set<String> names(JsonNode array) throws FeedException {
        if (!array.isArray()) {
            throw new FeedException("a feature policy without its names");
        }
        Set<String> names = new HashSet<>();
        for (JsonNode name : array) {
            if (!name.isString()) {
                throw new FeedException("the name of a feature is not a string");
            }
            names.add(name.stringValue());
        }
        return names;
    }
}
