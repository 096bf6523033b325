package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of assertions: published for upstreams, and good for nothing else. */
class AssertionKeysTests {

    private static final ECKey KEY = TestKeys.ec("published-1");
    private static final TestGateway GATEWAY = TestGateway.shared();

    @BeforeAll
    static void sign() {
        GATEWAY.auth.assertionKeys(KEY);
        GATEWAY.eventually(() -> GATEWAY.get("/.well-known/jwks.json").body().contains("published-1"));
    }

    @BeforeEach
    void upstreamAnswers() {
        GATEWAY.upstream.answer(exchange -> exchange.json());
    }

    private static String assertion(String slug, String audience) throws Exception {
        Map<String, Object> server = GATEWAY.server(slug);
        server.put("identityScheme", Map.of("type", "ASSERTION", "audience", audience));
        GATEWAY.add(server);
        assertThat(GATEWAY.call(slug, GATEWAY.token(slug).sign())).isEqualTo(200);
        return GATEWAY.upstream.take().header("authorization").substring(7);
    }

    @Test
    void assertionShownToAnyGatewayThenRefusedWhateverItsType() throws Exception {
        String own = assertion("target", GATEWAY.url("/mcp/target"));
        assertThat(GATEWAY.call("target", own)).isEqualTo(401);
        // even what is an access token in all but its key
        for (String type : List.of("at+jwt", "JWT", "gatehouse-assertion+jwt")) {
            String forged = GATEWAY.token("target")
                    .signedBy(KEY, JWSAlgorithm.ES256)
                    .kid(KEY.getKeyID())
                    .type(type)
                    .sign();
            assertThat(GATEWAY.call("target", forged)).as(type).isEqualTo(401);
        }
    }

    @Test
    void assertionWhereTheGatewayItselfIsTakenForAnIdentityProviderThenRefused() throws Exception {
        String own = assertion("source", "https://tools.example");
        Map<String, Object> server = GATEWAY.server("fooled");
        server.put(
                "identityProvider",
                Map.of(
                        "type", "EXTERNAL",
                        "id", server.get("id"),
                        "issuer", GATEWAY.url(""),
                        "audience", "https://tools.example",
                        "jwksUri", GATEWAY.url("/.well-known/jwks.json"),
                        "requiredScopes", List.of()));
        GATEWAY.add(server);
        assertThat(GATEWAY.call("fooled", own)).isEqualTo(401);
    }

    @Test
    void keySetThenPublicHalvesOnlyReadableByAllAndOfNoTokenOfOurs() throws Exception {
        HttpResponse<String> answer = GATEWAY.get("/.well-known/jwks.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("public, max-age=300");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
        JWKSet set = JWKSet.parse(answer.body());
        assertThat(set.containsNonPublicKeys()).isFalse();
        assertThat(set.getKeyByKeyId("published-1").getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(answer.body()).doesNotContain("\"d\"", "nbf", GATEWAY.key.getKeyID());
        assertThat(GATEWAY.post("/.well-known/jwks.json", "", "{}").statusCode())
                .isEqualTo(405);
        assertThat(GATEWAY.send(GATEWAY.request("/.well-known/jwks.json")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void nextKeyThenPublishedBeforeItSignsAndACopyOfTheKeySetFromBeforeVerifiesEveryAssertion() throws Exception {
        try (TestGateway rotating = new TestGateway()) {
            Map<String, Object> server = rotating.server("rotating");
            server.put("identityScheme", Map.of("type", "ASSERTION", "audience", "up"));
            rotating.upstream.answer(exchange -> exchange.json());
            rotating.add(server);
            ECKey first = new ECKey.Builder(TestKeys.ec("first"))
                    .notBeforeTime(new Date(0))
                    .build();
            Instant signs = Instant.now().plusSeconds(2);
            ECKey next = new ECKey.Builder(TestKeys.ec("next"))
                    .notBeforeTime(Date.from(signs))
                    .build();
            rotating.auth.assertionKeys(first, next);
            rotating.eventually(
                    () -> rotating.get("/.well-known/jwks.json").body().contains("next"));
            JWKSet copy = JWKSet.parse(rotating.get("/.well-known/jwks.json").body());
            String kid = kid(rotating, copy);
            assertThat(kid).isEqualTo(Instant.now().isBefore(signs) ? "first" : kid);
            rotating.eventuallyWithin(
                    Duration.ofSeconds(8), () -> kid(rotating, copy).equals("next"));

            rotating.auth.assertionKeys(next, first.toPublicJWK());
            rotating.eventually(
                    () -> rotating.get("/.well-known/jwks.json").body().indexOf("next")
                            < rotating.get("/.well-known/jwks.json").body().indexOf("first"));
            assertThat(kid(rotating, copy)).isEqualTo("next");
        }
    }

    /** The key of the assertion that the upstream gets now, which the copy must verify. */
    private static String kid(TestGateway of, JWKSet copy) throws Exception {
        of.post("/mcp/rotating", of.token("rotating").sign(), TestGateway.call("tools/list"));
        SignedJWT jwt =
                SignedJWT.parse(of.upstream.take().header("authorization").substring(7));
        String kid = jwt.getHeader().getKeyID();
        assertThat(jwt.verify(new ECDSAVerifier(copy.getKeyByKeyId(kid).toECKey())))
                .isTrue();
        return kid;
    }

    @Test
    void noKeyCameWithTheFeedThen503AndTheKeySetIsEmptyAndNotKept() throws Exception {
        try (TestGateway older = new TestGateway()) {
            Map<String, Object> server = older.server("older");
            server.put("identityScheme", Map.of("type", "ASSERTION", "audience", "up"));
            older.add(server);
            HttpResponse<String> answer =
                    older.post("/mcp/older", older.token("older").sign(), TestGateway.call("tools/list"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("IDENTITY_UNAVAILABLE");
            HttpResponse<String> keys = older.get("/.well-known/jwks.json");
            assertThat(keys.body()).isEqualTo("{\"keys\":[]}");
            assertThat(keys.headers().firstValue("cache-control")).hasValue("no-store");
        }
    }
}
