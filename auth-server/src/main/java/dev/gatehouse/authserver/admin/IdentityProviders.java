package dev.gatehouse.authserver.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.provider.Discovery;
import dev.gatehouse.authserver.provider.ProviderDoctor;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ExternalIdpRow.Validation;
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
    private final WrappedSecrets secrets;
    private final Discovery discovery;
    private final ProviderDoctor doctor;
    private final AdminAudit audit;

    IdentityProviders(
            ServerLocks locks,
            Transactions transactions,
            ExternalIdpRepository providers,
            ServerRepository servers,
            AccountServers accountServers,
            ServerValues values,
            WrappedSecrets secrets,
            Discovery discovery,
            ProviderDoctor doctor,
            AdminAudit audit) {
        this.locks = locks;
        this.transactions = transactions;
        this.providers = providers;
        this.servers = servers;
        this.accountServers = accountServers;
        this.values = values;
        this.secrets = secrets;
        this.discovery = discovery;
        this.doctor = doctor;
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

    /**
     * Makes one known. Nothing changes for any server. An address that is left out is what the issuer publishes.
     *
     * @param asking runs before the issuer is asked for it, and may forbid that by throwing
     */
    public Provider create(AdminActor actor, ProviderPatch wanted, Runnable asking) {
        AdminChecks.requireAttempt(actor, AdminAction.PROVIDER_CREATE);
        ProviderPatch whole = wanted.addressIsLeftOut() ? wanted.withAddress(published(wanted, asking)) : wanted;
        ExternalIdpRow row = whole.create(actor.accountId(), values, secrets);
        values.requireDestination("jwksUri", row.jwksUri(), null);
        values.requireDestination("introspectionUri", row.introspectionUri(), null);
        return transactions.run(() -> {
            ExternalIdpRow created = providers.save(row);
            record(actor, AuditAction.IDENTITY_PROVIDER_CREATED, null, Written.of(created, null));
            return Provider.of(created);
        });
    }

    private String published(ProviderPatch wanted, Runnable asking) {
        wanted.requireFittingMembers();
        String issuer = values.foreignIssuer(wanted.issuer().required("issuer", ""));
        asking.run();
        boolean byKeys = wanted.wanted() == Validation.JWKS;
        String member = byKeys ? "`jwksUri`" : "`introspectionUri`";
        Discovery.Addresses found = discovery.of(issuer);
        String address = byKeys ? found.jwksUri() : found.introspectionUri();
        if (address == null) {
            throw new InvalidValue(
                    found.problem() == null
                            ? member + " is required: the issuer does not publish it"
                            : member + " is required, and what the issuer publishes cannot be read: "
                                    + found.problem());
        }
        return address;
    }

    /** Examines one: asks it as clients and gateways do. Nothing is changed, and of the sample token nothing is kept. */
    public ProviderDoctor.Report check(AdminActor actor, UUID providerId, @Nullable String sampleToken) {
        return doctor.examine(find(actor, AdminAction.PROVIDER_CHECK, providerId), sampleToken);
    }

    /** Changes one; the gateways learn of it for every server that is bound to it. */
    public Provider change(AdminActor actor, UUID providerId, ProviderPatch patch, @Nullable Long version) {
        ExternalIdpRow found = find(actor, AdminAction.PROVIDER_CHANGE, providerId);
        values.requireDestination("jwksUri", patch.jwksUri().value(), found.jwksUri());
        values.requireDestination("introspectionUri", patch.introspectionUri().value(), found.introspectionUri());
        return transactions.run(() -> {
            locks.lockProvider(providerId);
            ExternalIdpRow row = find(actor, AdminAction.PROVIDER_CHANGE, providerId);
            AdminChecks.require(
                    actor,
                    AdminAction.PROVIDER_CHANGE,
                    AdminTarget.of(row.accountId())
                            .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version())));
            ExternalIdpRow wanted = patch.applyTo(row, values, secrets);
            if (wanted.equals(row)) {
                return Provider.of(row);
            }
            ExternalIdpRow changed = providers.save(wanted);
            record(actor, AuditAction.IDENTITY_PROVIDER_CHANGED, Written.of(row, null), Written.of(changed, row));
            bound(providerId).forEach(server -> accountServers.announce(server.id(), "IDENTITY_PROVIDER_CHANGED"));
            return Provider.of(changed);
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
            record(actor, AuditAction.IDENTITY_PROVIDER_DELETED, Written.of(row, null), null);
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

    private void record(AdminActor actor, AuditAction action, @Nullable Written before, @Nullable Written after) {
        UUID providerId = Objects.requireNonNull(after == null ? before : after)
                .provider()
                .id();
        audit.changed(actor, action, AdminAudit.Subject.provider(providerId), before, after);
    }

    /**
     * What the audit log holds of one.
     *
     * @param clientSecret whether it changed; never what it is or was
     */
    private record Written(
            @JsonUnwrapped Provider provider,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String clientSecret) {

        private static Written of(ExternalIdpRow row, @Nullable ExternalIdpRow before) {
            boolean same = before == null || Objects.equals(row.clientSecret(), before.clientSecret());
            return new Written(Provider.of(row), same ? null : "changed");
        }
    }

    /** An external identity provider; its client secret is never shown. */
    public record Provider(
            UUID id,
            String name,
            String issuer,
            String audience,
            ExternalIdpRow.Validation validation,
            @Nullable String jwksUri,
            @Nullable String introspectionUri,
            @Nullable String clientId,
            List<String> requiredScopes,
            @Nullable String preset,
            long version) {

        private static Provider of(ExternalIdpRow row) {
            return new Provider(
                    row.id(),
                    row.name(),
                    row.issuer(),
                    row.audience(),
                    row.validation(),
                    row.jwksUri(),
                    row.introspectionUri(),
                    row.clientId(),
                    row.scopes().stream().sorted().toList(),
                    row.preset(),
                    row.version());
        }
    }
}
