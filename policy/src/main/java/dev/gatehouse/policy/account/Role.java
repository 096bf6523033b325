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

    /** Copies. A locked role has every capability of its kind, whatever was given: also one that came later (R54). */
    public Role {
        capabilities = systemKey != null && systemKey.locked() ? systemKey.capabilities() : Set.copyOf(capabilities);
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
