package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.authorization.ServerAuthorizations;
import dev.gatehouse.db.grant.GrantLookups;
import dev.gatehouse.db.server.ServerLocks;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.server.IdentityProvider;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Moves a server from one identity provider to another (domain rules R32 to R35). Only the binding is written: grants and
 * authorizations stay as they are, and count again when the server comes back.
 */
@Service
public final class IdentityProviderSwitch {

    private static final int MAX_PEOPLE = 200;

    private final ServerLocks locks;
    private final Transactions transactions;
    private final ServerRepository servers;
    private final AccountServers accountServers;
    private final IdentityProviders providers;
    private final ServerAuthorizations authorizations;
    private final GrantLookups grants;
    private final AdminAudit audit;

    IdentityProviderSwitch(
            ServerLocks locks,
            Transactions transactions,
            ServerRepository servers,
            AccountServers accountServers,
            IdentityProviders providers,
            ServerAuthorizations authorizations,
            GrantLookups grants,
            AdminAudit audit) {
        this.locks = locks;
        this.transactions = transactions;
        this.servers = servers;
        this.accountServers = accountServers;
        this.providers = providers;
        this.authorizations = authorizations;
        this.grants = grants;
        this.audit = audit;
    }

    /** Which provider governs the server. */
    public Governing get(AdminActor actor, UUID serverId) {
        return Governing.of(accountServers.find(actor, AdminAction.PROVIDER_READ, serverId));
    }

    /** Switches. Switching to where the server is writes nothing. */
    public Governing switchTo(AdminActor actor, UUID serverId, Wanted wanted, @Nullable Long version) {
        return Conflicts.retry(() -> transactions.run(() -> {
            ServerRow row = accountServers.lock(actor, AdminAction.PROVIDER_SWITCH, serverId);
            AdminChecks.require(
                    actor,
                    AdminAction.PROVIDER_SWITCH,
                    AccountServers.target(row)
                            .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, row.version())));
            UUID externalIdpId = existing(actor, wanted);
            if (Objects.equals(externalIdpId, row.externalIdpId())) {
                return Governing.of(row);
            }
            if (externalIdpId != null) {
                locks.lockProvider(externalIdpId);
            }
            ServerRow switched =
                    servers.save(row.change().identityProvider(externalIdpId).build());
            audit.changed(
                    actor,
                    AuditAction.IDENTITY_PROVIDER_SWITCHED,
                    AdminAudit.Subject.server(serverId),
                    Governing.of(row),
                    Governing.of(switched));
            accountServers.announce(serverId, "IDENTITY_PROVIDER_SWITCHED");
            return Governing.of(switched);
        }));
    }

    /** What a switch would do. Writes nothing. */
    public Preview preview(AdminActor actor, UUID serverId, Wanted wanted) {
        ServerRow row = accountServers.find(actor, AdminAction.PROVIDER_SWITCH, serverId);
        UUID externalIdpId = existing(actor, wanted);
        boolean leaves = AccountServers.builtIn(row) && externalIdpId != null;
        boolean returns = !AccountServers.builtIn(row) && externalIdpId == null;
        int live = authorizations.countLive(serverId);
        return new Preview(
                new Stopping(leaves ? live : 0, leaves ? authorizations.holders(serverId, MAX_PEOPLE) : List.of()),
                new Resuming(returns ? live : 0),
                new Keeping(grants.count(serverId), live));
    }

    private @Nullable UUID existing(AdminActor actor, Wanted wanted) {
        UUID externalIdpId = wanted.externalIdpId();
        if (wanted.type() == IdentityProvider.Type.BUILT_IN) {
            if (externalIdpId != null) {
                throw new InvalidValue("`externalIdpId` is for `EXTERNAL` only");
            }
            return null;
        }
        if (externalIdpId == null) {
            throw new InvalidValue("`externalIdpId` is required for `EXTERNAL`");
        }
        return providers.find(actor, AdminAction.PROVIDER_SWITCH, externalIdpId).id();
    }

    /** The provider that is asked for. */
    public record Wanted(
            IdentityProvider.Type type, @Nullable UUID externalIdpId) {}

    /** The provider that governs, and the version of the server. */
    public record Governing(
            IdentityProvider.Type type, @Nullable UUID externalIdpId, long version) {

        private static Governing of(ServerRow row) {
            return new Governing(row.idpType(), row.externalIdpId(), row.version());
        }
    }

    /** What a switch would do: what works now and would not, what would again, and what is stored either way. */
    public record Preview(Stopping stops, Resuming resumes, Keeping keeps) {}

    /**
     * What would stop at once. Tokens of an external provider are not known here.
     *
     * @param authorizations the number of live authorizations whose tokens would be refused
     * @param users whose they are, the first 200 by id
     */
    public record Stopping(int authorizations, List<ServerAuthorizations.Holder> users) {}

    /** What is asleep and would work again, for whom the grants still stand. */
    public record Resuming(int authorizations) {}

    /** What stays stored and untouched. */
    public record Keeping(int grants, int authorizations) {}
}
