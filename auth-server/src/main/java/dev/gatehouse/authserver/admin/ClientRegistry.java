package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.ClientKeys;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.authorization.ClientRemovals;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.client.ClientRowChange;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.client.Registration;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The clients that an account registers. They work for its own servers only. */
@Service
public final class ClientRegistry {

    private static final int ID_LENGTH = 34;

    private final Transactions transactions;
    private final ClientRepository clients;
    private final ClientRemovals removals;
    private final ClientDirectory directory;
    private final AccountServers accountServers;
    private final Secrets secrets;
    private final AdminAudit audit;
    private final Settings settings;
    private final Clock clock;

    ClientRegistry(
            Transactions transactions,
            ClientRepository clients,
            ClientRemovals removals,
            ClientDirectory directory,
            AccountServers accountServers,
            Secrets secrets,
            AdminAudit audit,
            Settings settings,
            Clock clock) {
        this.transactions = transactions;
        this.clients = clients;
        this.removals = removals;
        this.directory = directory;
        this.accountServers = accountServers;
        this.secrets = secrets;
        this.audit = audit;
        this.settings = settings;
        this.clock = clock;
    }

    /** Registers a client. Nobody can read the secret later. */
    public Registered register(AdminActor actor, NewClient wanted) {
        AdminAction action = wanted.machine() ? AdminAction.MACHINE_REGISTER : AdminAction.CLIENT_REGISTER;
        AdminChecks.requireAttempt(actor, action);
        Optional<String> secret =
                wanted.authentication().equals("client_secret") ? Optional.of(newSecret()) : Optional.empty();
        ClientRow row = row(actor, wanted, secret);
        return transactions.run(() -> {
            UUID serverId = wanted.serverId();
            AdminTarget target = serverId == null
                    ? AdminTarget.of(actor.accountId())
                    : AccountServers.target(accountServers.lock(actor, action, serverId));
            AdminChecks.require(actor, action, target);
            ClientRow stored = clients.save(row);
            audit.changed(
                    actor,
                    AuditAction.CLIENT_REGISTERED,
                    AdminAudit.Subject.client(row.clientId()),
                    null,
                    State.of(stored));
            return new Registered(
                    ClientIds.of(row.clientId()), row.clientId(), secret.orElse(null), stored.createdAt());
        });
    }

    /** Gives a client another secret; the old one is dead at once. */
    public Registered renewSecret(AdminActor actor, String clientId) {
        directory.requireMatters(actor, AdminAction.CLIENT_SECRET_RENEW, clientId);
        String secret = newSecret();
        return transactions.run(() -> {
            Optional<ClientRow> row = clients.findForUpdateByClientId(clientId);
            AdminChecks.require(
                    actor,
                    AdminAction.CLIENT_SECRET_RENEW,
                    own(actor, row)
                            .with(
                                    AdminFact.CLIENT_HAS_SECRET,
                                    row.map(ClientRow::secretHash).isPresent()));
            ClientRow changed = clients.save(row.orElseThrow()
                    .change()
                    .secretHash(Secrets.digest(secret))
                    .build());
            audit.changed(
                    actor,
                    AuditAction.CLIENT_CHANGED,
                    AdminAudit.Subject.client(clientId),
                    null,
                    new SecretRenewed(true));
            return new Registered(ClientIds.of(clientId), clientId, secret, changed.createdAt());
        });
    }

    /** Renames a client of the account, in the transaction that is under way. */
    void rename(AdminActor actor, String clientId, String name) {
        Optional<ClientRow> row = clients.findForUpdateByClientId(clientId);
        AdminChecks.require(actor, AdminAction.CLIENT_CHANGE, own(actor, row));
        ClientRow before = row.orElseThrow();
        if (!before.name().equals(name)) {
            ClientRow after = clients.save(before.change().name(name).build());
            audit.changed(
                    actor,
                    AuditAction.CLIENT_CHANGED,
                    AdminAudit.Subject.client(clientId),
                    State.of(before),
                    State.of(after));
        }
    }

    /** Deletes a client of the account: what it holds ends at once. */
    public void delete(AdminActor actor, String clientId, @Nullable Long version) {
        directory.requireMatters(actor, AdminAction.CLIENT_DELETE, clientId);
        transactions.run(() -> {
            Optional<ClientRow> row = clients.findByClientId(clientId);
            AdminChecks.require(
                    actor,
                    AdminAction.CLIENT_DELETE,
                    own(actor, row).with(AdminFact.VERSION_CURRENT, current(row, version)));
            removals.remove(clientId, actor.accountId(), AuditEvent.user(actor.userId()));
            audit.changed(
                    actor,
                    AuditAction.CLIENT_DELETED,
                    AdminAudit.Subject.client(clientId),
                    State.of(row.orElseThrow()),
                    null);
        });
    }

    /** Whether the version that the caller read, if they named one, is the current one. */
    static boolean current(Optional<ClientRow> row, @Nullable Long version) {
        return AdminChecks.current(version, row.map(ClientRow::version).orElse(0L));
    }

    private static AdminTarget own(AdminActor actor, Optional<ClientRow> row) {
        boolean own =
                row.map(ClientRow::accountId).filter(actor.accountId()::equals).isPresent();
        return AdminTarget.of(actor.accountId()).with(AdminFact.CLIENT_OF_ACCOUNT, own);
    }

    private ClientRow row(AdminActor actor, NewClient wanted, Optional<String> secret) {
        ClientKeys keys = wanted.keys(settings.clients().loopbackOnly());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String clientId = secrets.generate("c_").substring(0, ID_LENGTH);
        ClientRowChange change = ClientRow.create(Registration.ADMIN, clientId, Values.name(wanted.name()), now)
                .change()
                .accountId(actor.accountId())
                .redirectUris(wanted.checkedRedirectUris())
                .authentications(wanted.authentications())
                .secretHash(secret.map(Secrets::digest).orElse(null))
                .keys(keys.jwks(), keys.jwksUri());
        UUID serverId = wanted.serverId();
        if (serverId != null) {
            Scopes scopes = Objects.requireNonNullElse(wanted.scopes(), Scopes.ALL);
            change.machine(serverId, scopes.toString(), UUID.randomUUID());
        }
        return change.build();
    }

    private String newSecret() {
        return secrets.generate("gcs_");
    }

    /** A client with its secret, shown once; null when it has none. */
    public record Registered(
            String id, String clientId, @Nullable String clientSecret, Instant createdAt) {

        /** Does not print the secret. */
        @Override
        public String toString() {
            return "Registered[clientId=" + clientId + "]";
        }
    }

    /** What the audit log keeps. */
    private record State(
            String name,
            Set<String> redirectUris,
            String authentication,
            @Nullable UUID serverId,
            @Nullable String scopes) {

        static State of(ClientRow row) {
            return new State(
                    row.name(),
                    new java.util.TreeSet<>(row.redirectUriList()),
                    row.authMethods(),
                    row.serverId(),
                    row.scopes());
        }
    }

    private record SecretRenewed(boolean secretRenewed) {}
}
