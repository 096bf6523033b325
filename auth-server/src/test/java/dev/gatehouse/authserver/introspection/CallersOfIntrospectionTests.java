package dev.gatehouse.authserver.introspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.ConfidentialClient;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRepository;
import dev.gatehouse.db.server.IntrospectionCredentialRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Who may ask about which token (RFC 7662), in which form (RFC 9701); and what confidential clients revoke (RFC 7009). */
@AuthServerTest
class CallersOfIntrospectionTests {

    private static final String INACTIVE = "{\"active\":false}";
    private static final String SIGNED = "application/token-introspection+jwt";
    private static final String SECRET = "a-secret-of-the-tests-0123456789-0123456789";

    @Autowired
    TestServer server;

    @Autowired
    ClientRepository clients;

    @Autowired
    ServerRepository servers;

    @Autowired
    IntrospectionCredentialRepository credentials;

    private ConfidentialClient client;
    private JsonNode tokens;

    @BeforeEach
    void connect() {
        client = confidential();
        tokens = TestServer.json(client.post("/oauth2/token", client.codeForm("cus@demo.example")));
    }

    @Test
    void ownAccessTokenThenActive() {
        JsonNode answer = introspect(client, access(tokens));

        assertThat(answer.get("active").booleanValue()).isTrue();
        assertThat(answer.get("client_id").stringValue()).isEqualTo(client.clientId());
        assertThat(answer.get("token_type").stringValue()).isEqualTo("Bearer");
        assertThat(answer.get("iss").stringValue()).isEqualTo(TestServer.ISSUER);
        assertThat(answer.get("aud").get(0).stringValue()).isEqualTo(TestServer.EVERYTHING);
    }

    @Test
    void ownRefreshTokenThenActiveWithoutATypeAndNothingRotates() {
        for (int i = 0; i < 3; i++) {
            JsonNode answer = introspect(client, refresh(tokens));
            assertThat(answer.get("active").booleanValue()).isTrue();
            assertThat(answer.get("scope").stringValue()).isEqualTo("mcp:read mcp:write");
            assertThat(answer.get("exp").longValue())
                    .isGreaterThan(answer.get("iat").longValue());
            assertThat(answer.has("token_type")).isFalse();
            assertThat(answer.has("aud")).isFalse();
        }
        JsonNode next = refreshed(tokens);
        assertThat(introspect(client, refresh(next)).get("active").booleanValue())
                .isTrue();
        JsonNode third = refreshed(next);
        assertThat(introspect(client, refresh(tokens))).hasToString(INACTIVE);
        assertThat(introspect(client, refresh(third)).get("active").booleanValue())
                .isTrue();
    }

    @Test
    void tokensOfAnotherClientThenInactiveAndNothingElse() {
        ConfidentialClient other = confidential();

        assertThat(introspect(other, access(tokens))).hasToString(INACTIVE);
        assertThat(introspect(other, refresh(tokens))).hasToString(INACTIVE);
        assertThat(introspect(client, "garbage")).hasToString(INACTIVE);
        assertThat(introspect(client, client.codeForm("cus@demo.example").get("code")))
                .hasToString(INACTIVE);
    }

    @Test
    void publicClientThen401() {
        String publicClient = server.register("http://127.0.0.1/callback");
        for (String path : List.of("/oauth2/introspect", "/oauth2/introspec%74")) {
            HttpResponse<String> response =
                    server.post(path, Map.of("token", access(tokens), "client_id", publicClient));
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo("invalid_client");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "refresh_token", "made_up", ""})
    void hintWhateverItIsThenTolerated(String hint) {
        Map<String, String> form = new HashMap<>(Map.of("token", access(tokens), "token_type_hint", hint));
        assertThat(TestServer.json(client.post("/oauth2/introspect", form))
                        .get("active")
                        .booleanValue())
                .isTrue();

        assertThat(client.postBasic("/oauth2/revoke", form).statusCode()).isEqualTo(200);
        assertThat(introspect(client, access(tokens))).hasToString(INACTIVE);
        assertThat(introspect(client, refresh(tokens)).get("active").booleanValue())
                .isTrue();
    }

    @Test
    void tokenMissingOrRepeatedThenInvalidRequest() {
        for (String path : List.of("/oauth2/introspect", "/oauth2/revoke")) {
            assertThat(error(client.post(path, Map.of()))).isEqualTo("invalid_request");
            assertThat(TestServer.json(client.post(path, Map.of()))
                            .path("error_description")
                            .asString())
                    .isEqualTo("token is missing");
            assertThat(error(client.post(path + "?token=x", Map.of("token", "x"))))
                    .isEqualTo("invalid_request");
            assertThat(client.post(path, Map.of("token", "a\u0000b")).statusCode())
                    .isEqualTo(200);
            assertThat(error(client.post(path, Map.of("token", "x", "token_type_hint", "\u0000"))))
                    .isEqualTo("invalid_request");
        }
    }

    @Test
    void revocationOfAnyGenerationByAConfidentialClientThenTheFamilyEnds() {
        JsonNode third = refreshed(refreshed(tokens));

        assertThat(client.post("/oauth2/revoke", Map.of("token", refresh(tokens)))
                        .statusCode())
                .isEqualTo(200);

        assertThat(introspect(client, access(third))).hasToString(INACTIVE);
        assertThat(introspect(client, refresh(third))).hasToString(INACTIVE);
        assertThat(error(client.post("/oauth2/token", refreshForm(third)))).isEqualTo("invalid_grant");
    }

    @Test
    void revocationWithoutTheSecretThen401AndNothingHappens() {
        HttpResponse<String> response =
                server.post("/oauth2/revoke", Map.of("token", refresh(tokens), "client_id", client.clientId()));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(introspect(client, refresh(tokens)).get("active").booleanValue())
                .isTrue();
    }

    @Test
    void revocationOfACodeThen200AndTheCodeIsStillGood() {
        Map<String, String> form = client.codeForm("cus@demo.example");

        assertThat(client.post("/oauth2/revoke", Map.of("token", form.get("code")))
                        .statusCode())
                .isEqualTo(200);

        assertThat(client.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void introspectionCredentialAnywhereElseThenUnauthorizedClient() {
        String resourceServer = credential("everything");
        Map<String, String> form = Map.of(
                "token",
                refresh(tokens),
                "client_id",
                resourceServer,
                "client_secret",
                SECRET,
                "grant_type",
                "refresh_token",
                "refresh_token",
                refresh(tokens));
        for (String path : List.of("/oauth2/token", "/oauth2/revoke", "/oauth2/par")) {
            HttpResponse<String> response = server.post(path, form);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(error(response)).isEqualTo("unauthorized_client");
        }
        assertThat(introspect(client, refresh(tokens)).get("active").booleanValue())
                .isTrue();
    }

    @Test
    void signedAnswerThenAsRfc9701SaysForTheCallerAlone() throws Exception {
        String resourceServer = credential("everything");
        HttpResponse<String> response = server.send(server.form(
                        "/oauth2/introspect",
                        Map.of("token", access(tokens), "client_id", resourceServer, "client_secret", SECRET))
                .header("Accept", SIGNED));

        assertThat(response.headers().firstValue("Content-Type")).hasValue(SIGNED);
        SignedJWT jwt = SignedJWT.parse(response.body());
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("token-introspection+jwt");
        JWKSet keys = JWKSet.parse(server.get("/oauth2/jwks").body());
        assertThat(jwt.verify(new ECDSAVerifier(
                        keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())))
                .isTrue();
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(claims.getClaims()).containsOnlyKeys("iss", "aud", "iat", "token_introspection");
        assertThat(claims.getIssuer()).isEqualTo(TestServer.ISSUER);
        assertThat(claims.getAudience()).containsExactly(resourceServer);
        Map<String, Object> inside = claims.getJSONObjectClaim("token_introspection");
        assertThat(inside)
                .containsEntry("active", true)
                .containsEntry("client_id", client.clientId())
                .containsEntry("scope", "mcp:read mcp:write");
        assertThat(inside.get("exp")).isInstanceOf(Long.class);
    }

    @Test
    void signedAnswerAboutATokenOfOthersThenInactiveAndNothingElse() throws Exception {
        HttpResponse<String> response =
                server.send(client.basic("/oauth2/introspect", Map.of("token", "garbage"), client.secret())
                        .header("Accept", SIGNED));

        assertThat(SignedJWT.parse(response.body()).getJWTClaimsSet().getJSONObjectClaim("token_introspection"))
                .isEqualTo(Map.of("active", false));
    }

    @Test
    void signedAnswerAsAnAccessTokenThenInactive() {
        String signed = server.send(client.basic("/oauth2/introspect", Map.of("token", access(tokens)), client.secret())
                        .header("Accept", SIGNED))
                .body();

        assertThat(introspect(client, signed)).hasToString(INACTIVE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | false",
                "*/* | false",
                "application/* | false",
                "not a type | false",
                "application/token-introspection+jwt | true",
                "Application/Token-Introspection+JWT | true",
                "application/token-introspection+jwt;q=0 | false",
                "application/token-introspection+jwt;q=0.5, application/json | false",
                "application/json;q=0.5, application/token-introspection+jwt | true",
                "application/json, application/token-introspection+jwt | true",
                "application/token-introspection+jwt;q=0.1, */* | true"
            })
    void formThenAsTheCallerLikesItBest(String accept, boolean signed) {
        HttpResponse<String> response =
                server.send(client.basic("/oauth2/introspect", Map.of("token", access(tokens)), client.secret())
                        .header("Accept", accept));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith(signed ? SIGNED : "application/json");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    private ConfidentialClient confidential() {
        return ConfidentialClient.register(server, clients, ClientAuthentication.CLIENT_SECRET_BASIC);
    }

    private String credential(String slug) {
        ServerRow row = servers.findBySlug(slug).orElseThrow();
        String clientId = "rs-" + UUID.randomUUID();
        credentials.save(new IntrospectionCredentialRow(
                UUID.randomUUID(), row.accountId(), row.id(), clientId, Secrets.digest(SECRET), Instant.now()));
        return clientId;
    }

    private static JsonNode introspect(ConfidentialClient by, String token) {
        return TestServer.json(by.post("/oauth2/introspect", Map.of("token", token)));
    }

    private JsonNode refreshed(JsonNode from) {
        return TestServer.json(client.post("/oauth2/token", refreshForm(from)));
    }

    private static Map<String, String> refreshForm(JsonNode from) {
        return Map.of("grant_type", "refresh_token", "refresh_token", refresh(from));
    }

    private static String access(JsonNode from) {
        return from.get("access_token").stringValue();
    }

    private static String refresh(JsonNode from) {
        return from.get("refresh_token").stringValue();
    }

    private static String error(HttpResponse<String> response) {
        return TestServer.json(response).path("error").asString("none: " + response.body());
    }
}
