package dev.gatehouse.authserver.client.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.DocumentHost;
import dev.gatehouse.authserver.testing.DocumentsTest;
import dev.gatehouse.authserver.testing.TestClock;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import dev.gatehouse.policy.client.ClientAuthentication;
import dev.gatehouse.policy.client.Registration;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DocumentsTest
class ClientAssertionTests {

    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final ECKey EC = ec("ec", Curve.P_256);
    private static final ECKey OTHER = ec("ec", Curve.P_256);
    private static final ECKey NEXT = ec("next", Curve.P_256);
    private static final RSAKey RSA = rsa();

    @Autowired
    TestServer server;

    @Autowired
    TestClock clock;

    @Autowired
    ClientRepository registered;

    private final DocumentHost host = new DocumentHost();
    private final String path = "/" + UUID.randomUUID() + "/client.json";
    private final String jwksPath = "/" + UUID.randomUUID() + "/jwks.json";
    private final String client = host.url(path);

    @BeforeEach
    void publish() {
        host.json(path, document("'token_endpoint_auth_method':'private_key_jwt'"));
        serve(EC, RSA);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private String document(String methods) {
        return ("{'client_id':'" + client + "','client_name':'Signing app','redirect_uris':"
                        + "['http://127.0.0.1/callback']," + methods + ",'jwks_uri':'" + host.url(jwksPath) + "'}")
                .replace('\'', '"');
    }

    private void serve(JWK... keys) {
        host.json(jwksPath, new JWKSet(List.of(keys)).toString());
    }

    private static ECKey ec(String kid, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey rsa() {
        try {
            return new RSAKeyGenerator(2048).keyID("rsa").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new JWTClaimsSet.Builder()
                .issuer(client)
                .subject(client)
                .audience(TestServer.ISSUER)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .jwtID(UUID.randomUUID().toString());
    }

    private static String sign(JWTClaimsSet claims, JWK key, JWSAlgorithm algorithm) {
        return sign(
                claims, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), key);
    }

    private static String sign(JWTClaimsSet claims, JWSHeader header, JWK key) {
        try {
            JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String good() {
        return sign(claims().build(), EC, JWSAlgorithm.ES256);
    }

    private Map<String, String> form(String assertion) {
        return new HashMap<>(Map.of(
                "grant_type", "refresh_token",
                "refresh_token", "x",
                "client_id", client,
                "client_assertion_type", TYPE,
                "client_assertion", assertion));
    }

    /** What the token endpoint says: {@code invalid_grant} is the answer to a client that it has recognised. */
    private String outcome(Map<String, String> form) {
        HttpResponse<String> response = server.post("/oauth2/token", form);
        return response.statusCode() + " "
                + TestServer.json(response).get("error").stringValue();
    }

    private String outcome(String assertion) {
        return outcome(form(assertion));
    }

    private String refreshTokenByAssertion() {
        Map<String, String> allowed = server.browser().allow(TestRequest.of(client), "cus@demo.example");
        Map<String, String> redeem = form(good());
        redeem.remove("client_id");
        redeem.putAll(TestRequest.redemption(allowed.get("code")));
        HttpResponse<String> answer = server.post("/oauth2/token", redeem);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return TestServer.json(answer).get("refresh_token").stringValue();
    }

    @Test
    void refreshTokenThatWasGotWithAKeyThenOfNoUseWithoutIt() {
        host.json(path, document("'token_endpoint_auth_methods_supported':['none','private_key_jwt']"));
        String token = refreshTokenByAssertion();
        assertThat(outcome(Map.of("grant_type", "refresh_token", "refresh_token", token, "client_id", client)))
                .isEqualTo("400 invalid_grant");

        Map<String, String> signed = form(good());
        signed.put("refresh_token", token);
        assertThat(server.post("/oauth2/token", signed).statusCode()).isEqualTo(200);
    }

    @Test
    void assertionThenTheWholeWayToTokensAndARefreshAndARevocation() {
        String token = refreshTokenByAssertion();
        Map<String, String> unsigned =
                Map.of("grant_type", "refresh_token", "refresh_token", token, "client_id", client);
        assertThat(outcome(unsigned)).isEqualTo("401 invalid_client");

        Map<String, String> refresh = form(good());
        refresh.put("refresh_token", token);
        HttpResponse<String> refreshed = server.post("/oauth2/token", refresh);
        assertThat(refreshed.statusCode()).isEqualTo(200);

        Map<String, String> revoke = form(good());
        revoke.put("token", token);
        assertThat(server.post("/oauth2/revoke", revoke).statusCode()).isEqualTo(200);
        Map<String, String> again = form(good());
        again.put("refresh_token", token);
        assertThat(outcome(again)).isEqualTo("400 invalid_grant");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/oauth2/token", "/oauth2/introspect"})
    void assertionForUsThenRecognisedWithAndWithoutClientId(String suffix) {
        JWTClaimsSet claims = claims().audience(TestServer.ISSUER + suffix).build();
        assertThat(outcome(sign(claims, EC, JWSAlgorithm.ES256))).isEqualTo("400 invalid_grant");

        Map<String, String> form = form(good());
        form.remove("client_id");
        assertThat(outcome(form)).isEqualTo("400 invalid_grant");
    }

    @Test
    void assertionByEachAlgorithmThenRecognised() {
        ECKey p384 = ec("p384", Curve.P_384);
        serve(EC, RSA, p384);
        assertThat(outcome(sign(claims().build(), RSA, JWSAlgorithm.RS256))).isEqualTo("400 invalid_grant");
        assertThat(outcome(sign(claims().build(), RSA, JWSAlgorithm.PS256))).isEqualTo("400 invalid_grant");
        assertThat(outcome(sign(claims().build(), p384, JWSAlgorithm.ES384))).isEqualTo("400 invalid_grant");
        JWSHeader noKid = new JWSHeader(JWSAlgorithm.ES256);
        assertThat(outcome(sign(claims().build(), noKid, EC))).isEqualTo("400 invalid_grant");
    }

    static Stream<Arguments> claimsThatAreRefused() {
        return Stream.of(
                refused("issuer", builder -> builder.issuer("https://other.example/x")),
                refused("subject", builder -> builder.subject("https://other.example/x")),
                refused("audience", builder -> builder.audience("https://other.example")),
                refused("look-alike audience", builder -> builder.audience(TestServer.ISSUER + ".example")),
                refused(
                        "another audience, too",
                        builder -> builder.audience(List.of(TestServer.ISSUER, "https://a.example"))),
                refused("no audience", builder -> builder.audience((String) null)),
                refused("no expiry", builder -> builder.expirationTime(null)),
                refused("no jti", builder -> builder.jwtID(null)),
                refused("long jti", builder -> builder.jwtID("j".repeat(501))));
    }

    private static Arguments refused(String what, Consumer<JWTClaimsSet.Builder> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claimsThatAreRefused")
    void assertionWithBadClaimsThenInvalidClient(String what, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);

        assertThat(outcome(sign(claims.build(), EC, JWSAlgorithm.ES256))).isEqualTo("401 invalid_client");
    }

    @Test
    void assertionOutOfItsTimeThenInvalidClient() {
        Instant now = clock.instant();
        for (JWTClaimsSet.Builder claims : List.of(
                claims().expirationTime(Date.from(now.minusSeconds(1))),
                claims().expirationTime(Date.from(now.plusSeconds(700))),
                claims().issueTime(Date.from(now.plusSeconds(60))),
                claims().notBeforeTime(Date.from(now.plusSeconds(60))))) {
            assertThat(outcome(sign(claims.build(), EC, JWSAlgorithm.ES256))).isEqualTo("401 invalid_client");
        }
        assertThat(outcome(
                        sign(claims().issueTime(Date.from(now.plusSeconds(3))).build(), EC, JWSAlgorithm.ES256)))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void assertionUsedTwiceThenTheSecondTimeInvalidClient() {
        String assertion = good();

        assertThat(outcome(assertion)).isEqualTo("400 invalid_grant");
        assertThat(outcome(assertion)).isEqualTo("401 invalid_client");
    }

    @Test
    void assertionUsedByEightAtOnceThenOneIsRecognised() {
        String assertion = good();
        outcome(good());

        List<CompletableFuture<String>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> outcome(assertion)))
                .toList();

        assertThat(all.stream().map(CompletableFuture::join)).containsOnlyOnce("400 invalid_grant");
    }

    @Test
    void assertionOfAForgerThenInvalidClientAndTheIdIsNotUsedUp() throws JOSEException {
        JWTClaimsSet claims = claims().build();
        assertThat(outcome(sign(claims, OTHER, JWSAlgorithm.ES256))).isEqualTo("401 invalid_client");
        JWSHeader embedded = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .jwk(OTHER.toPublicJWK())
                .build();
        assertThat(outcome(sign(claims, embedded, OTHER))).isEqualTo("401 invalid_client");
        assertThat(outcome(new PlainJWT(claims).serialize())).isEqualTo("401 invalid_client");

        SignedJWT confused = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims);
        confused.sign(new MACSigner(RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        assertThat(outcome(confused.serialize())).isEqualTo("401 invalid_client");

        assertThat(outcome(sign(claims, EC, JWSAlgorithm.ES256))).isEqualTo("400 invalid_grant");
    }

    @Test
    void assertionBesideAnotherClientIdOrAnotherAuthenticationThenRefused() {
        Map<String, String> other = form(good());
        other.put("client_id", host.url("/nobody"));
        assertThat(outcome(other)).startsWith("401");
        Map<String, String> secret = form(good());
        secret.put("client_secret", "s");
        assertThat(outcome(secret)).isEqualTo("400 invalid_request");
        Map<String, String> type = form(good());
        type.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
        assertThat(outcome(type)).isEqualTo("401 invalid_client");
        Map<String, String> alone = form(good());
        alone.remove("client_assertion");
        assertThat(outcome(alone)).isEqualTo("400 invalid_request");
    }

    @Test
    void clientThatMayDoBothThenWithoutAnAssertionIsEnough() {
        host.json(path, document("'token_endpoint_auth_methods_supported':['none','private_key_jwt']"));

        assertThat(outcome(Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", client)))
                .isEqualTo("400 invalid_grant");
        assertThat(outcome(good())).isEqualTo("400 invalid_grant");
    }

    @Test
    void publicClientThenAnAssertionDoesNotHelp() {
        host.json(path, document("'token_endpoint_auth_method':'none'"));

        assertThat(outcome(good())).isEqualTo("401 invalid_client");
    }

    @Test
    void keyThatIsNewThenTheKeySetIsFetchedAgainAtMostOnceAMinute() {
        assertThat(outcome(good())).isEqualTo("400 invalid_grant");
        serve(NEXT);
        for (int i = 0; i < 3; i++) {
            assertThat(outcome(sign(claims().build(), NEXT, JWSAlgorithm.ES256)))
                    .isEqualTo("401 invalid_client");
        }
        assertThat(host.asked(jwksPath)).isEqualTo(1);

        clock.advance(Duration.ofSeconds(61));
        assertThat(outcome(sign(claims().build(), NEXT, JWSAlgorithm.ES256))).isEqualTo("400 invalid_grant");
        assertThat(host.asked(jwksPath)).isEqualTo(2);
        assertThat(outcome(good())).isEqualTo("401 invalid_client");
    }

    @Test
    void keySetThatCannotBeFetchedThenTryLaterAndTheLastOneGoesOnForADay() {
        host.put(jwksPath, DocumentHost.status(500));
        assertThat(outcome(good())).isEqualTo("503 temporarily_unavailable");

        serve(EC);
        clock.advance(Duration.ofSeconds(61));
        assertThat(outcome(good())).isEqualTo("400 invalid_grant");

        host.put(jwksPath, DocumentHost.status(500));
        clock.advance(Duration.ofHours(2));
        assertThat(outcome(good())).isEqualTo("400 invalid_grant");
        clock.advance(Duration.ofHours(23));
        assertThat(outcome(good())).isEqualTo("503 temporarily_unavailable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{'keys':[null]}", "[]", "{}", "7"})
    void keySetThatIsNoneThenTryLaterAndItIsNotAskedForAgainAtOnce(String none) {
        host.json(jwksPath, none.replace('\'', '"'));

        assertThat(outcome(good()) + outcome(good())).isEqualTo("503 temporarily_unavailable".repeat(2));
        assertThat(host.asked(jwksPath)).isEqualTo(1);
    }

    @Test
    void registeredClientWithItsKeysByValueThenRecognised() {
        String id = "c_" + UUID.randomUUID();
        registered.save(ClientRow.create(Registration.ADMIN, id, "Registered", Instant.now())
                .change()
                .redirectUris(List.of("https://app.example/cb"))
                .authentications(List.of(ClientAuthentication.PRIVATE_KEY_JWT))
                .keys(new JWKSet(EC).toString(), null)
                .build());
        JWTClaimsSet claims = claims().issuer(id).subject(id).build();
        Map<String, String> form = form(sign(claims, EC, JWSAlgorithm.ES256));
        form.put("client_id", id);

        assertThat(outcome(form)).isEqualTo("400 invalid_grant");
        assertThat(outcome(form)).isEqualTo("401 invalid_client");
    }
}
