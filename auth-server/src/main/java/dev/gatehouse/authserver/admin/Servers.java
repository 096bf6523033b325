package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.authorization.Family;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.server.IdentitySettings;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.server.ServerRowChange;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.server.ApiTokenMode;
import dev.gatehouse.policy.server.IdentityScheme;
import dev.gatehouse.policy.server.RevocationMode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

/** The MCP servers of an account. */
@Service
public final class Servers {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Transactions transactions;
    private final AccountLocks accountLocks;
    private final ServerRepository servers;
    private final AccountServers accountServers;
    private final ServerValues values;
    private final UpstreamIdentities identities;
    private final FamilyRevocations families;
    private final LateRevocations lateRevocations;
    private final GrantRepository grants;
    private final Assignments assignments;
    private final IntrospectionCredentialRepository credentials;
    private final AdminAudit audit;
    private final Clock clock;

    Servers(
            Transactions transactions,
            AccountLocks accountLocks,
            ServerRepository servers,
            AccountServers accountServers,
            ServerValues values,
            UpstreamIdentities identities,
            FamilyRevocations families,
            LateRevocations lateRevocations,
            GrantRepository grants,
            Assignments assignments,
            IntrospectionCredentialRepository credentials,
            AdminAudit audit,
            Clock clock) {
        this.transactions = transactions;
        this.accountLocks = accountLocks;
        this.servers = servers;
        this.accountServers = accountServers;
        this.values = values;
        this.identities = identities;
        this.families = families;
        this.lateRevocations = lateRevocations;
        this.grants = grants;
        this.assignments = assignments;
        this.credentials = credentials;
        this.audit = audit;
        this.clock = clock;
    }

    /** The servers of the account, by id. */
    public Page<ServerDetails> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.SERVER_READ);
        UUID after = Objects.requireNonNullElse(page.after(), BEFORE_ALL);
        List<ServerRow> rows = servers.findByAccountIdAndDeletedAtIsNullAndIdGreaterThanOrderById(
                actor.accountId(), after, Limit.of(page.readAhead()));
        RevocationMode accountMode = accountServers.account(actor).revocationMode();
        return Page.of(rows, page, ServerRow::id, row -> ServerDetails.of(row, accountMode));
    }

    /** One of them. */
    public ServerDetails get(AdminActor actor, UUID serverId) {
        return details(actor, accountServers.find(actor, AdminAction.SERVER_READ, serverId));
    }

    /** Makes a server. Its slug and its resource identifier are used up for good. */
    public ServerDetails create(AdminActor actor, NewServer wanted) {
        AdminChecks.requireAttempt(actor, AdminAction.SERVER_CREATE);
        ServerRow row = row(actor, wanted);
        values.requireUpstream(row.upstreamUrl(), null);
        values.requireDestination("tokenEndpoint", IdentityPatch.tokenEndpoint(wanted.identitySettings()), null);
        return Conflicts.retry(() -> transactions.run(() -> {
            // in this order: who sees the resource identifier of a rival for the slug must see the slug, too
            boolean resourceFree = servers.findByResource(row.resource()).isEmpty();
            boolean slugFree = servers.findBySlug(row.slug()).isEmpty();
            AdminChecks.require(
                    actor,
                    AdminAction.SERVER_CREATE,
                    AdminTarget.of(actor.accountId())
                            .with(
                                    AdminFact.FEATURES_WITHIN_ACTOR,
                                    FeaturePolicyPatch.mayChange(actor, FeaturePolicyPatch.NONE, row.featurePolicy()))
                            .with(AdminFact.SLUG_FREE, slugFree)
                            .with(AdminFact.RESOURCE_FREE, resourceFree));
            ServerDetails created = details(actor, servers.save(row));
            record(actor, AuditAction.SERVER_CREATED, null, created);
            accountServers.announce(row.id(), "CREATED");
            return created;
        }));
    }

    /** Changes a server. A patch that changes nothing writes nothing. */
    public ServerDetails change(AdminActor actor, UUID serverId, ServerPatch patch, @Nullable Long version) {
        ServerRow found = accountServers.find(actor, AdminAction.SERVER_CHANGE, serverId);
        values.requireUpstream(patch.upstreamUrl().value(), found.upstreamUrl());
        values.requireDestination(
                "tokenEndpoint",
                IdentityPatch.tokenEndpoint(patch.identitySettings().value()),
                IdentitySettings.read(found.identitySettings()).tokenEndpoint());
        return transactions.run(() -> {
            ServerRow row = lock(actor, AdminAction.SERVER_CHANGE, serverId, version);
            ServerRow wanted = patch.applyTo(row, identities);
            boolean mayChange = FeaturePolicyPatch.mayChange(actor, row.featurePolicy(), wanted.featurePolicy());
            require(actor, AdminAction.SERVER_CHANGE, row, version, mayChange);
            if (wanted.equals(row)) {
                return details(actor, row);
            }
            ServerDetails changed = details(actor, servers.save(wanted));
            ServerDetails before = details(actor, row);
            if (changed.effectiveRevocationMode() == RevocationMode.IMMEDIATE
                    && before.effectiveRevocationMode() != RevocationMode.IMMEDIATE) {
                lateRevocations.append(serverId);
            }
            boolean sameSecret = Objects.equals(row.identitySecret(), wanted.identitySecret());
            record(actor, AuditAction.SERVER_CHANGED, before, sameSecret ? changed : changed.withSecretChanged());
            accountServers.announce(serverId, "CHANGED");
            return changed;
        });
    }

    /** Deletes a server, its grants, its assignments and its credentials; every token for it is refused within a second. */
    public void delete(AdminActor actor, UUID serverId, @Nullable Long version) {
        transactions.run(() -> {
            accountLocks.lock(actor.accountId());
            ServerRow row = lock(actor, AdminAction.SERVER_DELETE, serverId, version);
            // nobody needs the credential of an upstream any more
            ServerRowChange change =
                    row.change().deletedAt(now()).identity(IdentityScheme.NONE, IdentitySettings.NONE.write(), null);
            if (!AccountServers.builtIn(row)) {
                // the row stays for good, and must not hold on to an identity provider that the account wants to forget
                change.identityProvider(null);
            }
            servers.save(change.build());
            for (Family family : families.lockLiveOfServer(serverId)) {
                families.revoke(family, RevocationReason.SERVER_DELETED, AuditEvent.user(actor.userId()), true);
            }
            grants.deleteByServer(serverId);
            assignments.deleteByServer(serverId);
            credentials.findByServerIdOrderByCreatedAt(serverId).stream()
                    .map(IntrospectionCredentialRow::id)
                    .forEach(credentials::deleteById);
            record(actor, AuditAction.SERVER_DELETED, details(actor, row), null);
            accountServers.announce(serverId, "DELETED");
        });
    }

    private ServerRow row(AdminActor actor, NewServer wanted) {
        String slug = Values.slug(wanted.slug());
        String upstream = wanted.upstreamUrl();
        ServerRow row = ServerRow.create(
                        actor.accountId(),
                        Values.name(wanted.name()),
                        slug,
                        upstream == null ? null : Values.webUrl("upstreamUrl", upstream),
                        values.resource(wanted),
                        now())
                .change()
                .enabled(Objects.requireNonNullElse(wanted.enabled(), true))
                .revocationMode(wanted.revocationMode())
                .featurePolicy(FeaturePolicyPatch.create(wanted.featurePolicy()))
                .apiTokens(Objects.requireNonNullElse(wanted.apiTokens(), ApiTokenMode.BUILT_IN_ONLY))
                .maxConcurrent(ServerValues.maxConcurrent(wanted.maxConcurrentRequests(), upstream))
                .build();
        IdentityScheme scheme = Objects.requireNonNullElse(wanted.identityScheme(), IdentityScheme.NONE);
        return identities.apply(row, row, new Patch<>(true, scheme), new Patch<>(true, wanted.identitySettings()));
    }

    private ServerRow lock(AdminActor actor, AdminAction action, UUID serverId, @Nullable Long version) {
        ServerRow row = accountServers.lock(actor, action, serverId);
        require(actor, action, row, version, true);
        return row;
    }

    private static void require(
            AdminActor actor, AdminAction action, ServerRow row, @Nullable Long version, boolean featuresWithinActor) {
        AdminChecks.require(
                actor,
                action,
                AccountServers.target(row)
                        .with(AdminFact.FEATURES_WITHIN_ACTOR, featuresWithinActor)
                        .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version())));
    }

    private ServerDetails details(AdminActor actor, ServerRow row) {
        return ServerDetails.of(row, accountServers.account(actor).revocationMode());
    }

    private void record(
            AdminActor actor, AuditAction action, @Nullable ServerDetails before, @Nullable ServerDetails after) {
        UUID serverId = Objects.requireNonNull(after == null ? before : after).id();
        audit.changed(actor, action, AdminAudit.Subject.server(serverId), before, after);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
