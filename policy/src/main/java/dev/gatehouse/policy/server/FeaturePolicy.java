package dev.gatehouse.policy.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Which tools, resources and prompts of a server are exposed. A kind with no rule of its own is exposed whole.
 *
 * @param rules one rule a kind at the most
 */
public record FeaturePolicy(Map<FeatureKind, Rule> rules) {

    /** Exposes everything: a server with no policy of its own. */
    public static final FeaturePolicy ALLOW_ALL = new FeaturePolicy(Map.of());

    /** Copies. */
    public FeaturePolicy {
        rules = rules.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(rules));
    }

    /** Whether a client may see and use this feature. */
    public boolean exposes(FeatureKind kind, String name) {
        Rule rule = rules.getOrDefault(kind, Rule.ALLOW_ALL);
        return switch (rule.mode()) {
            case ALLOW_ALL -> true;
            case ALLOW_SELECTED -> rule.names().contains(name);
            case BLOCK_ALL -> false;
        };
    }

    /** How one kind of feature is exposed. */
    public enum Mode {
        /** Nothing of the kind. */
        BLOCK_ALL,
        /** Only what is named. */
        ALLOW_SELECTED,
        /** All of the kind. */
        ALLOW_ALL
    }

    /**
     * The rule of one kind.
     *
     * @param names the exposed features, only looked at in {@link Mode#ALLOW_SELECTED}
     */
    public record Rule(Mode mode, Set<String> names) {

        static final Rule ALLOW_ALL = new Rule(Mode.ALLOW_ALL, Set.of());

        /** Copies. */
        public Rule {
            names = Set.copyOf(names);
        }
    }
}
