package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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

    /** Whether somebody with the {@code own} levels on integrations may give these to others. */
    static boolean mayHandOut(AccountRow account, IntegrationLevels own, IntegrationLevels given) {
        return account.managePeopleMayExceedActor() || own.covers(given);
    }

    /** Whether the actor may give this role to somebody. */
    static boolean mayAssign(AdminActor actor, AccountRow account, Role role) {
        return role.systemKey() != SystemRole.OWNER && mayHandOut(actor, account, role.capabilities(), role.level());
    }

    /**
     * Whether the actor may give somebody these levels on chosen integrations.
     *
     * @param own the actor's own on chosen integrations
     */
    static boolean mayGive(
            AdminActor actor, AccountRow account, Map<UUID, IntegrationLevel> own, Map<UUID, IntegrationLevel> wanted) {
        return lifted(actor, account) || covers(actor, own, wanted);
    }

    /** Whether the actor has these levels on chosen integrations: by their role, or there. */
    static boolean covers(AdminActor actor, Map<UUID, IntegrationLevel> own, Map<UUID, IntegrationLevel> levels) {
        return levels.entrySet().stream()
                .allMatch(level -> actor.role().level().covers(level.getValue())
                        || own.getOrDefault(level.getKey(), IntegrationLevel.NONE)
                                .covers(level.getValue()));
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
