package dev.gatehouse.policy.account;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A named set of capabilities, and a level on every integration.
 *
 * @param systemKey which built-in role it is, or null for a role that the account made itself
 * @param level what it lets its holders do to every integration, now and later (domain rule R93)
 */
public record Role(
        UUID id, @Nullable SystemRole systemKey, String name, Set<Capability> capabilities, IntegrationLevel level) {

    /** Copies. A locked role has everything of its kind, whatever was given: also what came later (R54). */
    public Role {
        if (systemKey != null && systemKey.locked()) {
            capabilities = systemKey.capabilities();
            level = IntegrationLevel.MANAGE;
        } else {
            capabilities = Set.copyOf(capabilities);
        }
    }

    /** Whether its capabilities can never change. */
    public boolean locked() {
        return systemKey != null && systemKey.locked();
    }

    /** Whether the role lets its holder do this now. */
    public boolean has(Capability capability) {
        return capabilities.contains(capability);
    }

    /** The built-in role that this is, if it is one. */
    public Optional<SystemRole> system() {
        return Optional.ofNullable(systemKey);
    }
}
