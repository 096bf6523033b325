package dev.gatehouse.authserver.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.authorization.ClientRemovals;
import dev.gatehouse.db.authorization.ClientRuleChanges;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.Registration;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Clients that the admins of the account refuse, seen from the browser and the token endpoint. */
@AuthServerTest
class DeniedClientTests {

    @Autowired
    TestServer server;

    @Autowired
    ClientRules rules;

    @Autowired
    ClientRuleChanges changes;

    @Autowired
    ClientRemovals removals;

    @Autowired
    ClientRepository clients;

    @Autowired
    ServerRepository servers;

    @Autowired
    AccountRepository accounts;

    @Autowired
    JdbcClient jdbc;

    private UUID account() {
        return servers.findByResource(TestServer.EVERYTHING).orElseThrow().accountId();
    }

    private String fresh() {
        return server.registerAnother("http://127.0.0.1/callback");
    }

    private void deny(String clientId) {
        changes.apply(account(), "system", () -> {
            rules.put(account(), new ClientRule(Kind.CLIENT, clientId, Verdict.DENY), Instant.now());
            return true;
        });
    }

    private String reason(String clientId) {
        return jdbc.sql("select reason from audit_event where action = 'AUTHORIZATION_REFUSED' and subject = :client")
                .param("client", "client:" + clientId)
                .query(String.class)
                .single();
    }

    private static Map<String, String> error(HttpResponse<String> answer) {
        return TestServer.query(TestBrowser.location(answer));
    }

    private HttpResponse<String> token(Map<String, String> form) {
        return server.post("/oauth2/token", form);
    }

    @Test
    void authorizationOfADeniedClientThenAccessDeniedByRedirect() {
        String client = fresh();
        deny(client);
        Map<String, String> error = error(server.browser().authorize(TestRequest.of(client), "ada@demo.example"));
        assertThat(error).containsEntry("error", "access_denied").containsEntry("iss", TestServer.ISSUER);
        assertThat(reason(client)).isEqualTo("CLIENT_DENIED");
    }

    @Test
    void clientDeniedWhileThePageIsOpenThenAllowIsRefused() {
        String client = fresh();
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(TestRequest.of(client), "ada@demo.example");
        deny(client);
        assertThat(error(browser.submit(page, Map.of("decision", "allow")))).containsEntry("error", "access_denied");
    }

    @Test
    void clientDeletedWhileThePageIsOpenThenAPageSaysSo() {
        String client = fresh();
        TestBrowser browser = server.browser();
        HttpResponse<String> page = browser.authorize(TestRequest.of(client), "ada@demo.example");
        removals.remove(client, null, "system");
        assertThat(browser.submit(page, Map.of("decision", "allow")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void clientOfAnotherAccountThenAccessDenied() {
        UUID elsewhere = UUID.randomUUID();
        accounts.save(AccountRow.create(elsewhere, "Elsewhere"));
        String client = "c_" + UUID.randomUUID();
        clients.save(ClientRow.create(Registration.ADMIN, client, "Foreign", Instant.now())
                .change()
                .redirectUris(List.of(TestRequest.REDIRECT_URI))
                .accountId(elsewhere)
                .build());
        assertThat(error(server.browser().authorize(TestRequest.of(client), "ada@demo.example")))
                .containsEntry("error", "access_denied");
    }

    @Test
    void clientDeniedAfterSignInThenItsCodeAndItsRefreshTokenAreInvalidGrant() {
        String client = fresh();
        Map<String, String> code = Map.of(
                "grant_type",
                "authorization_code",
                "code",
                server.browser()
                        .allow(TestRequest.of(client), "ada@demo.example")
                        .get("code"),
                "client_id",
                client,
                "redirect_uri",
                TestRequest.REDIRECT_URI,
                "code_verifier",
                TestRequest.VERIFIER);
        String refreshToken = TestServer.json(token(code)).get("refresh_token").stringValue();
        rules.put(account(), new ClientRule(Kind.CLIENT, client, Verdict.DENY), Instant.now());
        HttpResponse<String> refused =
                token(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken, "client_id", client));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(refused).get("error").stringValue()).isEqualTo("invalid_grant");
        assertThat(jdbc.sql("select reason from audit_event where action = 'TOKEN_REFUSED' and subject = :client")
                        .param("client", "client:" + client)
                        .query(String.class)
                        .single())
                .isEqualTo("CLIENT_DENIED");
    }
}
