package dev.gatehouse.policy.scope;

import java.util.Optional;

/** One scope of an MCP server, as it stands on the wire. */
public enum Scope {
    /** Lists, gets, and the tools that their server marks as read-only. */
    READ("mcp:read"),
    /** Everything; implies {@link #READ}. */
    WRITE("mcp:write");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /** The scope token of RFC 6749 section 3.3. */
    public String value() {
        return value;
    }

    /** The scope with this token; empty for any other text, {@code openid} and {@code offline_access} included. */
    public static Optional<Scope> of(String value) {
        for (Scope scope : values()) {
            if (scope.value.equals(value)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
