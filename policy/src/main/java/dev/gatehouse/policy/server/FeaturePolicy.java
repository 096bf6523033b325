package dev.gatehouse.policy.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tools, resources and prompts of a server are exposed. A kind with no rule of its own is exposed whole.
 *
 * <p>Names are compared exactly. A resource is named by its URI, or by a URI template of RFC 6570 level 1 that exposes all
 * that it expands to, and itself where templates are listed or completed.
 *
 * @param rules one rule a kind at the most
 * @param narrowing what must expose a feature, too; null for nothing
 */
public record FeaturePolicy(
        Map<FeatureKind, Rule> rules, @Nullable FeaturePolicy narrowing) {

    /** Exposes everything: a server with no policy of its own. */
    public static final FeaturePolicy ALLOW_ALL = new FeaturePolicy(Map.of());

    /** A policy by itself. */
    public FeaturePolicy(Map<FeatureKind, Rule> rules) {
        this(rules, null);
    }

    /** Copies. */
    public FeaturePolicy {
        rules = rules.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(rules));
    }

    /** Whether a client may see and use this feature. */
    public boolean exposes(FeatureKind kind, String name) {
        Rule rule = rules.getOrDefault(kind, Rule.ALLOW_ALL);
        boolean exposed = switch (rule.mode()) {
            case ALLOW_ALL -> true;
            case ALLOW_SELECTED -> rule.names().contains(name) || kind == FeatureKind.RESOURCE && rule.expandsTo(name);
            case BLOCK_ALL -> false;
        };
        return exposed && (narrowing == null || narrowing.exposes(kind, name));
    }

    /** Whether there may be a feature of this kind that is not exposed. */
    public boolean restricts(FeatureKind kind) {
        return rules.getOrDefault(kind, Rule.ALLOW_ALL).mode() != Mode.ALLOW_ALL
                || narrowing != null && narrowing.restricts(kind);
    }

    /** What both expose: the policy of an assignment narrows that of its server, and never widens it. */
    public FeaturePolicy narrowedBy(FeaturePolicy other) {
        if (!other.restrictsAny()) {
            return this;
        }
        return restrictsAny()
                ? new FeaturePolicy(rules, narrowing == null ? other : narrowing.narrowedBy(other))
                : other;
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

        /** Whether one of the names is a template that expands to this URI. */
        private boolean expandsTo(String uri) {
            return !ResourceTemplate.isTemplate(uri)
                    && names.stream()
                            .filter(ResourceTemplate::isTemplate)
                            .flatMap(name -> ResourceTemplate.parse(name).stream())
                            .anyMatch(template -> template.expandsTo(uri));
        }
    }
}
