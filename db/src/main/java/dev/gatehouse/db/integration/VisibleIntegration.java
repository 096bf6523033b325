package dev.gatehouse.db.integration;

import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.UUID;

/**
 * An integration, as somebody sees it.
 *
 * @param level what they may do to it, by their role or because it was chosen for them
 */
public record VisibleIntegration(UUID id, String name, IntegrationLevel level, long version) {}
