package dev.gatehouse.gateway.lists;

import dev.gatehouse.policy.server.FeatureKind;
import java.util.Arrays;
import java.util.Optional;

/** The lists of MCP: a member of {@code result}, an array of objects that name one feature each. */
enum ListKind {
    TOOLS("tools", "name", FeatureKind.TOOL),
    RESOURCES("resources", "uri", FeatureKind.RESOURCE),
    RESOURCE_TEMPLATES("resourceTemplates", "uriTemplate", FeatureKind.RESOURCE),
    PROMPTS("prompts", "name", FeatureKind.PROMPT);

    private final String member;
    private final String key;
    private final FeatureKind feature;

    ListKind(String member, String key, FeatureKind feature) {
        this.member = member;
        this.key = key;
        this.feature = feature;
    }

    static Optional<ListKind> of(String member) {
        return Arrays.stream(values())
                .filter(kind -> kind.member.equals(member))
                .findFirst();
    }

    /** Whether somebody who compares without case would take this for a list. */
    static boolean resembles(String member) {
        return Arrays.stream(values()).anyMatch(kind -> kind.member.equalsIgnoreCase(member));
    }

    /** The member of an element that names its feature. */
    String key() {
        return key;
    }

    FeatureKind feature() {
        return feature;
    }
}
