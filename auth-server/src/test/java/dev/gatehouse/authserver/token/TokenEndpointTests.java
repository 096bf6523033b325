package dev.gatehouse.authserver.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@AuthServerTest
class TokenEndpointTests {

    private static final String CUS = "cus@demo.example";

    @Autowired
    TestServer server;

    private String client;

    @BeforeEach
    void register() {
        client = server.register("http://127.0.0.1/callback");
    }

    @Test
    void codeThenAnAccessTokenAsRfc9068SaysForOneHour() throws Exception {
        JsonNode answer = tokens();

        assertThat(answer.get("token_type").stringValue()).isEqualTo("Bearer");
        assertThat(answer.get("expires_in").intValue()).isEqualTo(3600);
        assertThat(answer.get("scope").stringValue()).isEqualTo("mcp:read mcp:write");
        SignedJWT jwt = SignedJWT.parse(answer.get("access_token").stringValue());
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
        JWKSet keys = JWKSet.parse(server.get("/oauth2/jwks").body());
        assertThat(jwt.verify(new ECDSAVerifier(
                        keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())))
                .isTrue();
        JWTClaimsSet claims = jwt.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(TestServer.ISSUER);
        assertThat(claims.getAudience()).containsExactly(TestServer.EVERYTHING);
        assertThat(claims.getStringClaim("client_id")).isEqualTo(client);
        assertThat(claims.getStringClaim("scope")).isEqualTo("mcp:read mcp:write");
        assertThat(claims.getClaims())
                .containsKeys("sub", "account", "sid", "jti")
                .doesNotContainKey("nbf");
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofHours(1));
    }

    static Stream<Arguments> codeRequestsThatAreRefused() {
        return Stream.of(
                Arguments.of("code_verifier", "another-verifier-0123456789-0123456789-01234", "invalid_grant"),
                Arguments.of("code_verifier", "", "invalid_grant"),
                Arguments.of("code_verifier", null, "invalid_grant"),
                Arguments.of("redirect_uri", "http://127.0.0.1:1/callback", "invalid_grant"),
                Arguments.of("resource", TestServer.GATEWAY + "/mcp/notes", "invalid_target"),
                Arguments.of("resource", "::", "invalid_target"),
                Arguments.of("code", "x", "invalid_grant"));
    }

    @ParameterizedTest
    @MethodSource("codeRequestsThatAreRefused")
    void codeRequestThatIsRefusedThenTheCodeIsNotConsumed(String name, String value, String error) {
        Map<String, String> good = codeForm(code());
        Map<String, String> bad = new HashMap<>(good);
        if (value == null) {
            bad.remove(name);
        } else {
            bad.put(name, value);
        }

        HttpResponse<String> refused = server.post("/oauth2/token", bad);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(error(refused)).isEqualTo(error);

        assertThat(server.post("/oauth2/token", good).statusCode()).isEqualTo(200);
    }

    @Test
    void codeOfAnotherClientThenInvalidGrantAndTheOwnerMayStillUseIt() {
        Map<String, String> good = codeForm(code());
        Map<String, String> stolen = new HashMap<>(good);
        stolen.put("client_id", server.registerAnother("http://127.0.0.1/callback"));

        assertThat(error(server.post("/oauth2/token", stolen))).isEqualTo("invalid_grant");
        assertThat(server.post("/oauth2/token", good).statusCode()).isEqualTo(200);
    }

    @Test
    void codeTwiceThenEverythingThatCameOfItIsDead() {
        Map<String, String> form = codeForm(code());
        JsonNode first = TestServer.json(server.post("/oauth2/token", form));

        assertThat(error(server.post("/oauth2/token", form))).isEqualTo("invalid_grant");

        assertThat(error(refresh(first))).isEqualTo("invalid_grant");
    }

    @Test
    void codeAsRefreshTokenThenInvalidGrant() {
        assertThat(error(server.post(
                        "/oauth2/token",
                        Map.of("grant_type", "refresh_token", "refresh_token", code(), "client_id", client))))
                .isEqualTo("invalid_grant");
    }

    @Test
    void refreshByAPublicClientThenANewPairAndTheOldOneIsGoodForARetryOnly() {
        JsonNode first = tokens();
        JsonNode second = TestServer.json(refresh(first));
        JsonNode retried = TestServer.json(refresh(first));
        assertThat(second.get("refresh_token")).isNotEqualTo(first.get("refresh_token"));
        assertThat(retried.get("refresh_token")).isEqualTo(second.get("refresh_token"));

        JsonNode third = TestServer.json(refresh(second));
        assertThat(error(refresh(first))).isEqualTo("invalid_grant");
        assertThat(error(refresh(third))).isEqualTo("invalid_grant");
    }

    @Test
    void fiveProcessesThatRefreshAtOnceThenAllGoOn() {
        JsonNode first = tokens();

        List<JsonNode> answers = IntStream.range(0, 5)
                .parallel()
                .mapToObj(i -> TestServer.json(refresh(first)))
                .toList();

        assertThat(answers.stream().map(answer -> answer.get("refresh_token")).distinct())
                .hasSize(1);
        assertThat(refresh(answers.get(0)).statusCode()).isEqualTo(200);
    }

    @Test
    void refreshNarrowsButNeverWidens() {
        JsonNode first = tokens(Map.of("scope", "mcp:read openid offline_access"));
        assertThat(first.get("scope").stringValue()).isEqualTo("mcp:read offline_access");

        Map<String, String> asked = refreshForm(first);
        asked.put("scope", "mcp:read openid offline_access");
        JsonNode second = TestServer.json(server.post("/oauth2/token", asked));
        assertThat(second.get("scope").stringValue()).isEqualTo("mcp:read offline_access");

        Map<String, String> wider = refreshForm(second);
        wider.put("scope", "mcp:read mcp:write");
        assertThat(error(server.post("/oauth2/token", wider))).isEqualTo("invalid_scope");
        assertThat(refresh(second).statusCode()).isEqualTo(200);
    }

    @Test
    void writeImpliesReadAndBothAreTheDefault() {
        assertThat(tokens(Map.of("scope", "mcp:write")).get("scope").stringValue())
                .isEqualTo("mcp:read mcp:write");
        assertThat(tokens(Map.of("scope", "openid profile")).get("scope").stringValue())
                .isEqualTo("mcp:read mcp:write");
    }

    static Stream<Arguments> badTokenRequests() {
        return Stream.of(
                Arguments.of(Map.of(), 401, "invalid_client"),
                Arguments.of(Map.of("client_id", "c_unknown", "grant_type", "refresh_token"), 401, "invalid_client"),
                Arguments.of(Map.of("client_id", "ü", "grant_type", "refresh_token"), 400, "invalid_request"));
    }

    @ParameterizedTest
    @MethodSource("badTokenRequests")
    void badTokenRequestThenJsonError(Map<String, String> form, int status, String error) {
        HttpResponse<String> response = server.post("/oauth2/token", form);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(error(response)).isEqualTo(error);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(response.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void grantTypeThatIsUnknownMissingOrRepeatedThenAnErrorOfItsOwn() {
        assertThat(error(server.post("/oauth2/token", Map.of("client_id", client, "grant_type", "password"))))
                .isEqualTo("unsupported_grant_type");
        assertThat(error(server.post("/oauth2/token", Map.of("client_id", client))))
                .isEqualTo("invalid_request");
        assertThat(error(server.post("/oauth2/token?grant_type=refresh_token", refreshForm(tokens()))))
                .isEqualTo("invalid_request");
    }

    @Test
    void otherMethodsAndContentTypesThenClearErrors() {
        assertThat(server.get("/oauth2/token").statusCode()).isEqualTo(405);
        HttpResponse<String> json = server.postJson("/oauth2/token", "{}");
        assertThat(json.statusCode()).isEqualTo(400);
        assertThat(error(json)).isEqualTo("invalid_request");
        HttpResponse<String> large = server.send(server.request("/oauth2/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("client_id=" + "x".repeat(200_000))));
        assertThat(large.statusCode()).isBetween(400, 499);
        assertThat(large.body()).doesNotContain("<html", "Exception");
    }

    @Test
    void multipartThenInvalidRequestAndTheCodeIsNotRedeemed() {
        Map<String, String> form = codeForm(code());
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append("--b\r\nContent-Disposition: form-data; name=\"")
                .append(name)
                .append("\"\r\n\r\n")
                .append(value)
                .append("\r\n"));
        HttpResponse<String> multipart = server.send(server.request("/oauth2/token")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body + "--b--\r\n")));

        assertThat(multipart.statusCode()).isEqualTo(400);
        assertThat(error(multipart)).isEqualTo("invalid_request");
        assertThat(server.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void parametersWithoutAValueThenAsIfNotSent() {
        Map<String, String> form = new HashMap<>(codeForm(code()));
        form.put("resource", "");
        form.put("redirect_uri", "");

        assertThat(server.post("/oauth2/token", form).statusCode()).isEqualTo(200);
    }

    @Test
    void anyAcceptHeaderThenJson() {
        for (String path : List.of("/.well-known/oauth-authorization-server", "/oauth2/jwks", "/health/live")) {
            HttpResponse<String> response = server.send(
                    server.request(path).header("Accept", "text/html").GET());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("application/json");
        }
        for (String method : List.of("PUT", "PATCH", "DELETE")) {
            assertThat(server.send(server.request("/oauth2/token").method(method, HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(405);
        }
        assertThat(server.post("/oauth2/par", Map.of()).statusCode()).isEqualTo(401);
    }

    private String code() {
        return server.browser().allow(TestRequest.of(client), CUS).get("code");
    }

    private JsonNode tokens() {
        return TestServer.json(server.post("/oauth2/token", codeForm(code())));
    }

    private JsonNode tokens(Map<String, String> parameters) {
        TestRequest request = TestRequest.of(client);
        parameters.forEach(request::with);
        String code = server.browser().allow(request, CUS).get("code");
        return TestServer.json(server.post("/oauth2/token", codeForm(code)));
    }

    private Map<String, String> codeForm(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "client_id",
                client,
                "code_verifier",
                TestRequest.VERIFIER,
                "redirect_uri",
                TestRequest.REDIRECT_URI,
                "resource",
                TestServer.EVERYTHING + "/");
    }

    private Map<String, String> refreshForm(JsonNode tokens) {
        Map<String, String> form = new HashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", tokens.get("refresh_token").stringValue());
        form.put("client_id", client);
        return form;
    }

    private HttpResponse<String> refresh(JsonNode tokens) {
        return server.post("/oauth2/token", refreshForm(tokens));
    }

    private static String error(HttpResponse<String> response) {
        return TestServer.json(response).path("error").asString("none: " + response.body());
    }
}
