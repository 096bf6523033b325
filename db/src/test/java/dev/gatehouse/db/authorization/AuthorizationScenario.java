package dev.gatehouse.db.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.token.TokenReference;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Drives an {@link AuthorizationRepository} as a person and a client do, and looks at the row behind its back. */
public final class AuthorizationScenario {

    /** The client that everything is for. */
    public static final String CLIENT = "client-one";

    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    static final String REDIRECT = "http://127.0.0.1/callback";

    private final ApplicationContext context;
    private final JdbcClient jdbc;
    private final AuthorizationRepository repository;

    /** Over the store of {@code context}, with settings of its own. */
    public AuthorizationScenario(ApplicationContext context, AuthorizationSettings settings) {
        this.context = context;
        this.jdbc = context.getBean(JdbcClient.class);
        FamilyRevocations families = context.getBean(FamilyRevocations.class);
        this.repository = new AuthorizationRepository(
                jdbc,
                context.getBean(Transactions.class),
                context.getBean(AccessSnapshots.class),
                families,
                new RefreshRotations(jdbc, families, settings),
                context.getBean(ClientAdmission.class),
                context.getBean(AuditLog.class),
                settings);
        register(CLIENT);
    }

    /** Registers a client, unless it is there. */
    public void register(String clientId) {
        ClientRepository clients = context.getBean(ClientRepository.class);
        if (clients.findByClientId(clientId).isEmpty()) {
            clients.save(ClientRow.dynamic(clientId, "Client", List.of(REDIRECT), "{}", Instant.now()));
        }
    }

    /** What is driven. */
    public AuthorizationRepository repository() {
        return repository;
    }

    /** Tries to approve the client for these scopes. */
    public ApprovalOutcome tryToApprove(UUID userId, UUID serverId, String scope) {
        return tryToApprove(CLIENT, userId, serverId, scope);
    }

    /** Tries to approve this client for these scopes. */
    public ApprovalOutcome tryToApprove(String clientId, UUID userId, UUID serverId, String scope) {
        return tryToApprove(clientId, userId, ProtectedResource.of(serverId), scope);
    }

    /** Tries to approve the client for both scopes on a server, by itself or through a bundle. */
    public ApprovalOutcome tryToApprove(UUID userId, ProtectedResource resource) {
        return tryToApprove(CLIENT, userId, resource, "");
    }

    private ApprovalOutcome tryToApprove(String clientId, UUID userId, ProtectedResource resource, String scope) {
        return repository.approve(new Approval(
                userId,
                resource,
                clientId,
                REDIRECT,
                CHALLENGE,
                ScopeRequest.parse(scope).orElseThrow(),
                SessionFacts.PASSWORD));
    }

    /** Approves the client for these scopes. */
    public UUID approve(MembershipRow member, ServerRow server, String scope) {
        ApprovalOutcome outcome = tryToApprove(member.userId(), server.id(), scope);
        assertThat(outcome).isInstanceOf(ApprovalOutcome.Approved.class);
        return ((ApprovalOutcome.Approved) outcome).authorizationId();
    }

    /** The code of an authorization, as the right client presents it. */
    public static CodePresentation code(UUID id) {
        return new CodePresentation(id, CLIENT, CHALLENGE, REDIRECT, null);
    }

    /** Redeems the code as the right client does. */
    public Issuance redeem(UUID id) {
        return repository.redeem(code(id));
    }

    /** Approves for both scopes and redeems: the authorization then stands at generation 1. */
    public UUID signIn(MembershipRow member, ServerRow server) {
        return signIn(member, server, "mcp:read mcp:write");
    }

    /** Approves and redeems: the authorization then stands at generation 1. */
    public UUID signIn(MembershipRow member, ServerRow server, String scope) {
        UUID id = approve(member, server, scope);
        assertThat(redeem(id)).isInstanceOf(Issuance.Issued.class);
        return id;
    }

    /** A refresh token, as the right client presents it with neither scope nor resource. */
    public static RefreshPresentation token(UUID id, long generation) {
        return new RefreshPresentation(
                new TokenReference(id, generation),
                CLIENT,
                ScopeRequest.parse(null).orElseThrow(),
                null);
    }

    /** Refreshes as the right client does, with neither scope nor resource. */
    public Issuance refresh(UUID id, long generation) {
        return repository.rotate(token(id, generation));
    }

    /** Refreshes with a scope. */
    public Issuance refresh(UUID id, long generation, String scope) {
        return repository.rotate(new RefreshPresentation(
                new TokenReference(id, generation),
                CLIENT,
                ScopeRequest.parse(scope).orElseThrow(),
                null));
    }

    /** The whole row. */
    public Map<String, Object> row(UUID id) {
        return jdbc.sql("select * from oauth_authorization where id = :id")
                .param("id", id)
                .query()
                .singleRow();
    }

    /** Why the authorization was revoked; empty while it lives. */
    public String revocation(UUID id) {
        Map<String, Object> row = row(id);
        assertThat(row.get("revoked_at") == null).isEqualTo(row.get("revoked_reason") == null);
        return row.get("revoked_at") == null ? "" : (String) row.get("revoked_reason");
    }

    /** Lets time pass for one authorization. */
    public void age(UUID id, Duration time) {
        for (String column : new String[] {"created_at", "code_expires_at", "rotated_at", "expires_at"}) {
            jdbc.sql("update oauth_authorization set " + column + " = " + column
                            + " - cast(:seconds as integer) * interval '1' second where id = :id")
                    .param("seconds", (int) time.toSeconds())
                    .param("id", id)
                    .update();
        }
    }

    /** How many entries of the feed name this authorization. */
    public long feedEntries(UUID id) {
        return jdbc.sql("select count(*) from change_entry where type = 'AUTHORIZATION' and subject = :id")
                .param("id", id.toString())
                .query(Long.class)
                .single();
    }

    /** How many rows of the audit log tell of this in an account. */
    public long audited(UUID accountId, String action, String reason) {
        return jdbc.sql("select count(*) from audit_event where account_id = :account and action = :action"
                        + " and coalesce(reason, '') = :reason")
                .param("account", accountId)
                .param("action", action)
                .param("reason", reason)
                .query(Long.class)
                .single();
    }

    /** The database's clock. */
    public Instant clock() {
        return jdbc.sql("select current_timestamp")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** The refusal that a call answers, which must leave the row as it was. */
    public Issuance.Refused refusedWithoutAChange(UUID id, Supplier<Issuance> call) {
        Map<String, Object> before = row(id);
        long entries = feedEntries(id);
        Issuance answer = call.get();
        assertThat(answer).isInstanceOf(Issuance.Refused.class);
        assertThat(row(id)).isEqualTo(before);
        assertThat(feedEntries(id)).isEqualTo(entries);
        return (Issuance.Refused) answer;
    }

    /** What a call issues. */
    public static Issuance.Issued issued(Issuance answer) {
        assertThat(answer).isInstanceOf(Issuance.Issued.class);
        return (Issuance.Issued) answer;
    }
}
