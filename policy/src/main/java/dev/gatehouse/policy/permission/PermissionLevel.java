package dev.gatehouse.policy.permission;

import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import java.util.Optional;

/** The columns of the matrix, from the lowest on. */
public enum PermissionLevel {
    /** Sees integrations: all of them, or chosen ones. */
    MONITOR,
    /** Changes integrations: all of them, or chosen ones. */
    MANAGE,
    /** Administers the account. */
    ADMIN,
    /** Owns the account. */
    OWNER;

    /** The level of somebody with this role and this level on the integration in question; none for those without either. */
    static Optional<PermissionLevel> of(Role role, IntegrationLevel level) {
        if (role.systemKey() == SystemRole.OWNER) {
            return Optional.of(OWNER);
        }
        if (role.systemKey() == SystemRole.ADMIN || role.systemKey() == SystemRole.SUPER_ADMIN) {
            return Optional.of(ADMIN);
        }
        return switch (level) {
            case NONE -> Optional.empty();
            case MONITOR -> Optional.of(MONITOR);
            case MANAGE -> Optional.of(MANAGE);
        };
    }
}
