package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** The credentials with which a server introspects tokens for itself (RFC 7662). Two may live, so that one can replace the other. */
@Service
public final class IntrospectionCredentials {

    private static final int MAX_LIVE = 2;

    private final Transactions transactions;
    private final AccountServers accountServers;
    private final IntrospectionCredentialRepository credentials;
    private final Secrets secrets;
    private final AdminAudit audit;
    private final Clock clock;

    IntrospectionCredentials(
            Transactions transactions,
            AccountServers accountServers,
            IntrospectionCredentialRepository credentials,
            Secrets secrets,
            AdminAudit audit,
            Clock clock) {
        this.transactions = transactions;
        this.accountServers = accountServers;
        this.credentials = credentials;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
    }

    /** The credentials of a server, oldest first. */
    public Page<Credential> list(AdminActor actor, UUID serverId) {
        accountServers.find(actor, AdminAction.CREDENTIAL_READ, serverId);
        List<IntrospectionCredentialRow> rows = credentials.findByServerIdOrderByCreatedAt(serverId);
        return new Page<>(rows.stream().map(Credential::of).toList(), null);
    }

    /** Makes one. Nobody can read the secret later. */
    public Created create(AdminActor actor, UUID serverId) {
        String secret = secrets.generate("rss_");
        return transactions.run(() -> {
            ServerRow server = accountServers.lock(actor, AdminAction.CREDENTIAL_CREATE, serverId);
            int live = credentials.findByServerIdOrderByCreatedAt(serverId).size();
            AdminChecks.require(
                    actor,
                    AdminAction.CREDENTIAL_CREATE,
                    AccountServers.target(server).with(AdminFact.CREDENTIAL_ROOM, live < MAX_LIVE));
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            IntrospectionCredentialRow row = credentials.save(new IntrospectionCredentialRow(
                    UUID.randomUUID(),
                    actor.accountId(),
                    serverId,
                    "rs_" + UUID.randomUUID().toString().replace("-", ""),
                    Secrets.digest(secret),
                    now));
            audit.changed(
                    actor,
                    AuditAction.INTROSPECTION_CREDENTIAL_CREATED,
                    AdminAudit.Subject.server(serverId),
                    null,
                    Credential.of(row));
            return new Created(row.id(), row.clientId(), secret, row.createdAt());
        });
    }

    /** Deletes one; whoever holds it can no longer introspect. */
    public void delete(AdminActor actor, UUID serverId, UUID credentialId) {
        transactions.run(() -> {
            accountServers.lock(actor, AdminAction.CREDENTIAL_DELETE, serverId);
            Optional<IntrospectionCredentialRow> found = credentials.findByServerIdOrderByCreatedAt(serverId).stream()
                    .filter(row -> row.id().equals(credentialId))
                    .findFirst();
            IntrospectionCredentialRow row = AdminChecks.found(actor, AdminAction.CREDENTIAL_DELETE, found);
            credentials.deleteById(row.id());
            audit.changed(
                    actor,
                    AuditAction.INTROSPECTION_CREDENTIAL_DELETED,
                    AdminAudit.Subject.server(serverId),
                    Credential.of(row),
                    null);
        });
    }

    /** A credential without its secret. */
    public record Credential(UUID id, String clientId, Instant createdAt) {

        private static Credential of(IntrospectionCredentialRow row) {
            return new Credential(row.id(), row.clientId(), row.createdAt());
        }
    }

    /** A new credential with its secret, shown once. */
    public record Created(UUID id, String clientId, String clientSecret, Instant createdAt) {

        /** Does not print the secret. */
        @Override
        public String toString() {
            return "Created[clientId=" + clientId + "]";
        }
    }
}
