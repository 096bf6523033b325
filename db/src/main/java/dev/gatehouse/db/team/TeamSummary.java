package dev.gatehouse.db.team;

import java.util.UUID;

/**
 * A team as the list shows one.
 *
 * @param members how many people are in it, in whatever state
 */
public record TeamSummary(UUID id, String name, boolean enabled, long members, long version) {}
