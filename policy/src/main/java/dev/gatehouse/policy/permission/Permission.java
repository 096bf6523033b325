package dev.gatehouse.policy.permission;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of {@link Permissions#evaluate}.
 *
 * @param reason why not; null when allowed
 * @param level the column of the matrix; null where there is none
 * @param condition the one that decided: because it is on, or because it is off; {@link Condition#NONE} where none did
 */
public record Permission(
        boolean allowed, @Nullable Reason reason, @Nullable PermissionLevel level, Condition condition) {

    /** Refuses what contradicts itself. */
    public Permission {
        if (allowed != (reason == null)) {
            throw new IllegalArgumentException("a refusal has a reason, and nothing else has");
        }
    }

    static Permission allow(PermissionLevel level, Condition condition) {
        return new Permission(true, null, level, condition);
    }

    static Permission deny(Reason reason, @Nullable PermissionLevel level, Condition condition) {
        return new Permission(false, reason, level, condition);
    }

    /** Why not. */
    public enum Reason {
        /** The person is no active member of the account. */
        NOT_ACTIVE,
        /** They have no level there. */
        LEVEL_MISSING,
        /** Their level does not have this verb. */
        VERB_NOT_GRANTED,
        /** Their level has it, but the account has it switched off. */
        CONDITION_OFF
    }
}
