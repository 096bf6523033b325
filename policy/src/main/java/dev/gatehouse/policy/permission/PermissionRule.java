package dev.gatehouse.policy.permission;

import java.util.Set;

/**
 * A row of the matrix.
 *
 * @param verbs what it lets people of this level do; none where it says that they may do nothing
 * @param condition what must be switched on for it to hold
 */
public record PermissionRule(ResourceKind resource, PermissionLevel level, Set<Verb> verbs, Condition condition) {

    /** Copies. */
    public PermissionRule {
        verbs = Set.copyOf(verbs);
    }
}
