package dev.gatehouse.policy.permission;

import java.util.Locale;
import java.util.Optional;

/** What the integration product has that people need a permission for. */
public enum ResourceKind {
    /** A connection to an application. */
    CONNECTION,
    /** Where data comes from. */
    EXPORT,
    /** Where data goes to. */
    IMPORT,
    /** What moves data. */
    FLOW,
    /** Flows that belong together. */
    FLOW_GROUP,
    /** Values that flows look up. */
    LOOKUP_CACHE,
    /** Waits for slow applications. */
    ASYNC_HELPER,
    /** An integration that the account built. */
    INTEGRATION,
    /** An integration that somebody else built: an app or a template. */
    INTEGRATION_APP,
    /** Code of the account's own. */
    STACK,
    /** A token for the API of the integration product. */
    TOKEN,
    /** A person in the account. */
    USER,
    /** What was deleted. */
    RECYCLE_BIN,
    /** A run of a flow. */
    JOB,
    /** A state of an integration that was kept. */
    REVISION;

    /** The name in data files and requests. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of this name, in whatever case. */
    public static Optional<ResourceKind> named(String name) {
        return Words.find(values(), name);
    }
}
