package dev.gatehouse.db.machine;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.authorization.AuthorizationSettings;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.authorization.Refusal;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** Decides on access tokens for machine clients, when they are issued and when a server asks about them. */
@Component
public final class MachineTokens {

    private static final SessionFacts NO_SIGN_IN = new SessionFacts(Set.of(), false);

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AccessSnapshots snapshots;
    private final ClientRepository clients;
    private final ClientRules rules;
    private final AuditLog audit;
    private final AuthorizationSettings settings;

    MachineTokens(
            JdbcClient jdbc,
            Transactions transactions,
            AccessSnapshots snapshots,
            ClientRepository clients,
            ClientRules rules,
            AuditLog audit,
            AuthorizationSettings settings) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.snapshots = snapshots;
        this.clients = clients;
        this.rules = rules;
        this.audit = audit;
        this.settings = settings;
    }

    /**
     * Issues, if the client may have an access token now. Its row is touched first: whoever is deleting it finishes before,
     * and is seen, or waits, and then ends this token with all others of its {@code sid}. A refusal rolls back.
     */
    public Issuance issue(MachineRequest request) {
        return transactions.run(status -> {
            GeneratedKeyHolder touched = new GeneratedKeyHolder();
            jdbc.sql("update registered_client set last_used_at = current_timestamp where client_id = :client"
                            + " and account_id is not null and server_id is not null and scopes is not null"
                            + " and sid is not null")
                    .param("client", request.clientId())
                    .update(touched, "account_id", "server_id", "scopes", "sid", "last_used_at");
            if (touched.getKeyList().isEmpty()) {
                return new Issuance.Refused(Refusal.MACHINE_DENIED, Reason.CLIENT_UNKNOWN, null, null);
            }
            Issuance issuance = decide(request, Machine.of(touched.getKeyList().get(0)));
            if (issuance instanceof Issuance.IssuedToMachine issued) {
                audit.append(AuditEvent.of(
                                issued.accountId(),
                                AuditEvent.client(issued.clientId()),
                                AuditAction.MACHINE_TOKEN_ISSUED,
                                AuditEvent.client(issued.clientId()),
                                issued.serverId(),
                                null)
                        .change(null, "{\"scope\":\"" + issued.scopes() + "\"}"));
            } else {
                status.setRollbackOnly();
            }
            return issuance;
        });
    }

    /**
     * The server, and the client as the one that asks for itself; nobody, if there is no such client any more or its tokens
     * have another {@code sid} now. Empty when there never was such a server.
     */
    public Optional<AccessSnapshot> find(String clientId, UUID sid, UUID serverId) {
        Subject subject = clients.findByClientId(clientId)
                .filter(row -> sid.equals(row.sid()))
                .map(MachineTokens::subject)
                .orElse(Subject.NOBODY);
        return snapshots.find(serverId).map(snapshot -> snapshot.about(subject));
    }

    private Issuance decide(MachineRequest request, Machine machine) {
        AccessSnapshot snapshot = snapshots
                .find(machine.serverId())
                .orElseThrow(() -> new IllegalStateException("a machine client without its server"));
        if (request.resource() != null
                && !request.resource().equals(snapshot.server().resource())) {
            return new Issuance.Refused(Refusal.RESOURCE_NOT_GRANTED, null, machine.accountId(), machine.serverId());
        }
        boolean denied = rules.judge(machine.accountId(), request.clientId()) == ClientRule.Verdict.DENY;
        Decision decision = AccessPolicy.decide(
                Subject.machine(new Subject.Machine(machine.accountId(), machine.serverId(), denied), machine.scopes()),
                snapshot.server(),
                Action.CLIENT_CREDENTIALS,
                snapshot.facts(
                        settings.issuer(),
                        new AuthorizationFacts(false, machine.serverId(), request.scopes()),
                        NO_SIGN_IN));
        if (decision instanceof Decision.Deny deny) {
            return new Issuance.Refused(Refusal.MACHINE_DENIED, deny.reason(), machine.accountId(), machine.serverId());
        }
        return new Issuance.IssuedToMachine(
                machine.accountId(),
                machine.sid(),
                machine.serverId(),
                request.clientId(),
                snapshot.server().resource(),
                ((Decision.Allow) decision).scopes(),
                machine.touchedAt());
    }

    private static Subject subject(ClientRow row) {
        UUID account = row.accountId();
        UUID server = row.serverId();
        return account == null || server == null
                ? Subject.NOBODY
                : Subject.machine(
                        new Subject.Machine(account, server, false),
                        Scopes.parse(Objects.requireNonNullElse(row.scopes(), "")));
    }

    private record Machine(UUID accountId, UUID serverId, Scopes scopes, UUID sid, Instant touchedAt) {

        static Machine of(Map<String, @Nullable Object> row) {
            return new Machine(
                    (UUID) get(row, "account_id"),
                    (UUID) get(row, "server_id"),
                    Scopes.parse((String) get(row, "scopes")),
                    (UUID) get(row, "sid"),
                    Column.instant(get(row, "last_used_at")));
        }

        private static Object get(Map<String, @Nullable Object> row, String column) {
            return Objects.requireNonNull(row.get(column), column);
        }
    }
}
