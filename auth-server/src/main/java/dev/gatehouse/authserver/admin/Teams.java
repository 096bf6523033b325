package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.bundle.BundleTeams;
import dev.gatehouse.db.team.TeamLookups;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.db.team.TeamRepository;
import dev.gatehouse.db.team.TeamRow;
import dev.gatehouse.db.team.TeamSummary;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The teams of an account (domain rules R42 and R74). */
@Service
public final class Teams {

    private final AccountChanges changes;
    private final TeamRepository rows;
    private final TeamLookups teams;
    private final TeamMembers members;
    private final BundleTeams bundleTeams;
    private final AdminAudit audit;
    private final Clock clock;

    Teams(
            AccountChanges changes,
            TeamRepository rows,
            TeamLookups teams,
            TeamMembers members,
            BundleTeams bundleTeams,
            AdminAudit audit,
            Clock clock) {
        this.changes = changes;
        this.rows = rows;
        this.teams = teams;
        this.members = members;
        this.bundleTeams = bundleTeams;
        this.audit = audit;
        this.clock = clock;
    }

    /** The teams of the account, by id. */
    public Page<TeamSummary> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.TEAM_READ);
        List<TeamSummary> read = teams.list(actor.accountId(), page.after(), page.readAhead());
        return Page.of(read, page, TeamSummary::id, team -> team);
    }

    /** One of them. */
    public TeamSummary get(AdminActor actor, UUID teamId) {
        return AdminChecks.found(actor, AdminAction.TEAM_READ, teams.find(actor.accountId(), teamId));
    }

    /** Makes a team with nobody in it. */
    public TeamSummary create(AdminActor actor, String name, @Nullable Boolean enabled) {
        AdminChecks.requireAttempt(actor, AdminAction.TEAM_CREATE);
        TeamRow row = TeamRow.create(
                actor.accountId(),
                Values.name(name),
                Objects.requireNonNullElse(enabled, true),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        return changes.run(actor, () -> {
            AdminChecks.require(
                    actor,
                    AdminAction.TEAM_CREATE,
                    AdminTarget.of(actor.accountId()).with(AdminFact.NAME_FREE, nameFree(row)));
            rows.save(row);
            TeamSummary created = current(actor, row.id());
            audit.changed(actor, AuditAction.TEAM_CREATED, AdminAudit.Subject.team(row.id()), null, created);
            return created;
        });
    }

    /** Renames a team, or switches it on or off. */
    public TeamSummary change(
            AdminActor actor, UUID teamId, Patch<String> name, Patch<Boolean> enabled, @Nullable Long version) {
        return changes.run(actor, () -> {
            TeamRow row = find(actor, AdminAction.TEAM_CHANGE, teamId);
            require(actor, AdminAction.TEAM_CHANGE, row, version, true);
            TeamRow wanted = row.with(
                    name.present() ? Values.name(name.required("name", row.name())) : row.name(),
                    enabled.required("enabled", row.enabled()));
            TeamSummary before = current(actor, teamId);
            if (wanted.equals(row)) {
                return before;
            }
            require(actor, AdminAction.TEAM_CHANGE, row, version, nameFree(wanted));
            boolean takes = row.enabled() && !wanted.enabled();
            return changes.taking(actor, takes ? bundleTeams.bundlesOf(teamId) : List.of(), () -> {
                rows.save(wanted);
                TeamSummary changed = current(actor, teamId);
                audit.changed(actor, AuditAction.TEAM_CHANGED, AdminAudit.Subject.team(teamId), before, changed);
                return changed;
            });
        });
    }

    /** Deletes a team: nobody is in it any more, and nobody reaches anything by it. */
    public void delete(AdminActor actor, UUID teamId, @Nullable Long version) {
        changes.run(actor, () -> {
            TeamRow row = find(actor, AdminAction.TEAM_DELETE, teamId);
            require(actor, AdminAction.TEAM_DELETE, row, version, true);
            List<UUID> bundleIds = bundleTeams.bundlesOf(teamId);
            TeamSummary before = current(actor, teamId);
            return changes.taking(actor, bundleIds, () -> {
                bundleTeams.removeTeam(teamId);
                members.removeAll(teamId);
                boolean wasDefault = rows.clearDefault(actor.accountId(), teamId);
                rows.deleteById(teamId);
                Deleted deleted = new Deleted(before, IdChange.of(bundleIds.size(), bundleIds), wasDefault);
                audit.changed(actor, AuditAction.TEAM_DELETED, AdminAudit.Subject.team(teamId), deleted, null);
                return Boolean.TRUE;
            });
        });
    }

    /** The team, if the actor may try this and it is in their account. */
    TeamRow find(AdminActor actor, AdminAction action, UUID teamId) {
        return AdminChecks.found(actor, action, rows.findByIdAndAccountId(teamId, actor.accountId()));
    }

    private TeamSummary current(AdminActor actor, UUID teamId) {
        return teams.find(actor.accountId(), teamId).orElseThrow();
    }

    private boolean nameFree(TeamRow row) {
        return rows.findByAccountIdAndName(row.accountId(), row.name())
                .map(other -> other.id().equals(row.id()))
                .orElse(true);
    }

    private static void require(
            AdminActor actor, AdminAction action, TeamRow row, @Nullable Long version, boolean nameFree) {
        AdminChecks.require(
                actor,
                action,
                AdminTarget.of(row.accountId())
                        .with(AdminFact.NAME_FREE, nameFree)
                        .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version())));
    }

    /** A deleted team, for the audit log. */
    private record Deleted(TeamSummary team, IdChange bundles, boolean accountDefault) {}
}
