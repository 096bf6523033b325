package dev.gatehouse.policy.server;

import java.util.EnumMap;
import java.util.HashSet;
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

    /** What both expose: the policy of an assignment narrows that of its server, and never widens it. */
    public FeaturePolicy narrowedBy(FeaturePolicy other) {
        EnumMap<FeatureKind, Rule> both = new EnumMap<>(FeatureKind.class);
        for (FeatureKind kind : FeatureKind.values()) {
            Rule rule = rules.getOrDefault(kind, Rule.ALLOW_ALL).and(other.rules.getOrDefault(kind, Rule.ALLOW_ALL));
            if (rule.mode() != Mode.ALLOW_ALL) {
                both.put(kind, rule);
            }
        }
        return new FeaturePolicy(both);
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

        private Rule and(Rule other) {
            if (mode == Mode.ALLOW_ALL) {
                return other;
            }
            if (other.mode == Mode.ALLOW_ALL) {
                return this;
            }
            if (mode == Mode.BLOCK_ALL || other.mode == Mode.BLOCK_ALL) {
                return new Rule(Mode.BLOCK_ALL, Set.of());
            }
            Set<String> both = new HashSet<>(names);
            both.retainAll(other.names);
            return new Rule(Mode.ALLOW_SELECTED, both);
        }
    }
}
