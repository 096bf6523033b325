package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.integration.IntegrationLookups;
import dev.gatehouse.db.integration.IntegrationLookups.Viewer;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.integration.IntegrationRow;
import dev.gatehouse.db.integration.VisibleIntegration;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.permission.Permissions.Question;
import dev.gatehouse.policy.permission.ResourceKind;
import dev.gatehouse.policy.permission.Verb;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The integrations of an account, as far as permissions on them go. No capability opens them: one sees those that one has a
 * level on (domain rule R91), and the permission matrix says who makes and deletes them.
 */
@Service
public final class Integrations {

    private static final long MAX_INTEGRATIONS = 10_000;

    private final AccountChanges changes;
    private final AccountServers accountServers;
    private final MemberRepository members;
    private final IntegrationRepository rows;
    private final IntegrationLookups lookups;
    private final IntegrationAccess access;
    private final PermissionMatrixQuestions permissions;
    private final AdminAudit audit;
    private final Clock clock;

    Integrations(
            AccountChanges changes,
            AccountServers accountServers,
            MemberRepository members,
            IntegrationRepository rows,
            IntegrationLookups lookups,
            IntegrationAccess access,
            PermissionMatrixQuestions permissions,
            AdminAudit audit,
            Clock clock) {
        this.changes = changes;
        this.accountServers = accountServers;
        this.members = members;
        this.rows = rows;
        this.lookups = lookups;
        this.access = access;
        this.permissions = permissions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Those that the actor has a level on, by id. */
    public Page<VisibleIntegration> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.INTEGRATION_READ);
        List<VisibleIntegration> read = lookups.list(viewer(actor), page.after(), page.readAhead());
        return Page.of(read, page, VisibleIntegration::id, integration -> integration);
    }

    /** One of them. */
    public VisibleIntegration get(AdminActor actor, UUID integrationId) {
        return AdminChecks.found(actor, AdminAction.INTEGRATION_READ, lookups.find(viewer(actor), integrationId));
    }

    /** Makes one known. */
    public VisibleIntegration create(AdminActor actor, String name) {
        AdminChecks.requireAttempt(actor, AdminAction.INTEGRATION_CREATE);
        IntegrationRow row = IntegrationRow.create(
                actor.accountId(), Values.name(name), clock.instant().truncatedTo(ChronoUnit.MICROS));
        return changes.run(actor, () -> {
            Member member = member(actor, AdminAction.INTEGRATION_CREATE);
            AdminChecks.require(
                    actor,
                    AdminAction.INTEGRATION_CREATE,
                    AdminTarget.of(row.accountId())
                            .with(AdminFact.PERMITTED, permitted(actor, member, Verb.CREATE, null))
                            .with(AdminFact.NAME_FREE, !rows.existsByAccountIdAndName(row.accountId(), row.name()))
                            .with(AdminFact.ROOM, rows.countByAccountId(row.accountId()) < MAX_INTEGRATIONS));
            rows.save(row);
            audit.changed(
                    actor,
                    AuditAction.INTEGRATION_CREATED,
                    AdminAudit.Subject.integration(row.id()),
                    null,
                    new Created(row.id(), row.name()));
            return lookups.find(viewer(member), row.id()).orElseThrow();
        });
    }

    /** Forgets one, with everybody's level on it. */
    public void delete(AdminActor actor, UUID integrationId, @Nullable Long version) {
        changes.run(actor, () -> {
            Member member = member(actor, AdminAction.INTEGRATION_DELETE);
            VisibleIntegration integration = AdminChecks.found(
                    actor, AdminAction.INTEGRATION_DELETE, lookups.find(viewer(member), integrationId));
            AdminChecks.require(
                    actor,
                    AdminAction.INTEGRATION_DELETE,
                    AdminTarget.of(actor.accountId())
                            .with(AdminFact.PERMITTED, permitted(actor, member, Verb.DELETE, integrationId))
                            .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, integration.version())));
            Deleted deleted = new Deleted(integrationId, integration.name(), access.count(integrationId));
            access.removeAll(integrationId);
            rows.deleteById(integrationId);
            audit.changed(
                    actor,
                    AuditAction.INTEGRATION_DELETED,
                    AdminAudit.Subject.integration(integrationId),
                    deleted,
                    null);
            return integrationId;
        });
    }

    /** The actor as they are now: their level may have gone while they waited for the lock. */
    private Member member(AdminActor actor, AdminAction action) {
        return AdminChecks.found(actor, action, members.find(actor.accountId(), actor.userId()));
    }

    private boolean permitted(AdminActor actor, Member member, Verb verb, @Nullable UUID integrationId) {
        AccountRow account = accountServers.account(actor);
        return permissions
                .ask(account, member, new Question(ResourceKind.INTEGRATION, verb, integrationId))
                .allowed();
    }

    static Viewer viewer(AdminActor actor) {
        return new Viewer(actor.accountId(), actor.userId(), actor.role().level());
    }

    private static Viewer viewer(Member member) {
        return new Viewer(member.accountId(), member.userId(), member.role().level());
    }

    /** A new integration, for the audit log. */
    private record Created(UUID id, String name) {}

    /**
     * A deleted one, for the audit log.
     *
     * @param people how many had a level on it
     */
    private record Deleted(UUID id, String name, long people) {}
}
