package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom an upstream is shown: issue 6 item 6, decision 16 of domain.md B4. */
class IdentityTests {

    private static final ECKey KEY = TestKeys.ec("assertions-1");
    private static final String ACCOUNT = UUID.randomUUID().toString();
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        gateway.auth.assertionKeys(KEY);
        gateway.eventually(() -> gateway.get("/health/ready").statusCode() == 200
                && gateway.get("/.well-known/jwks.json").body().contains("assertions-1"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    private static Map<String, Object> server(String slug, Map<String, Object> scheme) {
        Map<String, Object> server = gateway.server(slug);
        server.put("identityScheme", scheme);
        gateway.add(server);
        return server;
    }

    private static Received call(String slug, String token, String... headers) throws Exception {
        HttpResponse<String> answer = gateway.post("/mcp/" + slug, token, TestGateway.call("tools/list"), headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return gateway.upstream.take();
    }

    private static SignedJWT assertion(Received seen) throws Exception {
        assertThat(seen.header("authorization")).startsWith("Bearer ");
        SignedJWT jwt = SignedJWT.parse(seen.header("authorization").substring(7));
        assertThat(jwt.verify(new ECDSAVerifier(KEY.toPublicJWK()))).isTrue();
        return jwt;
    }

    /** Nothing of a token, in no header and not in the body. */
    private static void nothingOf(String token, Received seen) {
        assertThat(seen.headers()).noneMatch(line -> line.contains(token));
        assertThat(seen.text()).doesNotContain(token);
        assertThat(seen.requestLine()).doesNotContain(token);
    }

    @Test
    void sharedThenTheUpstreamSeesTheServiceCredentialAndNothingOfTheClients() throws Exception {
        server("shared", Map.of("type", "SHARED", "header", "authorization", "value", "Bearer of-the-service"));
        String token = gateway.token("shared").sign();
        Received seen =
                call("shared", token, "x-api-key", token, "cookie", "t=" + token, "x-auth-request-access-token", token);
        assertThat(seen.headers().stream().filter(line -> line.toLowerCase().startsWith("authorization")))
                .hasSize(1);
        assertThat(seen.header("authorization")).isEqualTo("Bearer of-the-service");
        nothingOf(token, seen);
    }

    @Test
    void sharedInAHeaderOfItsOwnThenWhatTheClientSentThereDoesNotCount() throws Exception {
        server("own-header", Map.of("type", "SHARED", "header", "x-service-key", "value", "sesame"));
        try (RawConnection client = new RawConnection(gateway.port())) {
            String body = TestGateway.call("tools/list");
            client.send(gateway.rawHead(
                            "own-header",
                            gateway.token("own-header").sign(),
                            "X-Service-Key: mine",
                            "x-service-key: also mine",
                            "X-Service_Key: underscored",
                            "connection: x-service-key",
                            "content-length: " + body.length())
                    + body);
            assertThat(client.status()).isEqualTo(200);
        }
        Received seen = gateway.upstream.take();
        assertThat(seen.headers().stream().filter(line -> line.toLowerCase().startsWith("x-service")))
                .containsExactly("x-service-key: sesame");
        assertThat(seen.has("authorization")).isFalse();
    }

    @Test
    void sharedThatIsNotSetThenAnErrorThatSaysWhatToDoInTheFormOfEachRequest() throws Exception {
        server("unset", Map.of("type", "SHARED", "header", "authorization"));
        String token = gateway.token("unset").sign();
        HttpResponse<String> call = gateway.post("/mcp/unset", token, TestGateway.callTool("add"));
        assertThat(call.statusCode()).isEqualTo(200);
        assertThat(call.body()).contains("\"id\":7", "SHARED_IDENTITY_UNSET", "an admin must set it");
        HttpResponse<String> notification =
                gateway.post("/mcp/unset", token, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        assertThat(notification.statusCode()).isEqualTo(400);
        assertThat(notification.body()).contains("\"id\":null", "SHARED_IDENTITY_UNSET");
        HttpResponse<String> stream = gateway.get("/mcp/unset", "authorization", "Bearer " + token);
        assertThat(stream.statusCode()).isEqualTo(403);
        assertThat(stream.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(stream.body()).contains("\"reason\":\"SHARED_IDENTITY_UNSET\"");
        HttpResponse<String> delete = gateway.send(gateway.request("/mcp/unset", "authorization", "Bearer " + token)
                .DELETE());
        assertThat(delete.statusCode()).isEqualTo(403);
        HttpResponse<String> batch = gateway.post(
                "/mcp/unset",
                token,
                "[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}," + TestGateway.call("tools/list")
                        + "]");
        assertThat(batch.body()).contains("\"id\":1", "SHARED_IDENTITY_UNSET");
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void assertionThenItSaysWhoCallsForThisUpstreamForAMinuteAtMost() throws Exception {
        Map<String, Object> server =
                server("asserted", Map.of("type", "ASSERTION", "audience", "https://up.example/mcp"));
        String token = gateway.token("asserted").claim("sub", "user-77").sign();
        Received seen = call("asserted", token);
        SignedJWT jwt = assertion(seen);
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        nothingOf(token, seen);
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("gatehouse-assertion+jwt");
        assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("assertions-1");
        assertThat(claims.getIssuer()).isEqualTo(gateway.url(""));
        assertThat(claims.getAudience()).containsExactly("https://up.example/mcp");
        assertThat(claims.getSubject()).isEqualTo("user-77");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("client-1");
        assertThat(claims.getStringClaim("scope")).isEqualTo("mcp:read mcp:write");
        assertThat(claims.getStringClaim("account")).isEqualTo(server.get("accountId"));
        assertThat(claims.getStringClaim("server")).isEqualTo(server.get("resource"));
        assertThat(claims.getJWTID()).isNotEmpty();
        assertThat(claims.getClaim("idp")).isNull();
        assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
                .isBetween(1L, 60_000L);
    }

    @Test
    void assertionNeverOutlivesTheTokenThatItStandsFor() throws Exception {
        server("short", Map.of("type", "ASSERTION", "audience", "up"));
        long end = Instant.now().getEpochSecond() + 20;
        Received seen = call("short", gateway.token("short").claim("exp", end).sign());
        assertThat(assertion(seen).getJWTClaimsSet().getExpirationTime().toInstant())
                .isEqualTo(Instant.ofEpochSecond(end));
    }

    @Test
    void assertionIsUsedForSeveralRequestsOfOneCallerAndForNobodyElse() throws Exception {
        server("several", Map.of("type", "ASSERTION", "audience", "up"));
        server("several-2", Map.of("type", "ASSERTION", "audience", "other"));
        String token = gateway.token("several").claim("sub", "a").sign();
        String first = call("several", token).header("authorization");
        assertThat(call("several", token).header("authorization")).isEqualTo(first);
        Received other =
                call("several", gateway.token("several").claim("sub", "b").sign());
        assertThat(assertion(other).getJWTClaimsSet().getSubject()).isEqualTo("b");
        Received narrower = call(
                "several",
                gateway.token("several")
                        .claim("sub", "a")
                        .claim("scope", "mcp:read")
                        .sign());
        assertThat(assertion(narrower).getJWTClaimsSet().getStringClaim("scope"))
                .isEqualTo("mcp:read");
        Received elsewhere =
                call("several-2", gateway.token("several-2").claim("sub", "a").sign());
        assertThat(assertion(elsewhere).getJWTClaimsSet().getAudience()).containsExactly("other");
    }

    @Test
    void subjectsOfTwoIssuersThenNeverTheSameAndTheUpstreamLearnsWhoVouches() throws Exception {
        RSAKey foreign = TestKeys.rsa("idp");
        try (FakeIssuer one = new FakeIssuer(foreign.toPublicJWK());
                FakeIssuer two = new FakeIssuer(foreign.toPublicJWK())) {
            String first = external("ext-one", ACCOUNT, one, foreign);
            String second = external("ext-two", ACCOUNT, two, foreign);
            server("built-in", Map.of("type", "ASSERTION", "audience", "up"));
            String own = assertion(call(
                            "built-in",
                            gateway.token("built-in").claim("sub", "user-1").sign()))
                    .getJWTClaimsSet()
                    .getSubject();
            assertThat(own).isEqualTo("user-1");
            assertThat(List.of(first, second)).doesNotContain(own).doesNotHaveDuplicates();
            assertThat(external("ext-one-again", ACCOUNT, one, foreign)).isEqualTo(first);
        }
    }

    @Test
    void sameIssuerAndSubjectOfAnotherAccountThenAnotherSubjectAndTheAssertionSaysWhose() throws Exception {
        RSAKey foreign = TestKeys.rsa("idp");
        try (FakeIssuer issuer = new FakeIssuer(foreign.toPublicJWK())) {
            String victims = external("whose-one", ACCOUNT, issuer, foreign);
            assertThat(external("whose-two", UUID.randomUUID().toString(), issuer, foreign))
                    .isNotEqualTo(victims);
        }
    }

    private static String external(String slug, String account, FakeIssuer issuer, RSAKey key) throws Exception {
        Map<String, Object> server = gateway.server(slug);
        server.put("accountId", account);
        server.put("identityScheme", Map.of("type", "ASSERTION", "audience", "up"));
        Map<String, Object> provider = new HashMap<>(Map.of(
                "type", "EXTERNAL",
                "id", server.get("id"),
                "issuer", issuer.identifier(),
                "audience", "https://tools.example",
                "jwksUri", issuer.jwksUri(),
                "requiredScopes", List.of()));
        server.put("identityProvider", provider);
        gateway.add(server);
        String token = TestToken.of(key, issuer.identifier(), "https://tools.example")
                .type("JWT")
                .signedBy(key, JWSAlgorithm.RS256)
                .claim("sub", "user-1")
                .sign();
        JWTClaimsSet claims = assertion(call(slug, token)).getJWTClaimsSet();
        assertThat(claims.getStringClaim("idp")).isEqualTo(issuer.identifier());
        assertThat(claims.getStringClaim("idp_sub")).isEqualTo("user-1");
        assertThat(claims.getStringClaim("account")).isEqualTo(account);
        assertThat(claims.getStringClaim("server")).isEqualTo(server.get("resource"));
        return claims.getSubject();
    }

    @Test
    void externalTokenWithoutASubjectThenNobodyIsAsserted() throws Exception {
        RSAKey foreign = TestKeys.rsa("idp");
        try (FakeIssuer issuer = new FakeIssuer(foreign.toPublicJWK())) {
            external("nobody", ACCOUNT, issuer, foreign);
            String token = TestToken.of(foreign, issuer.identifier(), "https://tools.example")
                    .type("JWT")
                    .signedBy(foreign, JWSAlgorithm.RS256)
                    .claim("sub", null)
                    .sign();
            HttpResponse<String> answer = gateway.post("/mcp/nobody", token, TestGateway.call("tools/list"));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"id\":1", "IDENTITY_REQUIRED");
            assertThat(gateway.upstream.sawNothing()).isTrue();
        }
    }

    @Test
    void apiTokenThenItsPersonIsAsserted() throws Exception {
        Map<String, Object> server = server("api-token", Map.of("type", "ASSERTION", "audience", "up"));
        String token = "ghm_" + "a".repeat(43);
        gateway.auth.apiToken(
                token,
                server.get("id"),
                Map.of(
                        "active",
                        true,
                        "iss",
                        gateway.auth.issuer(),
                        "aud",
                        server.get("resource"),
                        "scope",
                        "mcp:read",
                        "exp",
                        Instant.now().getEpochSecond() + 3600,
                        "jti",
                        "11111111-1111-1111-1111-111111111111",
                        "sub",
                        "user-9",
                        "client_id",
                        "api-token:1"));
        Received seen = call("api-token", token);
        nothingOf(token, seen);
        JWTClaimsSet claims = assertion(seen).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("user-9");
        assertThat(claims.getStringClaim("client_id")).isEqualTo("api-token:1");
    }

    @Test
    void schemeThatIsNotUnderstoodThenTheServerIsNotServedAndNothingOfItIsRepeated() throws Exception {
        for (Map<String, Object> scheme : List.<Map<String, Object>>of(
                Map.of("type", "KERBEROS"),
                Map.of("type", "SHARED", "header", "a\r\nb", "value", "x"),
                Map.of("type", "SHARED", "header", "authorization", "value", "x\r\nhost: y"),
                Map.of("type", "ASSERTION"),
                Map.of("type", "TOKEN_EXCHANGE", "tokenEndpoint", "file:///x", "clientId", "x"))) {
            Map<String, Object> server = gateway.server("strange");
            server.put("identityScheme", scheme);
            gateway.auth.put(server);
            gateway.eventually(
                    () -> gateway.call("strange", gateway.token("strange").sign()) == 503);
            gateway.auth.remove("strange");
            gateway.eventually(() -> gateway.call("strange", "x") == 404);
        }
    }

    @Test
    void throughABundleThatShowsNobodyThenNobodyIsShownThere() throws Exception {
        Map<String, Object> server = gateway.server("carried");
        Map<String, Object> plain = gateway.bundle("crew", server);
        Map<String, Object> hidden = gateway.bundle("guests", server);
        hidden.put("identityScheme", Map.of("type", "NONE"));
        server.put("bundles", List.of(plain, hidden));
        server.put("identityScheme", Map.of("type", "SHARED", "header", "authorization", "value", "Bearer s"));
        gateway.add(server);
        assertThat(call("crew/carried", gateway.token("crew/carried").sign()).header("authorization"))
                .isEqualTo("Bearer s");
        assertThat(call("guests/carried", gateway.token("guests/carried").sign())
                        .has("authorization"))
                .isFalse();
    }

    @Test
    void upstreamThatRefusesTheCredentialThenStill502ForTheClient() throws Exception {
        server("refusing", Map.of("type", "SHARED", "header", "authorization", "value", "Bearer s"));
        gateway.upstream.answer(exchange -> exchange.answer(401, "text/plain", "no", "www-authenticate: Bearer"));
        HttpResponse<String> answer =
                gateway.post("/mcp/refusing", gateway.token("refusing").sign(), TestGateway.call("tools/list"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("www-authenticate")).isEmpty();
    }
}
