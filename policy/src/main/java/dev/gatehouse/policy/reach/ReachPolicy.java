package dev.gatehouse.policy.reach;

/**
 * Which sources of reach an account uses besides the role.
 *
 * @param directGrants whether grants to a person count
 * @param teamGrants whether teams count
 */
public record ReachPolicy(boolean directGrants, boolean teamGrants) {

    /** At least one source must be on (domain invariant I7). */
    public ReachPolicy {
        if (!directGrants && !teamGrants) {
            throw new IllegalArgumentException("an account needs at least one source of reach");
        }
    }
}
