package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import dev.gatehouse.gateway.testing.FakeIssuer;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The switch to an external identity provider and back: domain rules R32 to R35, decision O5. */
class ExternalIdentityProviderTests {

    private static final String AUDIENCE = "https://tools.example/mcp";

    private static final RSAKey KEY = TestKeys.rsa("idp-key");

    private final TestGateway gateway = TestGateway.shared();
    private final FakeIssuer issuer = new FakeIssuer(KEY.toPublicJWK());

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @AfterEach
    void stopIssuer() {
        issuer.close();
    }

    @Test
    void switchedToExternalAndBackThenTheCurrentIssuerAloneDecides() throws Exception {
        Map<String, Object> server = gateway.server("switching");
        gateway.add(server);
        String builtIn = gateway.token("switching").sign();
        String external = token().sign();
        assertThat(gateway.call("switching", builtIn)).isEqualTo(200);
        assertThat(gateway.call("switching", external)).isEqualTo(401);

        identityProvider(server, external("mcp"));
        gateway.eventually(() -> gateway.call("switching", builtIn) == 401);
        assertThat(gateway.call("switching", external)).isEqualTo(200);
        assertThat(gateway.post("/mcp/switching", external, TestGateway.callTool("add"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(metadata("switching")).contains(issuer.identifier()).doesNotContain(gateway.auth.issuer());

        identityProvider(server, Map.of("type", "BUILT_IN"));
        gateway.eventually(() -> gateway.call("switching", builtIn) == 200);
        assertThat(gateway.call("switching", external)).isEqualTo(401);
        assertThat(metadata("switching")).contains(gateway.auth.issuer());
    }

    @Test
    void externalThenChallengeAndMetadataNameItsScopes() throws Exception {
        add("scoped", external("mcp", "tools"));

        assertThat(gateway.get("/mcp/scoped")
                        .headers()
                        .firstValue("www-authenticate")
                        .orElseThrow())
                .contains("scope=\"mcp tools\"");
        assertThat(metadata("scoped")).contains("\"scopes_supported\":[\"mcp\",\"tools\"]");
        HttpResponse<String> refused = gateway.post("/mcp/scoped", token().sign(), TestGateway.call("tools/list"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
                .contains("insufficient_scope", "scope=\"mcp tools\"");
        assertThat(gateway.call(
                        "scoped",
                        token().claim("scope", null)
                                .claim("scp", List.of("tools", "mcp"))
                                .sign()))
                .isEqualTo(200);
    }

    @Test
    void externalWithoutRequiredScopesThenNoneIsNamed() throws Exception {
        add("unscoped", external());

        assertThat(gateway.get("/mcp/unscoped")
                        .headers()
                        .firstValue("www-authenticate")
                        .orElseThrow())
                .doesNotContain("scope=");
        assertThat(metadata("unscoped")).doesNotContain("scopes_supported");
        assertThat(gateway.call("unscoped", token().claim("scope", null).sign()))
                .isEqualTo(200);
    }

    @Test
    void externalTokenThatIsNotGoodThen401() {
        add("strict", external("mcp"));
        RSAKey stranger = TestKeys.rsa("idp-key");

        assertThat(gateway.call("strict", token().sign())).isEqualTo(200);
        assertThat(gateway.call("strict", token().type(null).sign())).isEqualTo(200);
        assertThat(gateway.call("strict", token().type("at+jwt").sign())).isEqualTo(200);
        assertThat(gateway.call("strict", token().type("logout+jwt").sign())).isEqualTo(401);
        assertThat(gateway.call(
                        "strict",
                        token().claim("aud", gateway.url("/mcp/strict")).sign()))
                .isEqualTo(401);
        assertThat(gateway.call(
                        "strict",
                        token().claim("iss", issuer.identifier() + "/").sign()))
                .isEqualTo(401);
        assertThat(gateway.call(
                        "strict", token().claim("iss", gateway.auth.issuer()).sign()))
                .isEqualTo(401);
        assertThat(gateway.call("strict", token().claim("exp", 1_000_000_000L).sign()))
                .isEqualTo(401);
        assertThat(gateway.call(
                        "strict", token().signedBy(stranger, JWSAlgorithm.RS256).sign()))
                .isEqualTo(401);
        assertThat(gateway.call(
                        "strict", token().signedBy(KEY, JWSAlgorithm.RS512).sign()))
                .isEqualTo(200);
        assertThat(gateway.call(
                        "strict", token().signedBy(KEY, JWSAlgorithm.PS256).sign()))
                .isEqualTo(200);
        assertThat(gateway.call("strict", token().claim("typ", "ID").sign())).isEqualTo(401);
        assertThat(gateway.call("strict", token().claim("typ", "Refresh").sign()))
                .isEqualTo(401);
        assertThat(gateway.call("strict", token().claim("token_use", "id").sign()))
                .isEqualTo(401);
        assertThat(gateway.call("strict", token().claim("at_hash", "x").sign())).isEqualTo(401);
        assertThat(gateway.call("strict", token().claim("typ", "Bearer").sign()))
                .isEqualTo(200);
    }

    @Test
    void issuersKeysOutOfReachThen503AndNot401() {
        issuer.broken(true);
        add("dark", external("mcp"));

        assertThat(gateway.call("dark", token().sign())).isEqualTo(503);
    }

    @Test
    void issuersKeysOutOfReachWhenTheTokenIsNotTheIssuersThen401() {
        issuer.broken(true);
        Map<String, Object> server = gateway.server("switched");
        gateway.add(server);
        String builtIn = gateway.token("switched").sign();
        assertThat(gateway.call("switched", builtIn)).isEqualTo(200);

        identityProvider(server, external("mcp"));

        gateway.eventually(() -> gateway.call("switched", builtIn) != 200);
        assertThat(gateway.call("switched", builtIn)).isEqualTo(401);
        assertThat(gateway.call("switched", "nonsense")).isEqualTo(401);
        assertThat(gateway.call("switched", token().claim("iss", null).sign())).isEqualTo(401);
        assertThat(gateway.call("switched", token().sign())).isEqualTo(503);
    }

    @Test
    void issuersKeysHugeOrRedirectedThen503() {
        issuer.answerWith(200, "{\"keys\":[],\"x\":\"" + "x".repeat(300_000) + "\"}");
        add("huge", external("mcp"));

        assertThat(gateway.call("huge", token().sign())).isEqualTo(503);
    }

    @Test
    void outageAfterTheKeysWereSeenThenTheyAreKept() {
        add("lasting", external("mcp"));
        assertThat(gateway.call("lasting", token().sign())).isEqualTo(200);

        issuer.broken(true);

        assertThat(gateway.call("lasting", token().sign())).isEqualTo(200);
    }

    private TestToken token() {
        return TestToken.of(KEY, issuer.identifier(), AUDIENCE)
                .type("JWT")
                .claim("client_id", null)
                .claim("scope", "mcp")
                .signedBy(KEY, JWSAlgorithm.RS256);
    }

    private Map<String, Object> external(String... scopes) {
        return Map.of(
                "type",
                "EXTERNAL",
                "id",
                "77aa",
                "issuer",
                issuer.identifier(),
                "audience",
                AUDIENCE,
                "jwksUri",
                issuer.jwksUri(),
                "requiredScopes",
                List.of(scopes));
    }

    private void add(String slug, Map<String, Object> provider) {
        Map<String, Object> server = gateway.server(slug);
        server.put("identityProvider", provider);
        gateway.add(server);
    }

    private void identityProvider(Map<String, Object> server, Map<String, Object> provider) {
        server.put("identityProvider", provider);
        gateway.auth.put(new HashMap<>(server));
    }

    private String metadata(String slug) throws Exception {
        return gateway.get("/.well-known/oauth-protected-resource/mcp/" + slug).body();
    }
}
