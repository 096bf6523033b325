package dev.gatehouse.db.server;

import dev.gatehouse.policy.server.FeatureKind;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.FeaturePolicy.Mode;
import dev.gatehouse.policy.server.FeaturePolicy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Feature policies as JSON: in a column, in the Admin API and in the feed. One member a kind, {@code tools},
 * {@code resources} and {@code prompts}, each with a {@code mode} and, for {@code ALLOW_SELECTED}, {@code names}.
 */
public final class FeaturePolicies {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MODE = "mode";
    private static final String NAMES = "names";

    private FeaturePolicies() {}

    /** What the column says. What is not understood exposes nothing of its kind; what is no JSON object, nothing at all. */
    public static FeaturePolicy read(String json) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (JacksonException e) {
            node = JSON.nullNode();
        }
        EnumMap<FeatureKind, Rule> rules = new EnumMap<>(FeatureKind.class);
        for (FeatureKind kind : FeatureKind.values()) {
            if (!node.isObject()) {
                rules.put(kind, new Rule(Mode.BLOCK_ALL, Set.of()));
            } else if (node.has(member(kind))) {
                rules.put(kind, rule(node.get(member(kind))));
            }
        }
        return new FeaturePolicy(rules);
    }

    /** The policy as the column keeps it; names in their order. */
    public static String write(FeaturePolicy policy) {
        return JSON.writeValueAsString(members(policy));
    }

    /** The policy as a JSON object. */
    public static Map<String, Object> members(FeaturePolicy policy) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (FeatureKind kind : FeatureKind.values()) {
            Optional.ofNullable(policy.rules().get(kind)).ifPresent(rule -> members.put(member(kind), members(rule)));
        }
        return members;
    }

    /** The name of a kind's member. */
    public static String member(FeatureKind kind) {
        return kind.name().toLowerCase(Locale.ROOT) + "s";
    }

    private static Map<String, Object> members(Rule rule) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(MODE, rule.mode().name());
        if (rule.mode() == Mode.ALLOW_SELECTED) {
            List<String> names = new ArrayList<>(rule.names());
            names.sort(null);
            members.put(NAMES, names);
        }
        return members;
    }

    private static Rule rule(JsonNode node) {
        String text = node.path(MODE).asString("");
        Mode mode = Arrays.stream(Mode.values())
                .filter(known -> known.name().equals(text))
                .findFirst()
                .orElse(Mode.BLOCK_ALL);
        Set<String> names = new HashSet<>();
        node.path(NAMES).forEach(name -> names.add(name.asString("")));
        return new Rule(mode, mode == Mode.ALLOW_SELECTED ? names : Set.of());
    }
}
