package dev.gatehouse.policy.server;

/** Whether a server accepts API tokens, and under which identity provider. */
public enum ApiTokenMode {
    /** Never. */
    OFF,
    /** While the built-in identity provider governs. */
    BUILT_IN_ONLY,
    /** Under either: our own grants decide on them even where another provider governs (domain decision O16). */
    ALWAYS
}
