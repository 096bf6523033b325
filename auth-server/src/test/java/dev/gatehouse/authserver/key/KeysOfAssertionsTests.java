package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** The keys of assertions come with the feed, and open no door here: whatever is signed with them. */
@AuthServerTest
class KeysOfAssertionsTests {

    @Autowired
    TestServer server;

    @Autowired
    ApplicationContext context;

    private JsonNode snapshot() {
        HttpResponse<String> answer = server.send(
                server.request("/internal/v1/snapshot").header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET));
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        return TestServer.json(answer);
    }

    private ECKey key() throws ParseException {
        return ECKey.parse(snapshot().path("assertionKeys").path("keys").path(0).toString());
    }

    private static String signed(ECKey key, String type, JWTClaimsSet claims) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    private static List<String> kids(JsonNode set) {
        List<String> kids = new ArrayList<>();
        set.path("keys").forEach(key -> kids.add(key.path("kid").asString()));
        return kids;
    }

    @Test
    void feedThenTheKeysOfAssertionsAreNoneOfTheIssuersAndOnlyTheGatewayGetsThem() throws Exception {
        JsonNode snapshot = snapshot();
        List<String> ofIssuer = kids(snapshot.path("keys"));
        List<String> ofAssertions = kids(snapshot.path("assertionKeys"));

        assertThat(ofAssertions).isNotEmpty().doesNotContainAnyElementsOf(ofIssuer);
        assertThat(kids(TestServer.json(server.get("/oauth2/jwks")))).doesNotContainAnyElementsOf(ofAssertions);
        assertThat(snapshot.path("keys").toString()).doesNotContain("\"d\"");
        assertThat(key().isPrivate()).isTrue();
        HttpResponse<String> stranger = server.get("/internal/v1/snapshot");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).doesNotContain("kty");
    }

    @Test
    void accessTokenSignedWithAKeyOfAssertionsThenIntrospectionSaysThatItIsNone() throws Exception {
        ConnectedClient client = new ConnectedClient(server, context);
        JWTClaimsSet genuine = ConnectedClient.jwt(client.accessToken()).getJWTClaimsSet();
        assertThat(client.introspect(client.accessToken())).isTrue();
        for (String type : List.of("at+jwt", "gatehouse-assertion+jwt")) {
            String forged = signed(key(), type, genuine);
            assertThat(client.introspect(forged)).as(type).isFalse();
            assertThat(server.send(server.request("/api/v1/me").header("Authorization", "Bearer " + forged))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void assertionThenTheTokenEndpointGivesNothingForIt() throws Exception {
        String clientId = server.register("http://127.0.0.1/callback");
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(List.of(TestServer.ISSUER, TestServer.ISSUER + "/oauth2/token"))
                .jwtID("1")
                .issueTime(java.util.Date.from(java.time.Instant.now()))
                .expirationTime(java.util.Date.from(java.time.Instant.now().plusSeconds(60)))
                .build();
        String assertion = signed(key(), "gatehouse-assertion+jwt", claims);
        String jwt = "urn:ietf:params:oauth:token-type:jwt";
        List<Map<String, String>> attempts = List.of(
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", assertion,
                        "subject_token_type", jwt,
                        "client_id", clientId,
                        "resource", TestServer.EVERYTHING),
                Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion",
                        assertion,
                        "client_id",
                        clientId,
                        "resource",
                        TestServer.EVERYTHING),
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion",
                        assertion,
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_id",
                        clientId,
                        "resource",
                        TestServer.EVERYTHING));
        for (Map<String, String> attempt : attempts) {
            HttpResponse<String> answer = server.post("/oauth2/token", attempt);
            assertThat(answer.statusCode()).as(attempt.get("grant_type")).isIn(400, 401);
            assertThat(answer.body()).contains("\"error\"").doesNotContain("access_token");
        }
    }
}
