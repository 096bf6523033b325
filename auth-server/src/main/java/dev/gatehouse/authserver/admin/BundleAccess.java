package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.bundle.BundleTeam;
import dev.gatehouse.db.bundle.BundleTeams;
import dev.gatehouse.db.team.TeamLookups;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminReason;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Which teams reach a bundle. Adding and removing commute and can be repeated. Whoever takes their own last team away has
 * reached the bundle for the last time: that is their choice.
 */
@Service
public final class BundleAccess {

    private static final AdminAction SET = AdminAction.BUNDLE_TEAMS_SET;

    private final AccountChanges changes;
    private final AccountBundles accountBundles;
    private final BundleTeams bundleTeams;
    private final TeamLookups teams;
    private final AdminAudit audit;

    BundleAccess(
            AccountChanges changes,
            AccountBundles accountBundles,
            BundleTeams bundleTeams,
            TeamLookups teams,
            AdminAudit audit) {
        this.changes = changes;
        this.accountBundles = accountBundles;
        this.bundleTeams = bundleTeams;
        this.teams = teams;
        this.audit = audit;
    }

    /** The teams of a bundle, by id. */
    public Page<BundleTeam> list(AdminActor actor, UUID bundleId, PageRequest page) {
        accountBundles.find(actor, AdminAction.BUNDLE_READ, bundleId);
        List<BundleTeam> read = bundleTeams.list(bundleId, page.after(), page.readAhead());
        return Page.of(read, page, BundleTeam::teamId, team -> team);
    }

    /** Lets these teams reach the bundle, all or none. */
    public List<BundleTeam> add(AdminActor actor, UUID bundleId, List<UUID> teamIds) {
        AdminChecks.requireAttempt(actor, SET);
        Set<UUID> wanted = AccountChanges.ids("teamIds", teamIds, 1);
        return changes.run(actor, () -> {
            Set<UUID> before = before(actor, bundleId, wanted);
            Set<UUID> after = new HashSet<>(before);
            after.addAll(wanted);
            return write(actor, bundleId, before, after, wanted);
        });
    }

    /** Makes these teams the ones that reach the bundle. */
    public List<BundleTeam> replace(AdminActor actor, UUID bundleId, List<UUID> teamIds) {
        AdminChecks.requireAttempt(actor, SET);
        Set<UUID> wanted = AccountChanges.ids("teamIds", teamIds, 0);
        return changes.run(actor, () -> write(actor, bundleId, before(actor, bundleId, wanted), wanted, wanted));
    }

    /** Lets a team reach the bundle no more. Nothing happens when it does not. */
    public void remove(AdminActor actor, UUID bundleId, UUID teamId) {
        changes.run(actor, () -> {
            Set<UUID> before = before(actor, bundleId, Set.of(teamId));
            Set<UUID> after = new HashSet<>(before);
            after.remove(teamId);
            return write(actor, bundleId, before, after, Set.of());
        });
    }

    private Set<UUID> before(AdminActor actor, UUID bundleId, Collection<UUID> named) {
        accountBundles.find(actor, SET, bundleId);
        if (!teams.inAccount(actor.accountId(), named).containsAll(named)) {
            throw new AdminRefusal(AdminReason.NOT_FOUND);
        }
        return new HashSet<>(bundleTeams.teamsOf(bundleId));
    }

    private List<BundleTeam> write(
            AdminActor actor, UUID bundleId, Set<UUID> before, Set<UUID> after, Set<UUID> shown) {
        Set<UUID> going = without(before, after);
        Set<UUID> coming = without(after, before);
        if (!going.isEmpty() || !coming.isEmpty()) {
            changes.taking(actor, going.isEmpty() ? List.of() : List.of(bundleId), () -> {
                going.forEach(teamId -> bundleTeams.remove(bundleId, teamId));
                bundleTeams.add(bundleId, coming);
                audit.changed(
                        actor,
                        AuditAction.BUNDLE_TEAMS_CHANGED,
                        AdminAudit.Subject.bundle(bundleId),
                        IdChange.of(before.size(), going),
                        IdChange.of(after.size(), coming));
                return Boolean.TRUE;
            });
        }
        return bundleTeams.find(bundleId, shown);
    }

    private static Set<UUID> without(Set<UUID> all, Set<UUID> some) {
        Set<UUID> rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
