package dev.gatehouse.db.bundle;

import java.util.UUID;

/** A team that reaches a bundle. */
public record BundleTeam(UUID teamId, String name, boolean enabled) {}
