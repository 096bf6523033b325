package dev.gatehouse.policy.admin;

import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is acted on.
 *
 * @param accountId the account that it belongs to; null for what does not exist
 * @param facts what holds of it
 */
public record AdminTarget(@Nullable UUID accountId, Set<AdminFact> facts) {

    /** Something that does not exist, or that nobody could find. */
    public static final AdminTarget UNKNOWN = new AdminTarget(null, Set.of());

    /** Copies. */
    public AdminTarget {
        facts = Set.copyOf(facts);
    }

    /** Something of this account, of which nothing more is known. */
    public static AdminTarget of(UUID accountId) {
        return new AdminTarget(accountId, Set.of());
    }

    /** The same target, of which {@code fact} holds, or does not. */
    public AdminTarget with(AdminFact fact, boolean holds) {
        EnumSet<AdminFact> changed = EnumSet.noneOf(AdminFact.class);
        changed.addAll(facts);
        if (holds) {
            changed.add(fact);
        } else {
            changed.remove(fact);
        }
        return new AdminTarget(accountId, changed);
    }
}
