package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ServerLocks;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The external identity providers of an account. */
@Service
public final class IdentityProviders {

    private final ServerLocks locks;
    private final Transactions transactions;
    private final ExternalIdpRepository providers;
    private final ServerRepository servers;
    private final AccountServers accountServers;
    private final ServerValues values;
    private final AdminAudit audit;

    IdentityProviders(
            ServerLocks locks,
            Transactions transactions,
            ExternalIdpRepository providers,
            ServerRepository servers,
            AccountServers accountServers,
            ServerValues values,
            AdminAudit audit) {
        this.locks = locks;
        this.transactions = transactions;
        this.providers = providers;
        this.servers = servers;
        this.accountServers = accountServers;
        this.values = values;
        this.audit = audit;
    }

    /** The providers of the account, by id. */
    public Page<Provider> list(AdminActor actor, PageRequest page) {
        AdminChecks.requireAttempt(actor, AdminAction.PROVIDER_READ);
        UUID after = page.after();
        List<ExternalIdpRow> rows = providers.findByAccountIdOrderById(actor.accountId()).stream()
                .sorted(Comparator.comparing(row -> row.id().toString()))
                .filter(row -> after == null || row.id().toString().compareTo(after.toString()) > 0)
                .limit(page.readAhead())
                .toList();
        return Page.of(rows, page, ExternalIdpRow::id, Provider::of);
    }

    /** One of them. */
    public Provider get(AdminActor actor, UUID providerId) {
        return Provider.of(find(actor, AdminAction.PROVIDER_READ, providerId));
    }

    /** Makes one known. Nothing changes for any server. */
    public Provider create(AdminActor actor, ProviderPatch wanted) {
        AdminChecks.requireAttempt(actor, AdminAction.PROVIDER_CREATE);
        ExternalIdpRow row = wanted.create(actor.accountId(), values);
        values.requireDestination("jwksUri", row.jwksUri(), null);
        return transactions.run(() -> {
            Provider created = Provider.of(providers.save(row));
            record(actor, AuditAction.IDENTITY_PROVIDER_CREATED, null, created);
            return created;
        });
    }

    /** Changes one; the gateways learn of it for every server that is bound to it. */
    public Provider change(AdminActor actor, UUID providerId, ProviderPatch patch, @Nullable Long version) {
        ExternalIdpRow found = find(actor, AdminAction.PROVIDER_CHANGE, providerId);
        values.requireDestination("jwksUri", patch.jwksUri().value(), found.jwksUri());
        return transactions.run(() -> {
            locks.lockProvider(providerId);
            ExternalIdpRow row = find(actor, AdminAction.PROVIDER_CHANGE, providerId);
            AdminChecks.require(
                    actor,
                    AdminAction.PROVIDER_CHANGE,
                    AdminTarget.of(row.accountId())
                            .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version())));
            ExternalIdpRow wanted = patch.applyTo(row, values);
            if (wanted.equals(row)) {
                return Provider.of(row);
            }
            Provider changed = Provider.of(providers.save(wanted));
            record(actor, AuditAction.IDENTITY_PROVIDER_CHANGED, Provider.of(row), changed);
            bound(providerId).forEach(server -> accountServers.announce(server.id(), "IDENTITY_PROVIDER_CHANGED"));
            return changed;
        });
    }

    /** Forgets one that no server is bound to. */
    public void delete(AdminActor actor, UUID providerId, @Nullable Long version) {
        Conflicts.retry(() -> transactions.run(() -> {
            locks.lockProvider(providerId);
            ExternalIdpRow row = find(actor, AdminAction.PROVIDER_DELETE, providerId);
            AdminChecks.require(
                    actor,
                    AdminAction.PROVIDER_DELETE,
                    AdminTarget.of(row.accountId())
                            .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version()))
                            .with(AdminFact.PROVIDER_UNBOUND, bound(providerId).isEmpty()));
            providers.deleteById(providerId);
            record(actor, AuditAction.IDENTITY_PROVIDER_DELETED, Provider.of(row), null);
            return Boolean.TRUE;
        }));
    }

    /** The provider, if the actor may try this and it is in their account. */
    ExternalIdpRow find(AdminActor actor, AdminAction action, UUID providerId) {
        Optional<ExternalIdpRow> row = providers.findByIdAndAccountId(providerId, actor.accountId());
        return AdminChecks.found(actor, action, row);
    }

    private List<ServerRow> bound(UUID providerId) {
        return servers.findByExternalIdpId(providerId);
    }

    private void record(AdminActor actor, AuditAction action, @Nullable Provider before, @Nullable Provider after) {
        UUID providerId = Objects.requireNonNull(after == null ? before : after).id();
        audit.changed(actor, action, AdminAudit.Subject.provider(providerId), before, after);
    }

    /** An external identity provider; its client secret is never shown. */
    public record Provider(
            UUID id,
            String name,
            String issuer,
            String audience,
            ExternalIdpRow.Validation validation,
            @Nullable String jwksUri,
            @Nullable String clientId,
            List<String> requiredScopes,
            long version) {

        private static Provider of(ExternalIdpRow row) {
            return new Provider(
                    row.id(),
                    row.name(),
                    row.issuer(),
                    row.audience(),
                    row.validation(),
                    row.jwksUri(),
                    row.clientId(),
                    row.scopes().stream().sorted().toList(),
                    row.version());
        }
    }
}
