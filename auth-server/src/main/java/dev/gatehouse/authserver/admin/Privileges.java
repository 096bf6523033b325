package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevels;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.EnumSet;
import java.util.Set;

/** What an actor may hand out to others (domain invariant I12): no more than they have, and ownership never. */
final class Privileges {

    private static final Set<Capability> ALL_BUT_OWNERSHIP =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.OWNERSHIP_TRANSFER)));

    private Privileges() {}

    /** Whether the actor may put these capabilities into a role. The account may lift the bound (conflict X10). */
    static boolean mayHandOut(AdminActor actor, AccountRow account, Set<Capability> capabilities) {
        return !capabilities.contains(Capability.OWNERSHIP_TRANSFER)
                && (account.managePeopleMayExceedActor()
                        || actor.role().capabilities().containsAll(capabilities));
    }

    /** Whether somebody with the {@code own} levels on integrations may give these to others. */
    static boolean mayHandOut(AccountRow account, IntegrationLevels own, IntegrationLevels given) {
        return account.managePeopleMayExceedActor() || own.covers(given);
    }

    /** Whether the actor may give this role to somebody. */
    static boolean mayAssign(AdminActor actor, AccountRow account, Role role) {
        return role.systemKey() != SystemRole.OWNER && mayHandOut(actor, account, role.capabilities());
    }

    /** Whether the actor has all that can be handed out. */
    static boolean hasAll(AdminActor actor) {
        return actor.role().capabilities().containsAll(ALL_BUT_OWNERSHIP);
    }
}
