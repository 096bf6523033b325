package dev.gatehouse.policy.server;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Which tools, resources and prompts of a server are exposed. A kind with no rule of its own is exposed whole.
 *
 * <p>Names are compared exactly. A resource is named by its URI, or by a URI template of RFC 6570 level 1 that exposes all
 * that it expands to, and itself where templates are listed or completed.
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
        return rules.getOrDefault(kind, Rule.ALLOW_ALL).exposes(kind, name);
    }

    /** Whether there may be a feature of this kind that is not exposed. */
    public boolean restricts(FeatureKind kind) {
        return rules.getOrDefault(kind, Rule.ALLOW_ALL).mode() != Mode.ALLOW_ALL;
    }

    /**
     * What both expose: the policy of an assignment narrows that of its server, and never widens it. A name that only one of
     * the two lists has stays where the other exposes it; resources that only two different templates together describe are
     * not exposed.
     */
    public FeaturePolicy narrowedBy(FeaturePolicy other) {
        EnumMap<FeatureKind, Rule> both = new EnumMap<>(FeatureKind.class);
        for (FeatureKind kind : FeatureKind.values()) {
            Rule rule =
                    rules.getOrDefault(kind, Rule.ALLOW_ALL).and(other.rules.getOrDefault(kind, Rule.ALLOW_ALL), kind);
            if (rule.mode() != Mode.ALLOW_ALL) {
                both.put(kind, rule);
            }
        }
        return new FeaturePolicy(both);
    }

    /** Whether there may be anything that is not exposed. */
    public boolean restrictsAny() {
        return restricts(FeatureKind.TOOL) || restricts(FeatureKind.RESOURCE) || restricts(FeatureKind.PROMPT);
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

    /** The rule of one kind. A value: rules of the same mode and names are equal. */
    public static final class Rule {

        static final Rule ALLOW_ALL = new Rule(Mode.ALLOW_ALL, Set.of());

        private final Mode mode;
        private final Set<String> names;

        /** Those of the names that are templates, read once: every resource that is asked for is held against them. */
        private final List<ResourceTemplate> templates;

        /**
         * A rule.
         *
         * @param names the exposed features, only looked at in {@link Mode#ALLOW_SELECTED}; a template that cannot be read
         *     exposes nothing but itself
         */
        public Rule(Mode mode, Set<String> names) {
            this.mode = Objects.requireNonNull(mode);
            this.names = Set.copyOf(names);
            this.templates = this.names.stream()
                    .filter(ResourceTemplate::isTemplate)
                    .flatMap(name -> ResourceTemplate.parse(name).stream())
                    .toList();
        }

        /** How much of the kind is exposed. */
        public Mode mode() {
            return mode;
        }

        /** The exposed features, where only some are. */
        public Set<String> names() {
            return names;
        }

        private boolean exposes(FeatureKind kind, String name) {
            return switch (mode) {
                case ALLOW_ALL -> true;
                case ALLOW_SELECTED -> names.contains(name) || kind == FeatureKind.RESOURCE && expandsTo(name);
                case BLOCK_ALL -> false;
            };
        }

        private Rule and(Rule other, FeatureKind kind) {
            if (mode == Mode.ALLOW_ALL) {
                return other;
            }
            if (other.mode == Mode.ALLOW_ALL) {
                return this;
            }
            if (mode == Mode.BLOCK_ALL || other.mode == Mode.BLOCK_ALL) {
                return new Rule(Mode.BLOCK_ALL, Set.of());
            }
            Set<String> both = new HashSet<>();
            names.stream().filter(name -> other.exposes(kind, name)).forEach(both::add);
            other.names.stream().filter(name -> exposes(kind, name)).forEach(both::add);
            return new Rule(Mode.ALLOW_SELECTED, both);
        }

        /** Whether one of the names is a template that expands to this URI. */
        private boolean expandsTo(String uri) {
            return !ResourceTemplate.isTemplate(uri)
                    && templates.stream().anyMatch(template -> template.expandsTo(uri));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rule rule && mode == rule.mode && names.equals(rule.names);
        }

        @Override
        public int hashCode() {
            return Objects.hash(mode, names);
        }

        @Override
        public String toString() {
            return "Rule[mode=" + mode + ", names=" + names + "]";
        }
    }
}
