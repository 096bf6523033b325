package dev.gatehouse.db.bundle;

/**
 * An assignment with what the list shows of its server.
 *
 * @param serverFeaturePolicy JSON
 */
public record Assignment(AssignmentRow row, String serverName, String serverSlug, String serverFeaturePolicy) {}
