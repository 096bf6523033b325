package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.server.ServerRowChange;
import dev.gatehouse.policy.client.Registration;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The client credentials grant (RFC 6749 section 4.4). */
@AuthServerTest
class ClientCredentialsTests {

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    ExternalIdpRepository providers;

    @Autowired
    ClientRepository clients;

    @Autowired
    ChangeFeed feed;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    private ServerRow server;
    private ClientRow machine;

    @BeforeEach
    void register() {
        server = demo.newServer();
        machine = machine("client_secret_basic", "client_credentials", "mcp:read mcp:write");
    }

    private ClientRow machine(String authMethods, String grantTypes, String scopes) {
        return clients.save(new ClientRow(
                UUID.randomUUID(),
                "machine-" + UUID.randomUUID(),
                Registration.ADMIN,
                "Nightly job",
                grantTypes.contains("authorization_code") ? "http://127.0.0.1/callback" : "",
                "{}",
                Instant.now(),
                null,
                authMethods,
                grantTypes,
                null,
                Secrets.digest(TestDemo.SECRET),
                null,
                null,
                null,
                server.accountId(),
                server.id(),
                scopes,
                UUID.randomUUID(),
                0));
    }

    private HttpResponse<String> ask(String... more) {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type", "client_credentials", "client_id", machine.clientId(), "client_secret", TestDemo.SECRET));
        for (int i = 0; i < more.length; i += 2) {
            form.put(more[i], more[i + 1]);
        }
        return http.post("/oauth2/token", form);
    }

    private static void refused(HttpResponse<String> answer, int status, String error) {
        assertThat(answer.statusCode() + " "
                        + TestServer.json(answer).path("error").asString())
                .isEqualTo(status + " " + error);
    }

    private void change(UnaryOperator<ServerRowChange> change) {
        server = demo.change(server, change);
    }

    private JsonNode introspect(ServerRow by, String token) {
        return demo.introspect(demo.credential(by), token);
    }

    private static String accessToken(HttpResponse<String> answer) {
        return TestServer.json(answer).path("access_token").asString();
    }

    private long audited(String action) {
        return jdbc.sql("select count(*) from audit_event where actor = :actor and action = :action")
                .param("actor", "client:" + machine.clientId())
                .param("action", action)
                .query(Long.class)
                .single();
    }

    @Test
    void clientCredentialsThenAnAccessTokenOfTheClientItselfForItsServerAndNoRefreshToken() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        JsonNode answer = TestServer.json(ask());

        assertThat(answer.propertyNames()).containsExactly("access_token", "token_type", "expires_in", "scope");
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(answer.path("expires_in").intValue()).isEqualTo(3600);
        JWTClaimsSet claims =
                SignedJWT.parse(answer.path("access_token").asString()).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo(machine.clientId());
        assertThat(claims.getStringClaim("client_id")).isEqualTo(machine.clientId());
        assertThat(claims.getStringClaim("sid")).isEqualTo(machine.sid().toString());
        assertThat(claims.getStringClaim("account"))
                .isEqualTo(server.accountId().toString());
        assertThat(claims.getAudience()).containsExactly(server.resource());
        assertThat(claims.getIssueTime().toInstant()).isBetween(before, Instant.now());
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isEqualTo(3_600_000);
        assertThat(audited("MACHINE_TOKEN_ISSUED")).isOne();
    }

    @Test
    void clientCredentialsBySecretInTheHeaderThenTheSame() {
        String basic = Base64.getEncoder()
                .encodeToString((machine.clientId() + ":" + TestDemo.SECRET).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = http.send(http.request("/oauth2/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        assertThat(answer.statusCode()).isEqualTo(200);
        refused(ask("client_secret", "wrong"), 401, "invalid_client");
    }

    @Test
    void scopeThenNarrowedToWhatTheClientHasAndNeverNothing() {
        assertThat(TestServer.json(ask("scope", "mcp:read")).path("scope").asString())
                .isEqualTo("mcp:read");
        refused(ask("scope", "openid"), 400, "invalid_scope");
        refused(ask("scope", "a\"b"), 400, "invalid_scope");
        machine = machine("client_secret_post", "client_credentials", "mcp:read");
        assertThat(TestServer.json(ask("scope", "mcp:write openid"))
                        .path("scope")
                        .asString())
                .isEqualTo("mcp:read");
        assertThat(TestServer.json(ask("scope", "")).path("scope").asString()).isEqualTo("mcp:read");
    }

    @Test
    void resourceThenItsOwnServerOrNone() {
        assertThat(ask("resource", server.resource()).statusCode()).isEqualTo(200);
        assertThat(ask("resource", server.resource() + "/").statusCode()).isEqualTo(200);
        refused(ask("resource", TestServer.EVERYTHING), 400, "invalid_target");
        assertThat(TestServer.json(ask("resource", TestServer.EVERYTHING))
                        .path("error_description")
                        .asString())
                .isEqualTo("the client may call another resource only");
        refused(ask("resource", "no uri"), 400, "invalid_target");
    }

    @Test
    void serverSwitchedOffGovernedElsewhereOrDeletedThenNothingIsIssued() {
        change(row -> row.enabled(false));
        HttpResponse<String> off = ask();
        refused(off, 503, "temporarily_unavailable");
        assertThat(off.headers().firstValue("Retry-After")).isPresent();
        UUID provider = providers
                .save(new ExternalIdpRow(
                        UUID.randomUUID(),
                        server.accountId(),
                        "Elsewhere",
                        "https://idp.test",
                        "https://audience.test",
                        ExternalIdpRow.Validation.JWKS,
                        "https://idp.test/jwks",
                        null,
                        null,
                        null,
                        "",
                        null,
                        0))
                .id();
        change(row -> row.enabled(true).identityProvider(provider));
        refused(ask(), 400, "invalid_target");
        change(row -> row.identityProvider(null).deletedAt(Instant.now()));
        refused(ask(), 400, "invalid_target");
        assertThat(audited("MACHINE_TOKEN_ISSUED")).isZero();
        assertThat(audited("TOKEN_REFUSED")).isEqualTo(3);
        assertThat(clients.findByClientId(machine.clientId()).orElseThrow().lastUsedAt())
                .isNull();
    }

    @Test
    void clientDeniedByTheAdminsThenUnauthorizedClient() {
        jdbc.sql("insert into client_rule (id, account_id, kind, subject, verdict, created_at)"
                        + " values (:id, :account, 'CLIENT', :subject, 'DENY', current_timestamp)")
                .param("id", UUID.randomUUID())
                .param("account", server.accountId())
                .param("subject", machine.clientId())
                .update();
        refused(ask(), 400, "unauthorized_client");
    }

    @Test
    void clientCredentialsByAPublicClientOrOneThatActsForPeopleThenUnauthorizedClient() {
        String publicClient = http.register("http://127.0.0.1/callback");
        refused(
                http.post("/oauth2/token", Map.of("grant_type", "client_credentials", "client_id", publicClient)),
                400,
                "unauthorized_client");
        machine = machine("none client_secret_basic", "client_credentials", "mcp:read");
        refused(
                http.post("/oauth2/token", Map.of("grant_type", "client_credentials", "client_id", machine.clientId())),
                400,
                "unauthorized_client");
        machine = machine("client_secret_basic", "authorization_code refresh_token client_credentials", null);
        refused(ask(), 400, "unauthorized_client");
    }

    @Test
    void machineClientWithAnotherGrantOrAtTheAuthorizationEndpointThenRefused() {
        refused(ask("grant_type", "refresh_token", "refresh_token", "x"), 400, "unauthorized_client");
        refused(ask("grant_type", "authorization_code", "code", "x"), 400, "unauthorized_client");
        HttpResponse<String> page = http.get(TestRequest.of(machine.clientId()).url());
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void introspectionByItsServerThenActiveUntilTheClientIsGoneOrGetsAnotherSid() {
        String token = accessToken(ask());
        JsonNode answer = introspect(server, token);
        assertThat(answer.path("active").booleanValue()).isTrue();
        assertThat(answer.path("sub").asString()).isEqualTo(machine.clientId());
        assertThat(introspect(demo.newServer(), token)).hasToString("{\"active\":false}");

        jdbc.sql("update registered_client set sid = :sid where client_id = :id")
                .param("sid", UUID.randomUUID())
                .param("id", machine.clientId())
                .update();
        assertThat(introspect(server, token)).hasToString("{\"active\":false}");
        String next = accessToken(ask());
        assertThat(introspect(server, next).path("active").booleanValue()).isTrue();
        jdbc.sql("delete from registered_client where client_id = :id")
                .param("id", machine.clientId())
                .update();
        assertThat(introspect(server, next)).hasToString("{\"active\":false}");
        refused(ask(), 401, "invalid_client");
    }

    @Test
    void sidInTheFeedThenItsTokensAreDead() {
        String token = accessToken(ask());
        transactions.run(
                () -> feed.append(ChangeType.AUTHORIZATION, machine.sid().toString(), "CLIENT_DELETED"));
        assertThat(introspect(server, token)).hasToString("{\"active\":false}");
    }

    @Test
    void revocationByTheMachineClientOfItsOwnTokenThenDead() {
        String token = accessToken(ask());
        HttpResponse<String> revoked = http.post(
                "/oauth2/revoke",
                Map.of("token", token, "client_id", machine.clientId(), "client_secret", TestDemo.SECRET));
        assertThat(revoked.statusCode()).isEqualTo(200);
        assertThat(introspect(server, token)).hasToString("{\"active\":false}");
        assertThat(introspect(server, accessToken(ask())).path("active").booleanValue())
                .isTrue();
    }
}
