package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;

/**
 * Approves, redeems and rotates authorizations.
 *
 * <p>A method that issues first touches the row with a conditional UPDATE, whose row count decides, then reads reach and
 * decides, and only then answers: the lock order that keeps every access token's {@code iat} before the commit of a
 * removal. A refusal rolls back, so that a refused request never consumes a token; only replay and reuse commit, with the
 * revocation.
 */
@Component
public final class AuthorizationRepository {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AccessSnapshots snapshots;
    private final FamilyRevocations families;
    private final RefreshRotations rotations;
    private final ClientAdmission clients;
    private final AuditLog audit;
    private final AuthorizationSettings settings;

    AuthorizationRepository(
            JdbcClient jdbc,
            Transactions transactions,
            AccessSnapshots snapshots,
            FamilyRevocations families,
            RefreshRotations rotations,
            ClientAdmission clients,
            AuditLog audit,
            AuthorizationSettings settings) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.snapshots = snapshots;
        this.families = families;
        this.rotations = rotations;
        this.clients = clients;
        this.audit = audit;
        this.settings = settings;
    }

    /**
     * Writes the authorization, if the person may give it now, and to this client. The membership row is locked first, so
     * that a removal that is under way is waited for and seen; then the account, so that a change of the reach of many or of a
     * rule is, too; then the client, for its deletion.
     */
    public ApprovalOutcome approve(Approval approval) {
        return transactions.run(() -> {
            lockMembership(approval);
            Optional<UUID> accountId = account(approval.resource().serverId());
            if (accountId.isEmpty()) {
                return new ApprovalOutcome.Refused(Reason.SERVER_UNKNOWN);
            }
            clients.lock(accountId.get());
            Optional<AccessSnapshot> found = snapshots.find(approval.userId(), approval.resource());
            if (found.isEmpty()) {
                return new ApprovalOutcome.Refused(Reason.SERVER_UNKNOWN);
            }
            AccessSnapshot snapshot = found.get();
            Decision decision = AccessPolicy.decide(
                    snapshot.subject(),
                    snapshot.server(),
                    Action.AUTHORIZE,
                    snapshot.facts(
                            settings.issuer(),
                            new AuthorizationFacts(
                                    false,
                                    approval.resource().serverId(),
                                    approval.scopes().scopes()),
                            approval.session()));
            if (decision instanceof Decision.Deny deny) {
                return new ApprovalOutcome.Refused(deny.reason());
            }
            ApprovalOutcome refused =
                    clients.admit(approval.clientId(), snapshot.server().accountId());
            return refused != null ? refused : insert(approval, ((Decision.Allow) decision).scopes(), snapshot);
        });
    }

    /** Redeems a code. At most one call ever gets {@link Issuance.Issued} for a code; a second one revokes everything. */
    public Issuance redeem(CodePresentation code) {
        return transactions.run(status -> {
            GeneratedKeyHolder touched = new GeneratedKeyHolder();
            jdbc.sql("update oauth_authorization set state = 'ACTIVE', generation = 1, rotated_at = current_timestamp,"
                            + " client_proved = :proved"
                            + " where id = :id and state = 'CODE_ISSUED' and client_id = :client"
                            + " and code_challenge = :challenge"
                            + " and (cast(:redirect as varchar) is null or redirect_uri = :redirect)"
                            + " and revoked_at is null and code_expires_at > current_timestamp")
                    .param("id", code.authorizationId())
                    .param("client", code.clientId())
                    .param("challenge", code.codeChallenge())
                    .param("proved", code.proved())
                    .param("redirect", code.redirectUri(), java.sql.Types.VARCHAR)
                    .update(touched, AuthorizationRow.COLUMNS);
            if (touched.getKeyList().isEmpty()) {
                return notRedeemed(code);
            }
            AuthorizationRow row = AuthorizationRow.of(touched.getKeyList().get(0));
            Issuance issuance = decide(row, Action.EXCHANGE_CODE, row.granted(), code.resource(), row.rotatedAt());
            if (issuance instanceof Issuance.Refused) {
                status.setRollbackOnly();
            } else {
                audit(row, AuditAction.CODE_REDEEMED);
            }
            return issuance;
        });
    }

    /** Rotates a refresh token, or gives the current one out once more within the retry window. */
    public Issuance rotate(RefreshPresentation presented) {
        return transactions.run(status -> rotate(presented, status));
    }

    /**
     * Ends the authorization that a token of this client belongs to (RFC 7009), whichever generation the token is.
     *
     * @return whether there was something to end
     */
    public boolean revoke(UUID authorizationId, String clientId, RevocationReason reason) {
        return transactions.run(() -> {
            Optional<Family> family =
                    families.lockLive(authorizationId).filter(f -> f.clientId().equals(clientId));
            family.ifPresent(f -> families.revoke(f, reason, AuditEvent.client(clientId), true));
            return family.isPresent() || families.biteAfterLossOfReach(authorizationId, clientId, reason);
        });
    }

    private Issuance rotate(RefreshPresentation presented, TransactionStatus status) {
        RefreshRotations.Touched touched = rotations.touch(presented);
        if (touched instanceof RefreshRotations.NotTouched refused) {
            return refused.refusal();
        }
        RefreshRotations.Current current = (RefreshRotations.Current) touched;
        AuthorizationRow row = current.row();
        if (row.clientProved() && !presented.proved()) {
            status.setRollbackOnly();
            return refused(row, Refusal.NOT_YOURS);
        }
        if (!presented.scopes().tokens().stream().allMatch(row.asked()::asked)) {
            status.setRollbackOnly();
            return new Issuance.Refused(Refusal.SCOPE_NOT_ASKED, null, row.accountId(), row.serverId());
        }
        Scopes named = Scopes.ofTokens(presented.scopes().tokens());
        // a client that repeats what it asked, and asked for nothing that we know, asks for all of it again
        Scopes wanted = named.isEmpty() ? row.granted() : named.intersect(row.granted());
        Issuance issuance = decide(row, Action.REFRESH, wanted, presented.resource(), current.at());
        if (issuance instanceof Issuance.Refused) {
            status.setRollbackOnly();
        }
        return issuance;
    }

    private void lockMembership(Approval approval) {
        jdbc.sql("select id from membership where user_id = :user and account_id ="
                        + " (select account_id from mcp_server where id = :server) for update")
                .param("user", approval.userId())
                .param("server", approval.resource().serverId())
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
    }

    private Optional<UUID> account(UUID serverId) {
        return jdbc.sql("select account_id from mcp_server where id = :server")
                .param("server", serverId)
                .query((row, n) -> Column.uuid(row, "account_id"))
                .optional();
    }

    private ApprovalOutcome insert(Approval approval, Scopes granted, AccessSnapshot snapshot) {
        UUID id = UUID.randomUUID();
        Instant now = snapshot.now();
        jdbc.sql(
                        "insert into oauth_authorization (id, account_id, user_id, server_id, bundle_id, client_id, redirect_uri,"
                                + " code_challenge, scopes_asked, scopes_granted, amr, via_sso, state, generation, created_at,"
                                + " code_expires_at, rotated_at, expires_at) values (:id, :account, :user, :server, :bundle, :client,"
                                + " :redirect, :challenge, :asked, :granted, :amr, :sso, 'CODE_ISSUED', 0, :now, :codeExpires,"
                                + " :now, :expires)")
                .param("id", id)
                .param("account", snapshot.server().accountId())
                .param("user", approval.userId())
                .param("server", approval.resource().serverId())
                .param("bundle", approval.resource().bundleId(), java.sql.Types.OTHER)
                .param("client", approval.clientId())
                .param("redirect", approval.redirectUri())
                .param("challenge", approval.codeChallenge())
                .param("asked", approval.scopes().toString())
                .param("granted", granted.toString())
                .param("amr", String.join(" ", approval.session().amr()))
                .param("sso", approval.session().viaSso())
                .param("now", Column.of(now))
                .param("codeExpires", Column.of(now.plus(settings.codeTtl())))
                .param("expires", Column.of(now.plus(settings.absoluteTtl())))
                .update();
        audit.append(AuditEvent.of(
                        snapshot.server().accountId(),
                        AuditEvent.user(approval.userId()),
                        AuditAction.AUTHORIZATION_GRANTED,
                        AuditEvent.client(approval.clientId()),
                        approval.resource().serverId(),
                        null)
                .change(null, state(id, granted, approval.resource().bundleId())));
        return new ApprovalOutcome.Approved(id, granted);
    }

    private static String state(UUID id, Scopes granted, @Nullable UUID bundleId) {
        String bundle = bundleId == null ? "" : ",\"bundle\":\"" + bundleId + "\"";
        return "{\"authorization\":\"" + id + "\",\"scope\":\"" + granted + "\"" + bundle + "}";
    }

    private Issuance notRedeemed(CodePresentation code) {
        List<Map<String, Object>> rows = jdbc.sql("select " + String.join(", ", AuthorizationRow.COLUMNS)
                        + " from oauth_authorization where id = :id for update")
                .param("id", code.authorizationId())
                .query()
                .listOfRows();
        if (rows.isEmpty()) {
            return new Issuance.Refused(Refusal.UNKNOWN, null, null, null);
        }
        AuthorizationRow row = AuthorizationRow.of(rows.get(0));
        boolean holdsTheVerifier =
                row.clientId().equals(code.clientId()) && row.codeChallenge().equals(code.codeChallenge());
        if (!holdsTheVerifier) {
            return refused(row, Refusal.NOT_YOURS);
        }
        if (row.revoked()) {
            boolean replayed = families.biteAfterLossOfReach(row.id(), code.clientId(), RevocationReason.CODE_REPLAYED);
            return refused(row, replayed ? Refusal.CODE_REPLAYED : Refusal.REVOKED);
        }
        if (row.active()) {
            families.revoke(
                    new Family(row.id(), row.accountId(), row.userId(), row.resource(), row.clientId(), true),
                    RevocationReason.CODE_REPLAYED,
                    AuditEvent.client(code.clientId()),
                    true);
            return refused(row, Refusal.CODE_REPLAYED);
        }
        return refused(
                row,
                code.redirectUri() == null || code.redirectUri().equals(row.redirectUri())
                        ? Refusal.EXPIRED
                        : Refusal.NOT_YOURS);
    }

    private Issuance decide(
            AuthorizationRow row, Action action, Scopes wanted, @Nullable String resource, Instant issuedAt) {
        AccessSnapshot snapshot = snapshots
                .find(row.userId(), row.resource())
                .orElseThrow(() -> new IllegalStateException("an authorization without its server"));
        if (resource != null && !resource.equals(snapshot.server().resource())) {
            return refused(row, Refusal.RESOURCE_NOT_GRANTED);
        }
        if (clients.denied(row.clientId(), row.accountId())) {
            return refused(row, Refusal.CLIENT_DENIED);
        }
        Decision decision = AccessPolicy.decide(
                snapshot.subject(),
                snapshot.server(),
                action,
                snapshot.facts(
                        settings.issuer(),
                        new AuthorizationFacts(row.revoked(), row.serverId(), wanted),
                        row.session()));
        if (decision instanceof Decision.Deny deny) {
            return new Issuance.Refused(Refusal.ACCESS_DENIED, deny.reason(), row.accountId(), row.serverId());
        }
        return new Issuance.Issued(
                row.id(),
                row.generation(),
                row.accountId(),
                row.userId(),
                row.serverId(),
                row.clientId(),
                snapshot.server().resource(),
                ((Decision.Allow) decision).scopes(),
                row.asked(),
                issuedAt);
    }

    private void audit(AuthorizationRow row, AuditAction action) {
        audit.append(AuditEvent.of(
                row.accountId(),
                AuditEvent.client(row.clientId()),
                action,
                AuditEvent.user(row.userId()),
                row.serverId(),
                null));
    }

    static Issuance.Refused refused(AuthorizationRow row, Refusal refusal) {
        return new Issuance.Refused(refusal, null, row.accountId(), row.serverId());
    }
}
