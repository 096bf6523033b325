package dev.gatehouse.policy.access;

import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.server.FeatureKind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an MCP request asks of a server: its JSON-RPC method, and the feature that it names.
 *
 * @param method the JSON-RPC method, or null for what has none (opening a stream, ending a session)
 * @param featureKind what kind of feature is named, if one is
 * @param featureName the tool's or prompt's name, or the resource's URI
 * @param readOnly whether the tool is known to its server as read-only; false when that is not known
 */
public record Operation(
        @Nullable String method,
        @Nullable FeatureKind featureKind,
        @Nullable String featureName,
        boolean readOnly) {

    /** Methods that change nothing a person would miss, in every revision of MCP. */
    public static final Set<String> READING = Set.of(
            "initialize",
            "ping",
            "server/discover",
            "tools/list",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "resources/subscribe",
            "resources/unsubscribe",
            "prompts/list",
            "prompts/get",
            "completion/complete",
            "subscriptions/listen",
            "logging/setLevel",
            "tasks/get",
            "tasks/list",
            "tasks/result");

    private static final String NOTIFICATION = "notifications/";
    private static final String CALL_TOOL = "tools/call";
    private static final Set<String> USES_OF_FEATURES = Set.of(CALL_TOOL, "prompts/get", "resources/read");

    /** A request without a JSON-RPC method: opening the event stream or ending the session. */
    public static final Operation STREAM = new Operation(null, null, null, true);

    /** A method that names no feature. */
    public static Operation of(String method) {
        return new Operation(method, null, null, false);
    }

    /** A call of a tool. */
    public static Operation callTool(String name, boolean readOnly) {
        return new Operation(CALL_TOOL, FeatureKind.TOOL, name, readOnly);
    }

    /**
     * The scope that covers this: {@link Scope#READ} for methods that are known to read, for notifications, for what has no
     * method, and for tools that are known to be read-only; {@link Scope#WRITE} for everything else, so for every method
     * that we do not know.
     */
    public Scope requiredScope() {
        if (featureKind == FeatureKind.TOOL || CALL_TOOL.equals(method)) {
            return readOnly ? Scope.READ : Scope.WRITE;
        }
        boolean reads = method == null || READING.contains(method) || method.startsWith(NOTIFICATION);
        return reads ? Scope.READ : Scope.WRITE;
    }

    /** Whether the method uses a feature, so that one which names none is not let through. */
    boolean mustNameFeature() {
        return method != null && USES_OF_FEATURES.contains(method);
    }
}
