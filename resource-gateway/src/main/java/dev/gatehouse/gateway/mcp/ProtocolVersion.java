package dev.gatehouse.gateway.mcp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Revisions of MCP are dates; one that is not known yet is taken to be at least as strict as the newest that is. */
public final class ProtocolVersion {

    private static final String STATELESS = "2026-07-28";
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private ProtocolVersion() {}

    /** Whether each request stands for itself and carries the standard headers: 2026-07-28 and newer. */
    public static boolean isStateless(@Nullable String version) {
        return version != null
                && (version.equals(STATELESS) || DATE.matcher(version).matches() && version.compareTo(STATELESS) >= 0);
    }
}
