package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.bundle.BundleLookups;
import dev.gatehouse.db.bundle.BundleRepository;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.bundle.BundleSummary;
import dev.gatehouse.db.bundle.BundleTeams;
import dev.gatehouse.db.team.TeamLookups;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The bundles of an account: sets of servers that teams reach together. */
@Service
public final class Bundles {

    private final AccountChanges changes;
    private final AccountBundles accountBundles;
    private final BundleRepository rows;
    private final BundleLookups bundles;
    private final BundleTeams bundleTeams;
    private final TeamLookups teams;
    private final Assignments assignments;
    private final AdminAudit audit;
    private final Clock clock;

    Bundles(
            AccountChanges changes,
            AccountBundles accountBundles,
            BundleRepository rows,
            BundleLookups bundles,
            BundleTeams bundleTeams,
            TeamLookups teams,
            Assignments assignments,
            AdminAudit audit,
            Clock clock) {
        this.changes = changes;
        this.accountBundles = accountBundles;
        this.rows = rows;
        this.bundles = bundles;
        this.bundleTeams = bundleTeams;
        this.teams = teams;
        this.assignments = assignments;
        this.audit = audit;
        this.clock = clock;
    }

    /** The bundles of the account that are within the actor's reach, by id. */
    public Page<BundleSummary> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.BUNDLE_READ);
        UUID accountId = actor.accountId();
        List<BundleSummary> read = AccountBundles.reachesAll(actor)
                ? bundles.list(accountId, page.after(), page.readAhead())
                : bundles.listReachedBy(actor.userId(), accountId, page.after(), page.readAhead());
        return Page.of(read, page, BundleSummary::id, bundle -> bundle);
    }

    /** One of them. */
    public BundleSummary get(AdminActor actor, UUID bundleId) {
        accountBundles.find(actor, AdminAction.BUNDLE_READ, bundleId);
        return AdminChecks.found(actor, AdminAction.BUNDLE_READ, bundles.find(actor.accountId(), bundleId));
    }

    /** Makes a bundle that carries nothing, for a team of the actor's own. Its slug is used up for good. */
    public BundleSummary create(AdminActor actor, NewBundle wanted) {
        AdminChecks.requireAttempt(actor, AdminAction.BUNDLE_CREATE);
        BundleRow row = BundleRow.create(
                actor.accountId(),
                Values.name(wanted.name()),
                Values.slug(wanted.slug()),
                Objects.requireNonNullElse(wanted.enabled(), true),
                now());
        Set<UUID> teamIds = AccountChanges.ids("teamIds", Objects.requireNonNullElse(wanted.teamIds(), List.of()), 0);
        return Conflicts.retry(() -> changes.run(actor, () -> {
            AdminChecks.require(actor, AdminAction.BUNDLE_CREATE, target(actor, row, teamIds));
            rows.save(row);
            bundleTeams.add(row.id(), teamIds);
            BundleSummary created = current(row);
            audit.changed(
                    actor,
                    AuditAction.BUNDLE_CREATED,
                    AdminAudit.Subject.bundle(row.id()),
                    null,
                    new WithTeams(created, IdChange.of(teamIds.size(), teamIds)));
            return created;
        }));
    }

    /** Renames a bundle, or switches it on or off. */
    public BundleSummary change(AdminActor actor, UUID bundleId, BundlePatch patch, @Nullable Long version) {
        return changes.run(actor, () -> {
            BundleRow row = find(actor, AdminAction.BUNDLE_CHANGE, bundleId, version);
            BundleRow wanted = patch.applyTo(row);
            BundleSummary before = current(row);
            if (wanted.equals(row)) {
                return before;
            }
            boolean switched = row.enabled() != wanted.enabled();
            return changes.taking(actor, switched && row.enabled() ? List.of(bundleId) : List.of(), () -> {
                rows.save(wanted);
                BundleSummary changed = current(row);
                audit.changed(actor, AuditAction.BUNDLE_CHANGED, AdminAudit.Subject.bundle(bundleId), before, changed);
                if (switched) {
                    accountBundles.announce(bundleId, "BUNDLE_CHANGED");
                }
                return changed;
            });
        });
    }

    /** Deletes a bundle: what it carried is gone, and every token for it is refused within a second. */
    public void delete(AdminActor actor, UUID bundleId, @Nullable Long version) {
        changes.run(actor, () -> {
            BundleRow row = find(actor, AdminAction.BUNDLE_DELETE, bundleId, version);
            BundleSummary before = current(row);
            List<UUID> teamIds = bundleTeams.teamsOf(bundleId);
            return changes.taking(actor, List.of(bundleId), () -> {
                accountBundles.announce(bundleId, "BUNDLE_DELETED");
                assignments.deleteByBundle(bundleId);
                bundleTeams.removeAll(bundleId);
                rows.save(row.deleted(now()));
                audit.changed(
                        actor,
                        AuditAction.BUNDLE_DELETED,
                        AdminAudit.Subject.bundle(bundleId),
                        new WithTeams(before, IdChange.of(teamIds.size(), teamIds)),
                        null);
                return Boolean.TRUE;
            });
        });
    }

    private AdminTarget target(AdminActor actor, BundleRow row, Set<UUID> teamIds) {
        if (!teams.inAccount(actor.accountId(), teamIds).containsAll(teamIds)) {
            throw new AdminRefusal(AdminReason.NOT_FOUND);
        }
        Set<UUID> own = teams.ofPerson(actor.accountId(), actor.userId(), teamIds);
        boolean provisions = actor.role().has(Capability.GATEWAY_PROVISION_TEAMS);
        return AdminTarget.of(actor.accountId())
                .with(AdminFact.BUNDLE_WITHIN_REACH, AccountBundles.reachesAll(actor) || !own.isEmpty())
                .with(AdminFact.TEAMS_WITHIN_ACTOR, provisions || own.containsAll(teamIds))
                .with(AdminFact.SLUG_FREE, rows.findBySlug(row.slug()).isEmpty());
    }

    private BundleRow find(AdminActor actor, AdminAction action, UUID bundleId, @Nullable Long version) {
        AccountBundles.Found found = accountBundles.find(actor, action, bundleId);
        boolean current = AdminChecks.current(version, found.row().version());
        AdminChecks.require(actor, action, found.target().with(AdminFact.VERSION_CURRENT, current));
        return found.row();
    }

    private BundleSummary current(BundleRow row) {
        return bundles.find(row.accountId(), row.id()).orElseThrow();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** A bundle with the teams that reach it, for the audit log. */
    private record WithTeams(BundleSummary bundle, IdChange teams) {}
}
