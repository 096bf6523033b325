package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.gateway.testing.FakeTokenEndpoint;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import dev.gatehouse.gateway.testing.TestUpstream.Received;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of the upstream's own authorization server (RFC 8693). */
class TokenExchangeTests {

    private static final ECKey KEY = TestKeys.ec("assertions-1");
    private static TestGateway gateway;

    private final FakeTokenEndpoint endpoint = new FakeTokenEndpoint();

    @BeforeAll
    static void start() {
        gateway = new TestGateway();
        gateway.auth.assertionKeys(KEY);
        gateway.eventually(() -> gateway.get("/.well-known/jwks.json").body().contains("assertions-1"));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @AfterEach
    void stopEndpoint() {
        endpoint.close();
    }

    private Map<String, Object> server(String slug, String... settings) {
        Map<String, Object> scheme = new HashMap<>(
                Map.of("type", "TOKEN_EXCHANGE", "tokenEndpoint", endpoint.url(), "clientId", "gate:way"));
        for (int i = 0; i < settings.length; i += 2) {
            scheme.put(settings[i], settings[i + 1]);
        }
        Map<String, Object> server = gateway.server(slug);
        server.put("identityScheme", scheme);
        gateway.add(server);
        return server;
    }

    private static String token(String slug, String subject) {
        return gateway.token(slug).claim("sub", subject).sign();
    }

    private static HttpResponse<String> post(String slug, String token) throws Exception {
        return gateway.post("/mcp/" + slug, token, TestGateway.callTool("add"));
    }

    private static String shown(String slug, String token) throws Exception {
        HttpResponse<String> answer = post(slug, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return gateway.upstream.take().header("authorization");
    }

    @Test
    void exchangeThenTheEndpointSeesAnAssertionAndTheUpstreamItsTokenAndNobodyTheClients() throws Exception {
        server(
                "asked",
                "clientSecret",
                "s e%cret",
                "resource",
                "https://up.example/",
                "audience",
                "up",
                "scope",
                "a b");
        String token = token("asked", "user-5");
        post("asked", token);
        Received seen = gateway.upstream.take();

        assertThat(seen.header("authorization")).isEqualTo("Bearer exchanged-1");
        assertThat(seen.headers()).noneMatch(line -> line.contains(token));
        FakeTokenEndpoint.Asked asked = endpoint.asked().get(0);
        assertThat(asked.form()).doesNotContain(token);
        assertThat(asked.authorization())
                .isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString("gate%3Away:s+e%25cret".getBytes(StandardCharsets.UTF_8)));
        Map<String, String> form = asked.members();
        assertThat(form)
                .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:jwt")
                .containsEntry("requested_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .containsEntry("resource", "https://up.example/")
                .containsEntry("audience", "up")
                .containsEntry("scope", "a b")
                .doesNotContainKey("client_id");
        SignedJWT subject = SignedJWT.parse(form.get("subject_token"));
        assertThat(subject.verify(new ECDSAVerifier(KEY.toPublicJWK()))).isTrue();
        JWTClaimsSet claims = subject.getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly(endpoint.url());
        assertThat(claims.getSubject()).isEqualTo("user-5");
        assertThat(claims.getIssuer()).isEqualTo(gateway.url(""));
    }

    @Test
    void withoutASecretThenTheClientIsNamedInTheForm() throws Exception {
        server("public");
        shown("public", token("public", "a"));
        assertThat(endpoint.asked().get(0).members()).containsEntry("client_id", "gate:way");
        assertThat(endpoint.asked().get(0).authorization()).isEqualTo("null");
    }

    @Test
    void tokenIsKeptForOneCallerAndNeverForAnotherPersonClientScopeAuthorizationOrSetting() throws Exception {
        Map<String, Object> server = server("kept");
        TestToken first = gateway.token("kept").claim("sub", "a").claim("sid", "s1");
        assertThat(shown("kept", first.sign())).isEqualTo("Bearer exchanged-1");
        assertThat(shown("kept", first.claim("jti", "refreshed").sign())).isEqualTo("Bearer exchanged-1");
        assertThat(shown("kept", first.claim("sub", "b").sign())).isEqualTo("Bearer exchanged-2");
        assertThat(shown(
                        "kept", first.claim("sub", "a").claim("client_id", "c2").sign()))
                .isEqualTo("Bearer exchanged-3");
        assertThat(shown(
                        "kept",
                        first.claim("client_id", "client-1")
                                .claim("scope", "mcp:write")
                                .sign()))
                .isEqualTo("Bearer exchanged-4");
        assertThat(shown(
                        "kept",
                        first.claim("scope", "mcp:read mcp:write")
                                .claim("sid", "s2")
                                .sign()))
                .isEqualTo("Bearer exchanged-5");
        // back where it began: still there
        assertThat(shown("kept", first.claim("sid", "s1").sign())).isEqualTo("Bearer exchanged-1");

        Map<String, Object> scheme = new HashMap<>((Map<String, Object>) castMap(server.get("identityScheme")));
        scheme.put("scope", "other");
        server.put("identityScheme", scheme);
        gateway.auth.put(server);
        String signed = first.sign();
        gateway.eventually(() -> shown("kept", signed).equals("Bearer exchanged-6"));
        server.put("upstreamUrl", gateway.upstream.url("/moved/mcp"));
        gateway.auth.put(server);
        gateway.eventually(() -> shown("kept", signed).equals("Bearer exchanged-7"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> castMap(Object value) {
        return (Map<String, Object>) value;
    }

    @Test
    void manyAtOnceThenOneAsksAndOneWhoLeavesTakesNothingFromTheOthers() throws Exception {
        server("crowd");
        endpoint.think(300);
        String token = token("crowd", "a");
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> {
            try (dev.gatehouse.gateway.testing.RawConnection client =
                    new dev.gatehouse.gateway.testing.RawConnection(gateway.port())) {
                client.send(gateway.rawCall("crowd", token));
                Thread.sleep(100);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Thread.sleep(30);
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> gateway.call("crowd", token)))
                .limit(6)
                .toList()
                .forEach(call -> assertThat(call.join()).isEqualTo(200));
        leaving.join();
        assertThat(endpoint.asked()).hasSize(1);
    }

    @Test
    void refusalThenAJsonRpcErrorThatSaysWhatToDoAndTheEndpointIsNotAskedForEachRequest() throws Exception {
        server("refused");
        endpoint.answer(400, "{\"error\":\"invalid_grant\"}");
        String token = token("refused", "a");
        HttpResponse<String> answer = post("refused", token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":7", "IDENTITY_REQUIRED", "ask an admin");
        HttpResponse<String> stream = gateway.get("/mcp/refused", "authorization", "Bearer " + token);
        assertThat(stream.statusCode()).isEqualTo(403);
        assertThat(stream.body()).contains("\"reason\":\"IDENTITY_REQUIRED\"");
        assertThat(endpoint.asked()).hasSize(1);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void endpointOutOfOrderSlowOrUnclearThen503AndNothingGoesUp() throws Exception {
        server("unclear");
        int person = 0;
        for (String body : new String[] {
            "",
            "not json",
            "[]",
            "{\"access_token\":\"x\"}",
            "{\"access_token\":\"x\",\"token_type\":\"mac\",\"expires_in\":60}",
            "{\"access_token\":\"x\\r\\nhost: y\",\"token_type\":\"Bearer\",\"expires_in\":60}",
            "{\"access_token\":\"\",\"token_type\":\"Bearer\",\"expires_in\":60}",
            "{\"access_token\":7,\"token_type\":\"Bearer\",\"expires_in\":60}",
            "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"expires_in\":-1}",
            "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"expires_in\":\"soon\"}",
            "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"issued_token_type\":\"x\"}",
            "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"issued_token_type\":7}",
            "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"issued_token_type\":null}",
            "{\"access_token\":\"x\",\"token_type\":\"Bearer\","
                    + "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:refresh_token\"}",
            "{\"access_token\":\"x\",\"access_token\":\"y\",\"token_type\":\"Bearer\"}",
            "{\"access_token\":\"" + "x".repeat(20_000) + "\",\"token_type\":\"Bearer\"}",
            "{\"a\":\"" + "x".repeat(70_000) + "\"}",
            "[".repeat(30_000)
        }) {
            endpoint.answer(body.isEmpty() ? 500 : 200, body);
            HttpResponse<String> answer = post("unclear", token("unclear", "p" + person++));
            assertThat(answer.statusCode()).as(body).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).contains("IDENTITY_UNAVAILABLE");
        }
        endpoint.answer(302, "{}");
        assertThat(post("unclear", token("unclear", "redirected")).statusCode()).isEqualTo(503);
        endpoint.answer(429, "{}");
        assertThat(post("unclear", token("unclear", "limited")).statusCode()).isEqualTo(503);
        endpoint.answer(200, "");
        endpoint.think(3_300);
        assertThat(post("unclear", token("unclear", "slow")).statusCode()).isEqualTo(503);
        assertThat(gateway.upstream.sawNothing()).isTrue();
        endpoint.think(0);
        assertThat(post("unclear", token("unclear", "later")).statusCode()).isEqualTo(200);
    }

    @Test
    void endpointThatIsGoneThen503AndWhenItIsBackItGoesOn() throws Exception {
        server("gone");
        endpoint.close();
        HttpResponse<String> answer = post("gone", token("gone", "a"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("IDENTITY_UNAVAILABLE");
    }

    @Test
    void shortLivedThenAskedAgainBeforeItsEnd() throws Exception {
        server("brief");
        String token = token("brief", "a");
        endpoint.answer(200, "{\"access_token\":\"one\",\"token_type\":\"bearer\",\"expires_in\":2}");
        assertThat(shown("brief", token)).isEqualTo("Bearer one");
        endpoint.answer(200, "{\"access_token\":\"two\",\"token_type\":\"Bearer\",\"expires_in\":2}");
        assertThat(shown("brief", token)).isEqualTo("Bearer one");
        Thread.sleep(1_100);
        assertThat(shown("brief", token)).isEqualTo("Bearer two");
    }

    @Test
    void revokedThenWhatWasGotForTheAuthorizationIsShownToNobody() throws Exception {
        server("revoked");
        TestToken token = gateway.token("revoked").claim("sub", "a").claim("sid", "sid-revoked");
        String signed = token.sign();
        assertThat(shown("revoked", signed)).isEqualTo("Bearer exchanged-1");
        gateway.auth.revoke("AUTHORIZATION", "sid-revoked", java.time.Duration.ofHours(1));
        gateway.eventually(() -> gateway.call("revoked", signed) == 401);
        upstreamAnswers(); // which forgets what it has seen
        assertThat(shown("revoked", token.claim("sid", "sid-new").sign())).isEqualTo("Bearer exchanged-2");
    }

    @Test
    void upstreamThatRefusesAFreshTokenThen502AndItIsNotAskedForAgainAtOnce() throws Exception {
        server("unauthorized");
        String token = token("unauthorized", "a");
        gateway.upstream.answer(exchange -> exchange.answer(401, "text/plain", "no"));
        for (int i = 0; i < 3; i++) {
            assertThat(post("unauthorized", token).statusCode()).isEqualTo(502);
        }
        assertThat(endpoint.asked()).hasSize(1);
    }
}
