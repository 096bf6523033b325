package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.EnumSet;
import java.util.Set;

/**
 * What an actor may hand out to others (domain invariant I12): no more than they have by their role and on integrations, and
 * ownership never. The account may lift the bound for those who manage people (conflict X10).
 */
final class Privileges {

    private static final Set<Capability> ALL_BUT_OWNERSHIP =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.OWNERSHIP_TRANSFER)));

    private Privileges() {}

    /** Whether the actor may put these capabilities and this level into a role. */
    static boolean mayHandOut(
            AdminActor actor, AccountRow account, Set<Capability> capabilities, IntegrationLevel level) {
        return !capabilities.contains(Capability.OWNERSHIP_TRANSFER)
                && (lifted(actor, account) || has(actor, capabilities, level));
    }

    /** Whether the actor may give this role to somebody. */
    static boolean mayAssign(AdminActor actor, AccountRow account, Role role) {
        return role.systemKey() != SystemRole.OWNER && mayHandOut(actor, account, role.capabilities(), role.level());
    }

    /**
     * Whether the actor may give somebody these levels on integrations.
     *
     * @param own the actor's own
     */
    static boolean mayGive(AdminActor actor, AccountRow account, IntegrationLevels own, IntegrationLevels given) {
        return lifted(actor, account) || own.covers(given);
    }

    /** Whether the actor has all that can be handed out. */
    static boolean hasAll(AdminActor actor) {
        return has(actor, ALL_BUT_OWNERSHIP, IntegrationLevel.MANAGE);
    }

    private static boolean has(AdminActor actor, Set<Capability> capabilities, IntegrationLevel level) {
        return actor.role().capabilities().containsAll(capabilities)
                && actor.role().level().covers(level);
    }

    private static boolean lifted(AdminActor actor, AccountRow account) {
        return account.managePeopleMayExceedActor() && actor.role().has(Capability.PEOPLE_MANAGE);
    }
}
