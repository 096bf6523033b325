package dev.gatehouse.db.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.authorization.Refusal;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.access.Reason;
import dev.gatehouse.policy.access.Subject;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.Registration;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a machine client gets, and when it gets nothing. */
abstract class MachineTokensContract {

    @Autowired
    MachineTokens tokens;

    @Autowired
    ClientRepository clients;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private ServerRow server;
    private ClientRow client;

    @BeforeEach
    void start() {
        account = accounts.create();
        server = account.server();
        client = machine(account.id(), server.id(), "mcp:read mcp:write");
    }

    private ClientRow machine(UUID accountId, UUID serverId, String scopes) {
        return clients.save(ClientRow.create(Registration.ADMIN, "m-" + UUID.randomUUID(), "Machine", TestAccount.now())
                .change()
                .authentications(List.of(ClientAuthentication.CLIENT_SECRET_BASIC))
                .secretHash("digest")
                .accountId(accountId)
                .machine(serverId, scopes, UUID.randomUUID())
                .build());
    }

    private Issuance issue(Scopes scopes, String resource) {
        return tokens.issue(new MachineRequest(client.clientId(), scopes, resource));
    }

    private static Reason reason(Issuance issuance) {
        return ((Issuance.Refused) issuance).reason();
    }

    private Instant lastUsed() {
        return clients.findByClientId(client.clientId()).orElseThrow().lastUsedAt();
    }

    private long audited(String action) {
        return jdbc.sql("select count(*) from audit_event where account_id = :account and action = :action")
                .param("account", account.id())
                .param("action", action)
                .query(Long.class)
                .single();
    }

    @Test
    void issueThenForItsServerWithinItsScopesAndOneAuditRow() {
        client = machine(account.id(), server.id(), "mcp:read");
        Issuance.IssuedToMachine issued = (Issuance.IssuedToMachine) issue(Scopes.ALL, server.resource());
        assertThat(issued.resource()).isEqualTo(server.resource());
        assertThat(issued.scopes()).isEqualTo(Scopes.of(Scope.READ));
        assertThat(issued.sid()).isEqualTo(client.sid());
        assertThat(issued.issuedAt())
                .isBetween(
                        Instant.now().minus(Duration.ofMinutes(1)),
                        Instant.now().plusSeconds(60));
        assertThat(lastUsed()).isEqualTo(issued.issuedAt());
        assertThat(audited("MACHINE_TOKEN_ISSUED")).isOne();
    }

    @Test
    void issueWhenRefusedThenNothingChanges() {
        assertThat(((Issuance.Refused) issue(Scopes.ALL, "https://gateway.test/mcp/other")).refusal())
                .isEqualTo(Refusal.RESOURCE_NOT_GRANTED);
        assertThat(reason(issue(Scopes.NONE, null))).isEqualTo(Reason.INSUFFICIENT_SCOPE);
        account.change(server.id(), change -> change.enabled(false));
        assertThat(reason(issue(Scopes.ALL, null))).isEqualTo(Reason.SERVER_DISABLED);
        account.change(
                server.id(),
                change -> change.enabled(true)
                        .identityProvider(account.externalIdp().id()));
        assertThat(reason(issue(Scopes.ALL, null))).isEqualTo(Reason.EXTERNAL_IDP_GOVERNS);
        account.change(server.id(), change -> change.identityProvider(null).deletedAt(TestAccount.now()));
        assertThat(reason(issue(Scopes.ALL, null))).isEqualTo(Reason.SERVER_UNKNOWN);

        assertThat(lastUsed()).isNull();
        assertThat(audited("MACHINE_TOKEN_ISSUED")).isZero();
    }

    @Test
    void issueWhenTheServerIsOfAnotherAccountOrTheClientIsDeniedOrNoMachineThenRefused() {
        ServerRow foreign = accounts.create().server();
        client = machine(account.id(), foreign.id(), "mcp:read");
        assertThat(reason(issue(Scopes.ALL, null))).isEqualTo(Reason.CLIENT_UNKNOWN);

        client = machine(account.id(), server.id(), "mcp:read");
        deny(client.clientId());
        assertThat(reason(issue(Scopes.ALL, null))).isEqualTo(Reason.CLIENT_DENIED);

        client = machine(account.id(), null, null);
        assertThat(reason(issue(Scopes.ALL, null))).isEqualTo(Reason.CLIENT_UNKNOWN);
        assertThat(reason(tokens.issue(new MachineRequest("unknown", Scopes.ALL, null))))
                .isEqualTo(Reason.CLIENT_UNKNOWN);
    }

    private void deny(String clientId) {
        jdbc.sql("insert into client_rule (id, account_id, kind, subject, verdict, created_at)"
                        + " values (:id, :account, 'CLIENT', :subject, 'DENY', current_timestamp)")
                .param("id", UUID.randomUUID())
                .param("account", account.id())
                .param("subject", clientId)
                .update();
    }

    @Test
    void findThenTheMachineOnlyUnderItsCurrentSid() {
        AccessSnapshot found =
                tokens.find(client.clientId(), client.sid(), server.id()).orElseThrow();
        assertThat(found.subject().machine()).isEqualTo(new Subject.Machine(account.id(), server.id(), false));
        assertThat(found.server().id()).isEqualTo(server.id());
        assertThat(tokens.find(client.clientId(), UUID.randomUUID(), server.id())
                        .orElseThrow()
                        .subject())
                .isEqualTo(Subject.NOBODY);
        assertThat(tokens.find("unknown", client.sid(), server.id())
                        .orElseThrow()
                        .subject())
                .isEqualTo(Subject.NOBODY);
        assertThat(tokens.find(client.clientId(), client.sid(), UUID.randomUUID()))
                .isEmpty();
    }
}
