package dev.gatehouse.authserver.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.server.ExternalIdpRepository;
import dev.gatehouse.db.server.ExternalIdpRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.server.ServerRowChange;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.server.ApiTokenMode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** API tokens as a resource server and as a gateway are told about them: the same decision. */
@AuthServerTest
class ApiTokenIntrospectionTests {

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    ExternalIdpRepository providers;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    GrantRepository grants;

    @Autowired
    ApiTokenRepository tokens;

    @Autowired
    Secrets secrets;

    private MembershipRow mo;
    private ServerRow server;
    private String token;
    private UUID tokenId;

    @BeforeEach
    void agent() {
        mo = demo.member("mo");
        server = demo.newServer();
        grant(server, Scopes.ALL);
        token = newToken(server.id(), Duration.ofDays(1));
    }

    private String newToken(UUID serverId, Duration lifetime) {
        TestDemo.ApiToken made = demo.apiToken("ghm_", mo, serverId, lifetime);
        tokenId = made.id();
        return made.value();
    }

    private void grant(ServerRow on, Scopes scopes) {
        demo.grant(mo, on, scopes);
    }

    private void change(UnaryOperator<ServerRowChange> change) {
        server = demo.change(server, change);
    }

    private JsonNode introspect(ServerRow by, String value) {
        return demo.introspect(demo.credential(by), value);
    }

    private HttpResponse<String> askAsGateway(String body, String secret) {
        return http.send(http.request("/internal/v1/api-tokens/introspect")
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode gateway(ServerRow by, String value) {
        HttpResponse<String> answer =
                askAsGateway("token=" + value + "&server_id=" + by.id(), TestServer.GATEWAY_SECRET);
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestServer.json(answer);
    }

    /** Both are asked; the gateway is told why, the resource server is not. */
    private void refused(ServerRow by, String value, String reason) {
        assertThat(introspect(by, value)).hasToString("{\"active\":false}");
        assertThat(gateway(by, value)).hasToString("{\"active\":false,\"reason\":\"" + reason + "\"}");
    }

    private void accepted() {
        assertThat(introspect(server, token).path("active").booleanValue()).isTrue();
        assertThat(gateway(server, token).path("active").booleanValue()).isTrue();
    }

    @Test
    void apiTokenOfTheServerThenActiveWithTheScopesOfToday() {
        JsonNode answer = introspect(server, token);
        assertThat(answer.path("active").booleanValue()).isTrue();
        assertThat(answer.path("sub").asString()).isEqualTo(mo.userId().toString());
        assertThat(answer.path("client_id").asString()).isEqualTo("api-token:" + tokenId);
        assertThat(answer.path("aud").toString()).contains(server.resource());
        assertThat(answer.path("scope").asString()).isEqualTo("mcp:read mcp:write");
        assertThat(answer.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(answer.path("exp").longValue()).isGreaterThan(Instant.now().getEpochSecond());
        JsonNode told = gateway(server, token);
        assertThat(told.path("jti").asString()).isEqualTo(tokenId.toString());
        assertThat(told.path("aud").asString()).isEqualTo(server.resource());
        assertThat(told.path("iss").asString()).isEqualTo(TestServer.ISSUER);
        assertThat(told.path("exp").longValue()).isEqualTo(answer.path("exp").longValue());
        assertThat(tokens.find(Secrets.digest(token)).orElseThrow().lastUsedAt())
                .isNotNull();

        grant(server, Scopes.of(Scope.READ));
        assertThat(introspect(server, token).path("scope").asString()).isEqualTo("mcp:read");
        assertThat(gateway(server, token).path("scope").asString()).isEqualTo("mcp:read");
    }

    @Test
    void apiTokenWhenItsPersonLosesTheGrantThenRefusedEvenUnderAtExpiryAndGoodAgainWithIt() {
        grants.delete(mo.id(), server.id());
        refused(server, token, "NO_GRANT");
        grant(server, Scopes.ALL);
        accepted();
    }

    @Test
    void apiTokenWhenItsPersonIsDisabledThenRefused() {
        MembershipRow now = memberships.findById(mo.id()).orElseThrow();
        memberships.save(now.withStatus(MembershipStatus.DISABLED));
        try {
            refused(server, token, "USER_DISABLED");
        } finally {
            memberships.save(memberships.findById(mo.id()).orElseThrow().withStatus(MembershipStatus.ACTIVE));
        }
        accepted();
    }

    @Test
    void apiTokenRevokedExpiredForgedOrForAnotherServerThenRefused() {
        ServerRow other = demo.newServer();
        grant(other, Scopes.ALL);
        refused(other, token, "AUDIENCE_MISMATCH");
        refused(server, newToken(server.id(), Duration.ofSeconds(-1)), "TOKEN_EXPIRED");
        refused(server, secrets.generate("ghm_"), "TOKEN_INVALID");
        String revoked = newToken(server.id(), Duration.ofDays(1));
        assertThat(tokens.revoke(mo.accountId(), tokenId)).isPresent();
        refused(server, revoked, "TOKEN_REVOKED");
        accepted();
    }

    @Test
    void adminApiTokenThenNoServerTakesIt() {
        String admin = demo.apiToken(mo, null, Duration.ofDays(1)).value();
        refused(server, admin, "TOKEN_INVALID");
        refused(server, newToken(null, Duration.ofDays(1)), "AUDIENCE_MISMATCH");
    }

    @Test
    void apiTokenThenTheServersRuleDecidesUnderEitherProvider() {
        UUID provider = providers
                .save(new ExternalIdpRow(
                        UUID.randomUUID(),
                        mo.accountId(),
                        "Elsewhere",
                        "https://idp.test",
                        "https://audience.test",
                        ExternalIdpRow.Validation.JWKS,
                        "https://idp.test/jwks",
                        null,
                        null,
                        null,
                        "mcp",
                        null,
                        0))
                .id();
        change(row -> row.apiTokens(ApiTokenMode.OFF));
        refused(server, token, "API_TOKENS_OFF");
        change(row -> row.apiTokens(ApiTokenMode.BUILT_IN_ONLY));
        accepted();
        change(row -> row.identityProvider(provider));
        refused(server, token, "EXTERNAL_IDP_GOVERNS");
        change(row -> row.apiTokens(ApiTokenMode.ALWAYS));
        accepted();
        grants.delete(mo.id(), server.id());
        refused(server, token, "NO_GRANT");
        change(row -> row.identityProvider(null).deletedAt(Instant.now()));
        refused(server, token, "SERVER_UNKNOWN");
    }

    @Test
    void gatewayQuestionWithoutTheSecretOrMalformedThenRefused() {
        String good = "token=" + token + "&server_id=" + server.id();
        assertThat(askAsGateway(good, "wrong").statusCode()).isEqualTo(401);
        assertThat(http.post(
                                "/internal/v1/api-tokens/introspect",
                                Map.of("token", token, "server_id", server.id().toString()))
                        .statusCode())
                .isEqualTo(401);
        for (String body : new String[] {"", "token=" + token, good.replace("-", "_"), "server_id=x"}) {
            assertThat(askAsGateway(body, TestServer.GATEWAY_SECRET).statusCode())
                    .isEqualTo(400);
        }
        assertThat(gateway(server, "%00").path("reason").asString()).isEqualTo("TOKEN_INVALID");
    }
}
