package dev.gatehouse.policy.server;

/** The three kinds of feature that an MCP server exposes. */
public enum FeatureKind {
    /** A tool, called by name. */
    TOOL,
    /** A resource, read by URI. */
    RESOURCE,
    /** A prompt, got by name. */
    PROMPT
}
