package dev.gatehouse.authserver.authorize;

import dev.gatehouse.authserver.account.SessionAccounts;
import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.http.Outcome;
import dev.gatehouse.authserver.login.SignedIn;
import dev.gatehouse.authserver.oauth.ErrorCode;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.db.server.KnownResource;
import dev.gatehouse.db.server.ProtectedResources;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.ServerView;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides whether a person may authorize a client for a server, and says it in the endpoint's error codes. */
@Component
public final class AccessAtAuthorization {

    private final ServerRepository servers;
    private final ProtectedResources resources;
    private final SessionAccounts accounts;
    private final AccessSnapshots snapshots;
    private final AuditLog audit;
    private final Transactions transactions;
    private final Settings settings;
    private final ClientRules rules;

    AccessAtAuthorization(
            ServerRepository servers,
            ProtectedResources resources,
            SessionAccounts accounts,
            AccessSnapshots snapshots,
            AuditLog audit,
            Transactions transactions,
            Settings settings,
            ClientRules rules) {
        this.servers = servers;
        this.resources = resources;
        this.accounts = accounts;
        this.snapshots = snapshots;
        this.audit = audit;
        this.transactions = transactions;
        this.settings = settings;
        this.rules = rules;
    }

    /**
     * The server and the scopes that the person could grant now.
     *
     * @param server the snapshot that was decided on
     */
    public record Grantable(AccessSnapshot server, Scopes scopes) {}

    /** Refuses a request for a resource that is none of ours; that is known before anyone signs in. */
    void checkResource(AuthorizationRequest request) {
        if (request.resource() != null && resources.find(request.resource()).isEmpty()) {
            throw unknownResource(request);
        }
    }

    /** Whether only the person can say which account the request is about. */
    boolean asksForAccount(AuthorizationRequest request, SignedIn person, @Nullable HttpSession session) {
        return request.resource() == null && accounts.of(person, session).open();
    }

    /**
     * Decides.
     *
     * @param session tells the account where the request does not
     * @throws AuthorizationRefused when the person may not
     */
    public Grantable decide(AuthorizationRequest request, SignedIn person, @Nullable HttpSession session) {
        ProtectedResource resource = (request.resource() == null
                        ? onlyServer(person, session).map(KnownResource::of)
                        : resources.find(request.resource()))
                .map(KnownResource::resource)
                .orElseThrow(() -> request.resource() == null ? missingResource(request) : unknownResource(request));
        UUID serverId = resource.serverId();
        AccessSnapshot snapshot = snapshots.find(person.userId(), resource).orElseThrow(() -> unknownResource(request));
        Decision decision = AccessPolicy.decide(
                snapshot.subject(),
                snapshot.server(),
                Action.AUTHORIZE,
                snapshot.facts(
                        settings.issuer(),
                        new AuthorizationFacts(false, serverId, request.scopes().scopes()),
                        SessionFacts.PASSWORD));
        if (decision instanceof Decision.Deny deny) {
            throw refuse(request, person, serverId, deny.reason());
        }
        requireAllowed(request, person, snapshot.server());
        return new Grantable(snapshot, ((Decision.Allow) decision).scopes());
    }

    /** Writes the refusal to the audit log, and makes the error that tells the client. */
    public AuthorizationRefused refuse(AuthorizationRequest request, SignedIn person, UUID serverId, Reason reason) {
        Outcome.note(reason.name());
        note(request, person, serverId, reason.name());
        return switch (reason) {
            case SERVER_UNKNOWN, EXTERNAL_IDP_GOVERNS -> unknownResource(request);
            case SERVER_DISABLED ->
                AuthorizationRefused.redirect(
                        ErrorCode.TEMPORARILY_UNAVAILABLE, "the MCP server is switched off for now", request);
            case INSUFFICIENT_SCOPE ->
                AuthorizationRefused.redirect(
                        ErrorCode.INVALID_SCOPE, "none of the scopes may be granted to this person", request);
            default ->
                AuthorizationRefused.redirect(
                        ErrorCode.ACCESS_DENIED,
                        "this person has no access to the MCP server; an admin can grant it",
                        request);
        };
    }

    private void requireAllowed(AuthorizationRequest request, SignedIn person, ServerView server) {
        Client client = request.client();
        boolean elsewhere = client.accountId() != null && !client.accountId().equals(server.accountId());
        if (elsewhere || rules.judge(server.accountId(), client.clientId()) == Verdict.DENY) {
            throw clientDenied(request, person, server.id());
        }
    }

    /** Writes to the audit log that the client is not allowed in the account, and makes the error that tells it. */
    public AuthorizationRefused clientDenied(AuthorizationRequest request, SignedIn person, UUID serverId) {
        note(request, person, serverId, "CLIENT_DENIED");
        return AuthorizationRefused.redirect(
                ErrorCode.ACCESS_DENIED, "the admins of the account do not allow this app", request);
    }

    /** Writes to the audit log that the client was deleted meanwhile, and makes the error that tells it. */
    public AuthorizationRefused clientGone(AuthorizationRequest request, SignedIn person, UUID serverId) {
        note(request, person, serverId, "CLIENT_GONE");
        return AuthorizationRefused.redirect(
                ErrorCode.UNAUTHORIZED_CLIENT, "the client is not registered any more: register again", request);
    }

    /** Writes to the audit log that the person said no. */
    public AuthorizationRefused declined(AuthorizationRequest request, SignedIn person, UUID serverId) {
        note(request, person, serverId, "DECLINED");
        return AuthorizationRefused.redirect(ErrorCode.ACCESS_DENIED, "the person declined", request);
    }

    private void note(AuthorizationRequest request, SignedIn person, UUID serverId, String reason) {
        transactions.run(() -> audit.append(AuditEvent.of(
                servers.findById(serverId).map(ServerRow::accountId).orElse(null),
                AuditEvent.user(person.userId()),
                AuditAction.AUTHORIZATION_REFUSED,
                AuditEvent.client(request.clientId()),
                serverId,
                reason)));
    }

    /** Where no resource was asked, the only server of the account that the session is about; never "any". */
    private Optional<ServerRow> onlyServer(SignedIn person, @Nullable HttpSession session) {
        return accounts.of(person, session)
                .current()
                .map(account -> servers.findByAccountIdAndDeletedAtIsNullOrderById(account.id()))
                .filter(all -> all.size() == 1)
                .map(all -> all.get(0));
    }

    private static AuthorizationRefused missingResource(AuthorizationRequest request) {
        return AuthorizationRefused.redirect(
                ErrorCode.INVALID_TARGET, "resource is missing, and the account has several servers", request);
    }

    private static AuthorizationRefused unknownResource(AuthorizationRequest request) {
        return AuthorizationRefused.redirect(
                ErrorCode.INVALID_TARGET, "the resource is not an MCP server that is governed here", request);
    }
}
