package dev.gatehouse.policy.account;

/** What people may do to integrations: to all of them by their role, or to chosen ones. It never reaches an MCP server. */
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
