package dev.gatehouse.db.bundle;

import java.util.UUID;

/**
 * A bundle as the list shows one.
 *
 * @param teams how many teams reach it
 * @param servers how many servers it carries
 */
public record BundleSummary(
        UUID id, String name, String slug, boolean enabled, long teams, long servers, long version) {}
