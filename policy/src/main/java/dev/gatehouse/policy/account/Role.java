package dev.gatehouse.policy.account;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A named set of capabilities.
 *
 * @param systemKey which built-in role it is, or null for a role that the account made itself
 */
public record Role(UUID id, @Nullable SystemRole systemKey, String name, Set<Capability> capabilities) {

    /** Copies. */
    public Role {
        capabilities = Set.copyOf(capabilities);
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
