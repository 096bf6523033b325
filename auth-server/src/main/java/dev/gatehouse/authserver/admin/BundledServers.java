package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.bundle.Assignment;
import dev.gatehouse.db.bundle.AssignmentRow;
import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.db.server.FeaturePolicies;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityScheme;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The servers that a bundle carries, each a protected resource of its own (ADR-0011). */
@Service
public final class BundledServers {

    private final AccountChanges changes;
    private final AccountBundles accountBundles;
    private final AccountServers accountServers;
    private final Assignments assignments;
    private final ServerValues values;
    private final AdminAudit audit;
    private final Clock clock;

    BundledServers(
            AccountChanges changes,
            AccountBundles accountBundles,
            AccountServers accountServers,
            Assignments assignments,
            ServerValues values,
            AdminAudit audit,
            Clock clock) {
        this.changes = changes;
        this.accountBundles = accountBundles;
        this.accountServers = accountServers;
        this.assignments = assignments;
        this.values = values;
        this.audit = audit;
        this.clock = clock;
    }

    /** What a bundle carries, by the id of the server. */
    public Page<AssignmentDetails> list(AdminActor actor, UUID bundleId, PageRequest page) {
        accountBundles.find(actor, AdminAction.BUNDLE_READ, bundleId);
        List<Assignment> read = assignments.list(bundleId, page.after(), page.readAhead());
        return Page.of(read, page, assignment -> assignment.row().serverId(), AssignmentDetails::of);
    }

    /** How it carries one of them. */
    public AssignmentDetails get(AdminActor actor, UUID bundleId, UUID serverId) {
        accountBundles.find(actor, AdminAction.BUNDLE_READ, bundleId);
        return AssignmentDetails.of(
                AdminChecks.found(actor, AdminAction.BUNDLE_READ, assignments.find(bundleId, serverId)));
    }

    /** Lets a bundle carry a server that the gateway relays to. */
    public AssignmentDetails create(AdminActor actor, UUID bundleId, NewAssignment wanted) {
        AdminAction action = AdminAction.ASSIGNMENT_CREATE;
        AdminChecks.requireAttempt(actor, action);
        return changes.run(actor, () -> {
            AccountBundles.Found bundle = accountBundles.find(actor, action, bundleId);
            ServerRow server = accountServers.find(actor, action, wanted.serverId());
            AssignmentRow row = row(bundle.row(), server, wanted);
            AdminChecks.require(
                    actor,
                    action,
                    bundle.target()
                            .with(
                                    AdminFact.ASSIGNMENT_FREE,
                                    assignments.find(bundleId, server.id()).isEmpty())
                            .with(
                                    AdminFact.FEATURES_WITHIN_ACTOR,
                                    FeaturePolicyPatch.mayChange(actor, FeaturePolicyPatch.NONE, row.featurePolicy())));
            assignments.insert(row);
            AssignmentDetails created = current(row);
            record(actor, AuditAction.ASSIGNMENT_CREATED, row, null, created);
            return created;
        });
    }

    /** Changes how a bundle carries a server. */
    public AssignmentDetails change(
            AdminActor actor, UUID bundleId, UUID serverId, AssignmentPatch patch, @Nullable Long version) {
        return changes.run(actor, () -> {
            Located located = find(actor, AdminAction.ASSIGNMENT_CHANGE, bundleId, serverId, version);
            AssignmentRow row = located.assignment().row();
            AssignmentRow wanted = patch.applyTo(row);
            if (wanted.equals(row)) {
                return AssignmentDetails.of(located.assignment());
            }
            boolean mayChange = FeaturePolicyPatch.mayChange(actor, row.featurePolicy(), wanted.featurePolicy());
            AdminChecks.require(
                    actor,
                    AdminAction.ASSIGNMENT_CHANGE,
                    located.target().with(AdminFact.FEATURES_WITHIN_ACTOR, mayChange));
            boolean takes = row.enabled() && !wanted.enabled();
            return changes.taking(actor, takes ? List.of(bundleId) : List.of(), () -> {
                assignments.update(wanted);
                AssignmentDetails changed = current(row);
                record(actor, AuditAction.ASSIGNMENT_CHANGED, row, AssignmentDetails.of(located.assignment()), changed);
                return changed;
            });
        });
    }

    /** Lets a bundle carry a server no more; every token for it is refused within a second. */
    public void delete(AdminActor actor, UUID bundleId, UUID serverId, @Nullable Long version) {
        changes.run(actor, () -> {
            Assignment assignment = find(actor, AdminAction.ASSIGNMENT_DELETE, bundleId, serverId, version)
                    .assignment();
            return changes.taking(actor, new Affected.Assignment(bundleId, serverId), () -> {
                assignments.delete(bundleId, serverId);
                record(actor, AuditAction.ASSIGNMENT_DELETED, assignment.row(), AssignmentDetails.of(assignment), null);
                return Boolean.TRUE;
            });
        });
    }

    private Located find(AdminActor actor, AdminAction action, UUID bundleId, UUID serverId, @Nullable Long version) {
        AccountBundles.Found bundle = accountBundles.find(actor, action, bundleId);
        Assignment assignment = AdminChecks.found(actor, action, assignments.find(bundleId, serverId));
        boolean current = AdminChecks.current(version, assignment.row().version());
        AdminTarget target = bundle.target().with(AdminFact.VERSION_CURRENT, current);
        AdminChecks.require(actor, action, target.with(AdminFact.FEATURES_WITHIN_ACTOR, true));
        return new Located(assignment, target);
    }

    private AssignmentRow row(BundleRow bundle, ServerRow server, NewAssignment wanted) {
        ServerValues.requireAssignedScheme(wanted.identityScheme());
        if (server.upstreamUrl() == null) {
            throw new InvalidValue("`serverId` names a server that validates tokens itself; no bundle can carry it");
        }
        return new AssignmentRow(
                bundle.id(),
                server.id(),
                bundle.accountId(),
                values.resource(bundle.slug(), server.slug()),
                Objects.requireNonNullElse(wanted.enabled(), true),
                FeaturePolicyPatch.create(wanted.featurePolicy()),
                wanted.identityScheme(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                1);
    }

    private AssignmentDetails current(AssignmentRow row) {
        return AssignmentDetails.of(
                assignments.find(row.bundleId(), row.serverId()).orElseThrow());
    }

    private void record(
            AdminActor actor,
            AuditAction action,
            AssignmentRow row,
            @Nullable AssignmentDetails before,
            @Nullable AssignmentDetails after) {
        audit.changed(actor, action, AdminAudit.Subject.assignment(row.bundleId(), row.serverId()), before, after);
        accountServers.announce(row.serverId(), action.name());
    }

    private record Located(Assignment assignment, AdminTarget target) {}

    /**
     * A server as a bundle carries it.
     *
     * @param featurePolicy the assignment's own
     * @param effectiveFeaturePolicy what the server's and the assignment's expose, both together
     * @param identityScheme null when the server's holds
     */
    public record AssignmentDetails(
            UUID serverId,
            String name,
            String slug,
            String resource,
            boolean enabled,
            Map<String, Object> featurePolicy,
            Map<String, Object> effectiveFeaturePolicy,
            @Nullable IdentityScheme identityScheme,
            long version) {

        private static AssignmentDetails of(Assignment assignment) {
            AssignmentRow row = assignment.row();
            FeaturePolicy own = FeaturePolicies.read(row.featurePolicy());
            FeaturePolicy both =
                    FeaturePolicies.read(assignment.serverFeaturePolicy()).narrowedBy(own);
            return new AssignmentDetails(
                    row.serverId(),
                    assignment.serverName(),
                    assignment.serverSlug(),
                    row.resource(),
                    row.enabled(),
                    FeaturePolicies.members(own),
                    FeaturePolicies.members(both),
                    row.identityScheme(),
                    row.version());
        }
    }
}
