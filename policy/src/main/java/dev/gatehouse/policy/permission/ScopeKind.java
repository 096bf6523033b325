package dev.gatehouse.policy.permission;

/** What a resource belongs to. */
public enum ScopeKind {
    /** An integration: the level on that one counts. */
    INTEGRATION,
    /** The account: the highest level on any integration counts. */
    ACCOUNT
}
