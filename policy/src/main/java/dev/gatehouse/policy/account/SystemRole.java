package dev.gatehouse.policy.account;

import java.util.EnumSet;
import java.util.Set;

/** The roles that every account has from the start, with the capabilities that they start with. */
public enum SystemRole {
    /** The one owner of the account: everything, ownership included. */
    OWNER("Owner", true, EnumSet.allOf(Capability.class)),
    /** Everything but ownership. */
    ADMIN("Admin", true, EnumSet.complementOf(EnumSet.of(Capability.OWNERSHIP_TRANSFER))),
    /** Like {@link #ADMIN}, in accounts that work with teams. */
    SUPER_ADMIN("Super admin", true, EnumSet.complementOf(EnumSet.of(Capability.OWNERSHIP_TRANSFER))),
    /** A broad, editable preset that is bound to teams. */
    ADMINISTRATOR(
            "Administrator",
            false,
            EnumSet.complementOf(EnumSet.of(Capability.OWNERSHIP_TRANSFER, Capability.MCP_USE_ALL_SERVERS))),
    /** A minimal, editable preset. */
    MEMBER("Member", false, EnumSet.of(Capability.MCP_CONNECT)),
    /** Manages every integration; no MCP server by itself. */
    MANAGE_ALL("Manage all", false, EnumSet.of(Capability.MCP_CONNECT)),
    /** Monitors every integration; no MCP server by itself. */
    MONITOR_ALL("Monitor all", false, EnumSet.of(Capability.MCP_CONNECT)),
    /** Has its level set integration by integration; the default role. */
    CUSTOM_LEVEL("Custom", false, EnumSet.of(Capability.MCP_CONNECT));

    private final String displayName;
    private final boolean locked;
    private final Set<Capability> capabilities;

    SystemRole(String displayName, boolean locked, Set<Capability> capabilities) {
        this.displayName = displayName;
        this.locked = locked;
        this.capabilities = Set.copyOf(capabilities);
    }

    /** The name that people see first; an account may rename it. */
    public String displayName() {
        return displayName;
    }

    /** Whether the capability set can never change. */
    public boolean locked() {
        return locked;
    }

    /** The capabilities at the start. */
    public Set<Capability> capabilities() {
        return capabilities;
    }
}
