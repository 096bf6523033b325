package dev.gatehouse.authserver.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@AuthServerTest
class IntrospectionAndRevocationTests {

    private static final String SECRET = "a-secret-of-the-tests-0123456789-0123456789";

    @Autowired
    TestServer server;

    @Autowired
    ServerRepository servers;

    @Autowired
    IntrospectionCredentialRepository credentials;

    @Autowired
    PersonRepository people;

    @Autowired
    MembershipRepository memberships;

    @Autowired
    GrantRepository grants;

    @Autowired
    ReachChanges reachChanges;

    private String client;
    private JsonNode tokens;

    @BeforeEach
    void connect() {
        client = server.register("http://127.0.0.1/callback");
        tokens = tokens("everything");
    }

    @Test
    void introspectionByTheServerOfTheTokenThenActive() {
        JsonNode answer = introspect(credential("everything"), accessToken(tokens));

        assertThat(answer.get("active").booleanValue()).isTrue();
        assertThat(answer.get("client_id").stringValue()).isEqualTo(client);
        assertThat(answer.get("scope").stringValue()).isEqualTo("mcp:read mcp:write");
        assertThat(answer.get("aud").toString()).contains(TestServer.EVERYTHING);
        assertThat(answer.get("exp").longValue() - answer.get("iat").longValue())
                .isEqualTo(3600);
    }

    @Test
    void introspectionByAnotherServerOrOfARefreshTokenOrOfGarbageThenInactiveAndNothingElse() {
        assertThat(introspect(credential("vault"), accessToken(tokens))).hasToString("{\"active\":false}");
        assertThat(introspect(credential("everything"), refreshToken(tokens))).hasToString("{\"active\":false}");
        assertThat(introspect(credential("everything"), "garbage")).hasToString("{\"active\":false}");
        String tampered = accessToken(tokens).replaceFirst("\\.", ".A");
        assertThat(introspect(credential("everything"), tampered)).hasToString("{\"active\":false}");
    }

    @Test
    void introspectionWithoutGoodCredentialsThen401Json() {
        String clientId = credential("everything");
        for (Map<String, String> form : List.of(
                Map.of("token", "x"),
                Map.of("token", "x", "client_id", client),
                Map.of("token", "x", "client_id", clientId, "client_secret", "wrong"),
                Map.of("token", "x", "client_id", "unknown", "client_secret", SECRET))) {
            HttpResponse<String> response = server.post("/oauth2/introspect", form);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Basic");
            assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo("invalid_client");
        }
    }

    @Test
    void introspectionCredentialAtTheTokenEndpointThenNothingIsIssued() {
        Map<String, String> form = new HashMap<>(refreshForm(tokens));
        form.put("client_id", credential("everything"));
        form.put("client_secret", SECRET);

        HttpResponse<String> response = server.post("/oauth2/token", form);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo("unauthorized_client");
    }

    @Test
    void revocationOfARefreshTokenByAPublicClientThenRefreshAndAccessTokenAreDead() {
        assertThat(revoke(client, refreshToken(tokens))).isEqualTo(200);

        assertThat(server.post("/oauth2/token", refreshForm(tokens)).statusCode())
                .isEqualTo(400);
        assertThat(introspect(credential("everything"), accessToken(tokens))).hasToString("{\"active\":false}");
        assertThat(feed()).contains(sid(tokens));
    }

    @Test
    void revocationOfAReplacedRefreshTokenThenTheWholeAuthorizationEnds() {
        JsonNode next = TestServer.json(server.post("/oauth2/token", refreshForm(tokens)));

        assertThat(revoke(client, refreshToken(tokens))).isEqualTo(200);

        assertThat(server.post("/oauth2/token", refreshForm(next)).statusCode()).isEqualTo(400);
    }

    @Test
    void revocationOfAnAccessTokenThenOnlyThatTokenIsDead() {
        JsonNode next = TestServer.json(server.post("/oauth2/token", refreshForm(tokens)));

        assertThat(revoke(client, accessToken(next))).isEqualTo(200);

        assertThat(introspect(credential("everything"), accessToken(next))).hasToString("{\"active\":false}");
        assertThat(introspect(credential("everything"), accessToken(tokens))
                        .get("active")
                        .booleanValue())
                .isTrue();
        assertThat(server.post("/oauth2/token", refreshForm(next)).statusCode()).isEqualTo(200);
    }

    @Test
    void revocationByAnotherClientOrOfGarbageThen200AndNothingHappens() {
        String other = server.registerAnother("http://127.0.0.1/callback");
        assertThat(revoke(other, refreshToken(tokens))).isEqualTo(200);
        assertThat(revoke(other, accessToken(tokens))).isEqualTo(200);
        assertThat(revoke(client, "garbage")).isEqualTo(200);

        assertThat(introspect(credential("everything"), accessToken(tokens))
                        .get("active")
                        .booleanValue())
                .isTrue();
        assertThat(server.post("/oauth2/token", refreshForm(tokens)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void feedWithoutTheGatewaySecretThen401() {
        assertThat(server.get("/internal/v1/snapshot").statusCode()).isEqualTo(401);
        assertThat(server.send(server.request("/internal/v1/feed?after=x").header("Authorization", "Bearer wrong"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void feedAfterAnUnknownCursorThenGone() {
        for (String cursor : List.of("", "x", UUID.randomUUID() + "-0", "-1")) {
            assertThat(server.send(server.request("/internal/v1/feed?after=" + cursor)
                                    .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET))
                            .statusCode())
                    .isEqualTo(410);
        }
    }

    @Test
    void revocationAfterTheAccessWasRemovedThenTheTokenThatWasSparedIsDeadToo() {
        UUID userId = people.findByEmail("all@demo.example").orElseThrow().id();
        MembershipRow member = memberships.findByUserId(userId).get(0);
        reachChanges.apply(List.of(member.id()), "system", () -> grants.deleteAllServers(member.id()));
        try {
            assertThat(introspect(credential("everything"), accessToken(tokens))
                            .get("active")
                            .booleanValue())
                    .isTrue();

            assertThat(revoke(client, refreshToken(tokens))).isEqualTo(200);

            assertThat(introspect(credential("everything"), accessToken(tokens)))
                    .hasToString("{\"active\":false}");
            assertThat(feed()).contains(sid(tokens));
        } finally {
            grants.putAllServers(member.id(), member.accountId(), null);
        }
    }

    private String feed() {
        String snapshot = server.send(server.request("/internal/v1/snapshot")
                        .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET))
                .body();
        assertThat(snapshot).doesNotContain("direct");
        JsonNode keys = JsonMapper.shared().readTree(snapshot).path("keys");
        assertThat(keys.toString()).contains("\"kid\"").doesNotContain("\"d\":");
        return snapshot;
    }

    private String credential(String slug) {
        ServerRow row = servers.findBySlug(slug).orElseThrow();
        String clientId = "rs-" + UUID.randomUUID();
        credentials.save(new IntrospectionCredentialRow(
                UUID.randomUUID(), row.accountId(), row.id(), clientId, Secrets.digest(SECRET), Instant.now()));
        return clientId;
    }

    private JsonNode introspect(String clientId, String token) {
        return TestServer.json(server.post(
                "/oauth2/introspect", Map.of("token", token, "client_id", clientId, "client_secret", SECRET)));
    }

    private int revoke(String clientId, String token) {
        return server.post("/oauth2/revoke", Map.of("token", token, "client_id", clientId))
                .statusCode();
    }

    private JsonNode tokens(String slug) {
        TestRequest request = TestRequest.of(client).with("resource", TestServer.GATEWAY + "/mcp/" + slug);
        String code = server.browser().allow(request, "all@demo.example").get("code");
        return TestServer.json(server.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "client_id",
                        client,
                        "code_verifier",
                        TestRequest.VERIFIER)));
    }

    private Map<String, String> refreshForm(JsonNode from) {
        return Map.of("grant_type", "refresh_token", "refresh_token", refreshToken(from), "client_id", client);
    }

    private static String accessToken(JsonNode from) {
        return from.get("access_token").stringValue();
    }

    private static String refreshToken(JsonNode from) {
        return from.get("refresh_token").stringValue();
    }

    private static String sid(JsonNode from) {
        try {
            return com.nimbusds.jwt.SignedJWT.parse(accessToken(from))
                    .getJWTClaimsSet()
                    .getStringClaim("sid");
        } catch (java.text.ParseException e) {
            throw new AssertionError(e);
        }
    }
}
