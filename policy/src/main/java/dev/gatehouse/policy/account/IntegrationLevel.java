package dev.gatehouse.policy.account;

/** What a role lets its holders do to every integration. It never reaches an MCP server. */
public enum IntegrationLevel {
    /** Nothing. */
    NONE,
    /** See. */
    MONITOR,
    /** Change. */
    MANAGE;

    /** Whether whoever has this has the other, too. */
    public boolean covers(IntegrationLevel other) {
        return compareTo(other) >= 0;
    }
}
