package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.gatehouse.gateway.testing.RawConnection;
import dev.gatehouse.gateway.testing.TestGateway;
import dev.gatehouse.gateway.testing.TestKeys;
import dev.gatehouse.gateway.testing.TestToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which access tokens the gateway takes, against the real server (RFC 9068 section 4, RFC 8725 section 3). */
class TokenTests {

    private final TestGateway gateway = TestGateway.shared();

    @BeforeEach
    void upstreamAnswers() {
        gateway.upstream.answer(exchange -> exchange.json());
    }

    @Test
    void goodTokenThenRelayed() throws Exception {
        assertThat(gateway.call("everything", good().sign())).isEqualTo(200);
        assertThat(gateway.upstream.take().text()).contains("tools/list");
    }

    @Test
    void severalAudiencesOneOfThemThisServerThenRelayed() {
        String token = good().claim("aud", List.of("https://other.example", gateway.url("/mcp/everything")))
                .sign();

        assertThat(gateway.call("everything", token)).isEqualTo(200);
    }

    static Stream<Arguments> badTokens() {
        long now = Instant.now().getEpochSecond();
        ECKey stranger = TestKeys.ec("key-1");
        RSAKey rsa = TestKeys.rsa("key-1");
        return Stream.of(
                bad("audience of another server", token -> token.claim("aud", "http://localhost/mcp/other")),
                bad("audience with a slash more", token -> token.claim("aud", token.claim("aud") + "/")),
                bad("audience is a prefix", token -> token.claim("aud", "http://localhost")),
                bad("no audience", token -> token.claim("aud", null)),
                bad("another issuer", token -> token.claim("iss", "https://evil.example")),
                bad("issuer with a slash more", token -> token.claim("iss", token.claim("iss") + "/")),
                bad("no issuer", token -> token.claim("iss", null)),
                bad("expired", token -> token.claim("exp", now - 1)),
                bad("expires now", token -> token.claim("exp", now)),
                bad("no expiry", token -> token.claim("exp", null)),
                bad("issued in the future", token -> token.claim("iat", now + 60)),
                bad("no time of issue", token -> token.claim("iat", null)),
                bad("not valid yet", token -> token.claim("nbf", now + 60)),
                bad("no jti", token -> token.claim("jti", null)),
                bad("no client", token -> token.claim("client_id", null)),
                bad("scope is a list", token -> token.claim("scope", List.of("mcp:read"))),
                bad("type JWT", token -> token.type("JWT")),
                bad("no type", token -> token.type(null)),
                bad("type of an id token", token -> token.type("id+jwt")),
                bad("type in capitals", token -> token.type("AT+JWT")),
                bad("unknown key", token -> token.kid("key-2")),
                bad("no key id", token -> token.kid(null)),
                bad("signed by a stranger under our kid", token -> token.signedBy(stranger, JWSAlgorithm.ES256)),
                bad("RSA under our kid", token -> token.signedBy(rsa, JWSAlgorithm.RS256)),
                bad("critical header", token -> token.critical("x-must-understand")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void badTokenThen401(String name, UnaryOperator<TestToken> change) {
        String token = change.apply(good()).sign();

        assertThat(gateway.call("everything", token)).isEqualTo(401);
        assertThat(gateway.upstream.sawNothing()).isTrue();
    }

    @Test
    void clockALittleAheadThenTolerated() {
        String token = good().claim("iat", Instant.now().getEpochSecond() + 3).sign();

        assertThat(gateway.call("everything", token)).isEqualTo(200);
    }

    @Test
    void algorithmNoneThen401() {
        String[] parts = good().sign().split("\\.");
        for (String header : List.of("{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}", "{\"alg\":\"NONE\"}")) {
            String none = base64(header.getBytes(StandardCharsets.UTF_8)) + "." + parts[1] + ".";
            assertThat(gateway.call("everything", none)).isEqualTo(401);
            assertThat(gateway.call("everything", none + parts[2])).isEqualTo(401);
        }
    }

    @Test
    void hmacWithThePublicKeyThen401() throws Exception {
        String payload = good().sign().split("\\.")[1];
        for (byte[] secret : List.of(
                gateway.key.toECPublicKey().getEncoded(),
                gateway.key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
            String signed =
                    base64("{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"key-1\"}".getBytes(StandardCharsets.UTF_8))
                            + "." + payload;
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            String token = signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));

            assertThat(gateway.call("everything", token)).isEqualTo(401);
        }
    }

    @Test
    void changedPayloadThen401() {
        String[] parts = good().sign().split("\\.");
        String other = good().claim("sub", "somebody-else").sign().split("\\.")[1];

        assertThat(gateway.call("everything", parts[0] + "." + other + "." + parts[2]))
                .isEqualTo(401);
        assertThat(gateway.call("everything", parts[0] + "." + parts[1])).isEqualTo(401);
        assertThat(gateway.call("everything", parts[0] + "." + parts[1] + "." + parts[2] + "."))
                .isEqualTo(401);
    }

    @Test
    void tokenInTheQueryThenIgnored() throws Exception {
        assertThat(gateway.get("/mcp/everything?access_token=" + good().sign()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void severalAuthorizationHeadersThen401() throws Exception {
        String token = good().sign();
        for (String second : List.of("Bearer " + token, "Basic eDp5", "")) {
            try (RawConnection connection = new RawConnection(gateway.port())) {
                connection.send("GET /mcp/everything HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + token
                        + "\r\nauthorization: " + second + "\r\n\r\n");
                assertThat(connection.status()).isEqualTo(401);
                assertThat(connection.headers()).contains("invalid_token");
            }
        }
    }

    @Test
    void schemeInAnyCaseThenRelayedAndOtherSchemeThenNoToken() throws Exception {
        String token = good().sign();

        assertThat(gateway.get("/mcp/everything", "authorization", "bEaReR " + token)
                        .statusCode())
                .isEqualTo(200);
        var basic = gateway.get("/mcp/everything", "authorization", "Basic " + token);
        assertThat(basic.statusCode()).isEqualTo(401);
        assertThat(basic.headers().firstValue("www-authenticate").orElseThrow()).doesNotContain("error");
    }

    @Test
    void readScopeThenListsButNoToolCalls() throws Exception {
        String token = good().claim("scope", "mcp:read").sign();

        assertThat(gateway.call("everything", token)).isEqualTo(200);
        var refused = gateway.post("/mcp/everything", token, TestGateway.callTool("add"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("www-authenticate").orElseThrow())
                .contains("error=\"insufficient_scope\"", "scope=\"mcp:read mcp:write\"", "resource_metadata=");
    }

    @Test
    void noScopeAtAllThen403() throws Exception {
        String token = good().claim("scope", "openid profile").sign();

        assertThat(gateway.call("everything", token)).isEqualTo(403);
        assertThat(gateway.get("/mcp/everything", "authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void tokenOfOneServerAtAnotherThen401() {
        gateway.add(gateway.server("neighbour"));

        assertThat(gateway.call("neighbour", good().sign())).isEqualTo(401);
        assertThat(gateway.call("neighbour", gateway.token("neighbour").sign())).isEqualTo(200);
    }

    @Test
    void tokenThatExpiresThenRefusedThoughRemembered() throws Exception {
        String token = good().claim("exp", Instant.now().getEpochSecond() + 2).sign();

        assertThat(gateway.call("everything", token)).isEqualTo(200);
        gateway.eventually(() -> gateway.call("everything", token) == 401);
    }

    @Test
    void revocationThatIsOverByOurClockThenStillRefused() {
        TestToken token = good();
        assertThat(gateway.call("everything", token.sign())).isEqualTo(200);

        // As after a jump of the clock: the authorization server's minute is past here.
        gateway.auth.revoke("TOKEN", (String) token.claim("jti"), Duration.ofMinutes(-1));
        gateway.catchUp();

        assertThat(gateway.call("everything", token.sign())).isEqualTo(401);
    }

    @Test
    void revokedThenRefusedWithinASecond() {
        TestToken byToken = good();
        TestToken byAuthorization = good();
        TestToken untouched = good();
        for (TestToken token : List.of(byToken, byAuthorization, untouched)) {
            assertThat(gateway.call("everything", token.sign())).isEqualTo(200);
        }

        long revokedAt = System.nanoTime();
        gateway.auth.revoke("TOKEN", (String) byToken.claim("jti"), Duration.ofMinutes(1));
        gateway.auth.revoke("AUTHORIZATION", (String) byAuthorization.claim("sid"), Duration.ofMinutes(1));
        gateway.eventually(() -> gateway.call("everything", byToken.sign()) == 401
                && gateway.call("everything", byAuthorization.sign()) == 401);

        assertThat(Duration.ofNanos(System.nanoTime() - revokedAt)).isLessThan(Duration.ofSeconds(1));
        assertThat(gateway.call("everything", untouched.sign())).isEqualTo(200);
    }

    @Test
    void revocationOfAnUnknownKindThenBitesWhereverTheIdStands() {
        TestToken token = good();

        gateway.auth.revoke("DEVICE", (String) token.claim("sid"), Duration.ofMinutes(1));
        gateway.catchUp();

        assertThat(gateway.call("everything", token.sign())).isEqualTo(401);
    }

    @Test
    void keysRotatedThenBothUsedAndRemovedThenRefused() {
        ECKey next = TestKeys.ec("key-next");
        RSAKey rsa = TestKeys.rsa("key-rsa");
        TestToken withNext = TestToken.of(next, gateway.auth.issuer(), gateway.url("/mcp/everything"));
        TestToken withRsa = TestToken.of(rsa, gateway.auth.issuer(), gateway.url("/mcp/everything"))
                .signedBy(rsa, JWSAlgorithm.RS256);

        gateway.auth.keys(gateway.key, next, rsa);
        gateway.eventually(() -> gateway.call("everything", withNext.sign()) == 200);
        assertThat(gateway.call("everything", withRsa.sign())).isEqualTo(200);
        assertThat(gateway.call("everything", good().sign())).isEqualTo(200);

        String remembered = withNext.sign();
        assertThat(gateway.call("everything", remembered)).isEqualTo(200);
        gateway.auth.keys(gateway.key);
        gateway.catchUp();
        assertThat(gateway.call("everything", remembered)).isEqualTo(401);
    }

    @Test
    void keyRevokedThenItsTokensRefused() {
        ECKey doomed = TestKeys.ec("key-doomed");
        gateway.auth.keys(gateway.key, doomed);
        TestToken token = TestToken.of(doomed, gateway.auth.issuer(), gateway.url("/mcp/everything"));
        gateway.eventually(() -> gateway.call("everything", token.sign()) == 200);

        long revokedAt = System.nanoTime();
        gateway.auth.revoke("KEY", "key-doomed", Duration.ofMinutes(1));

        gateway.eventually(() -> gateway.call("everything", token.sign()) == 401);
        assertThat(Duration.ofNanos(System.nanoTime() - revokedAt)).isLessThan(Duration.ofSeconds(1));
        gateway.auth.keys(gateway.key);
    }

    @Test
    void keyThatTheFeedHasNotToldYetThenItIsAwaitedAndNoValidTokenRefused() {
        for (int round = 0; round < 8; round++) {
            ECKey fresh = TestKeys.ec("key-of-round-" + round);
            TestToken token = TestToken.of(fresh, gateway.auth.issuer(), gateway.url("/mcp/everything"));

            gateway.auth.keys(gateway.key, fresh);

            assertThat(gateway.call("everything", token.sign())).isEqualTo(200);
        }
        gateway.auth.keys(gateway.key);
    }

    @Test
    void keyThatNobodyKnowsThenRefusedAfterOneLookAtTheFeed() {
        ECKey stranger = TestKeys.ec("key-of-a-stranger");
        String token = TestToken.of(stranger, gateway.auth.issuer(), gateway.url("/mcp/everything"))
                .sign();
        long start = System.nanoTime();

        assertThat(gateway.call("everything", token)).isEqualTo(401);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void keyThatNobodyKnowsWhileTheFeedIsOutOfReachThenNotDecided() {
        ECKey stranger = TestKeys.ec("key-of-another-stranger");
        String token = TestToken.of(stranger, gateway.auth.issuer(), gateway.url("/mcp/everything"))
                .sign();
        gateway.auth.broken(true);
        try {
            assertThat(gateway.call("everything", token)).isEqualTo(503);
            assertThat(gateway.call("everything", good().sign())).isEqualTo(200);
        } finally {
            gateway.auth.broken(false);
        }
    }

    @Test
    void algorithmOtherThanThatOfTheKeyThen401() {
        RSAKey rsa = TestKeys.rsa("key-for-rs256");
        RSAKey labelled = new RSAKey.Builder(rsa).algorithm(JWSAlgorithm.RS256).build();
        gateway.auth.keys(gateway.key, labelled);
        TestToken token = TestToken.of(rsa, gateway.auth.issuer(), gateway.url("/mcp/everything"));

        assertThat(gateway.call(
                        "everything", token.signedBy(rsa, JWSAlgorithm.RS256).sign()))
                .isEqualTo(200);
        assertThat(gateway.call(
                        "everything", token.signedBy(rsa, JWSAlgorithm.PS256).sign()))
                .isEqualTo(401);
        assertThat(gateway.call(
                        "everything", token.signedBy(rsa, JWSAlgorithm.RS512).sign()))
                .isEqualTo(401);
        gateway.auth.keys(gateway.key);
    }

    @Test
    void refusalThenSaysNothingOfTheTokenOrTheReason() throws Exception {
        String token = good().claim("aud", "http://localhost/secret-place").sign();

        String body = gateway.post("/mcp/everything", token, TestGateway.call("tools/list"))
                .body();

        assertThat(body).doesNotContain(token, "secret-place", "AUDIENCE", "Exception");
    }

    private TestToken good() {
        return gateway.token("everything");
    }

    private static Arguments bad(String name, UnaryOperator<TestToken> change) {
        return Arguments.of(name, change);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
