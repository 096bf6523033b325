package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBrowser;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Registrations with a secret or keys, and their management (RFC 7592). */
@AuthServerTest
class ConfidentialRegistrationTests {

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RateLimits limits;

    @BeforeEach
    void forgetWhatWasCounted() {
        limits.forget(Limit.REGISTRATION_MANAGEMENT, "127.0.0.1");
    }

    private static String body(String method, String more) {
        return "{\"client_name\":\"Confidential\",\"redirect_uris\":[\"" + TestRequest.REDIRECT_URI
                + "\"],\"token_endpoint_auth_method\":\"" + method + "\"" + more + "}";
    }

    private JsonNode register(String method, String more) {
        HttpResponse<String> response = server.postJson("/oauth2/register", body(method, more));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return TestServer.json(response);
    }

    private HttpResponse<String> manage(String method, String clientId, @Nullable String token, String body) {
        HttpRequest.Builder request = server.request("/oauth2/register/" + clientId)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return server.send(request);
    }

    private static String text(JsonNode node, String member) {
        return node.get(member).stringValue();
    }

    @Test
    void registrationWithASecretThenShownOnceAndStoredAsADigest() {
        JsonNode one = register("client_secret_basic", ",\"application_type\":\"native\"");
        JsonNode two = register("client_secret_basic", "");

        assertThat(text(one, "client_id")).isNotEqualTo(text(two, "client_id"));
        assertThat(text(one, "token_endpoint_auth_method")).isEqualTo("client_secret_basic");
        assertThat(one.get("client_secret_expires_at").intValue()).isZero();
        assertThat(text(one, "registration_client_uri"))
                .isEqualTo(TestServer.ISSUER + "/oauth2/register/" + text(one, "client_id"));
        Map<String, Object> row = jdbc.sql("select * from registered_client where client_id = :id")
                .param("id", text(one, "client_id"))
                .query()
                .singleRow();
        assertThat(row.toString()).doesNotContain(text(one, "client_secret"), text(one, "registration_access_token"));
        assertThat((String) row.get("secret_hash")).hasSize(64);
    }

    @Test
    void managementThenReadReplaceDelete() {
        JsonNode client = register("client_secret_post", "");
        String id = text(client, "client_id");
        String token = text(client, "registration_access_token");

        JsonNode read = TestServer.json(manage("GET", id, token, ""));
        assertThat(text(read, "client_name")).isEqualTo("Confidential");
        assertThat(text(read, "registration_access_token")).isEqualTo(token);
        assertThat(read.has("client_secret")).isFalse();

        String replacement = "{\"client_id\":\"" + id + "\",\"client_secret\":\"" + text(client, "client_secret")
                + "\",\"client_name\":\"Renamed\",\"redirect_uris\":[\"https://new.example/cb\"]}";
        HttpResponse<String> replaced = manage("PUT", id, token, replacement);
        assertThat(replaced.statusCode()).as(replaced.body()).isEqualTo(200);
        assertThat(text(TestServer.json(replaced), "token_endpoint_auth_method"))
                .isEqualTo("client_secret_post");
        assertThat(TestServer.json(manage("GET", id, token, ""))
                        .get("redirect_uris")
                        .get(0)
                        .stringValue())
                .isEqualTo("https://new.example/cb");

        assertThat(manage("DELETE", id, token, "").statusCode()).isEqualTo(204);
        assertThat(manage("GET", id, token, "").statusCode()).isEqualTo(401);
        assertThat(manage("DELETE", id, token, "").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"client_id\":\"another\",\"redirect_uris\":[\"https://new.example/cb\"]}",
                "{\"redirect_uris\":[\"https://new.example/cb\"]}",
                "{\"client_id\":\"ID\",\"client_secret\":\"wrong\",\"redirect_uris\":[\"https://new.example/cb\"]}",
                "{\"client_id\":\"ID\",\"client_secret\":1,\"redirect_uris\":[\"https://new.example/cb\"]}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"http://evil.example/cb\"]}",
                "{\"client_id\":\"ID\",\"redirect_uris\":[\"https://new.example/cb\"],"
                        + "\"token_endpoint_auth_method\":\"none\"}",
                "{\"client_id\":\"ID\"}",
                "{"
            })
    void replacementThatDoesNotAgreeThenRefusedAndNothingChanges(String replacement) {
        JsonNode client = register("client_secret_basic", "");
        String id = text(client, "client_id");
        String token = text(client, "registration_access_token");
        String before = manage("GET", id, token, "").body();

        HttpResponse<String> refused = manage("PUT", id, token, replacement.replace("ID", id));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(TestServer.json(refused), "error")).isIn("invalid_client_metadata", "invalid_redirect_uri");
        assertThat(manage("GET", id, token, "").body()).isEqualTo(before);
    }

    @Test
    void managementWithoutTheRightTokenThenTheSameForKnownUnknownAndPublicClients() {
        JsonNode client = register("client_secret_basic", "");
        String other = text(register("client_secret_basic", ""), "registration_access_token");
        String publicClient = server.register("http://localhost/managed");
        for (String id : List.of(text(client, "client_id"), publicClient, "c_nobody", "%00", "x%20y")) {
            forgetWhatWasCounted();
            for (String method : List.of("GET", "PUT", "DELETE")) {
                for (String token : java.util.Arrays.asList(null, "wrong", other, "a b", publicClient)) {
                    HttpResponse<String> refused = manage(method, id, token, "{}");
                    if (id.equals("%00") && refused.statusCode() == 400) {
                        continue; // the container or the firewall refuses it before
                    }
                    assertThat(refused.statusCode())
                            .as(method + " " + id + " " + token)
                            .isEqualTo(401);
                    assertThat(text(TestServer.json(refused), "error")).isEqualTo("invalid_token");
                    assertThat(refused.headers().firstValue("WWW-Authenticate"))
                            .hasValue("Bearer error=\"invalid_token\"");
                }
            }
        }
        assertThat(manage("GET", text(client, "client_id"), text(client, "registration_access_token"), "")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void deletionThenAPendingCodeIsDead() {
        JsonNode client = register("client_secret_basic", "");
        String id = text(client, "client_id");
        Map<String, String> answer = server.browser().allow(TestRequest.of(id), "ada@demo.example");
        assertThat(answer).containsKey("code");
        assertThat(manage("DELETE", id, text(client, "registration_access_token"), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(jdbc.sql("select revoked_reason from oauth_authorization where client_id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .isEqualTo("CLIENT_DELETED");
        HttpResponse<String> token = server.post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        answer.get("code"),
                        "client_id",
                        id,
                        "redirect_uri",
                        TestRequest.REDIRECT_URI,
                        "code_verifier",
                        TestRequest.VERIFIER));
        assertThat(token.statusCode()).isEqualTo(401);
        assertThat(text(TestServer.json(token), "error")).isEqualTo("invalid_client");
        assertThat(server.browser().open(TestRequest.of(id).url()).statusCode()).isEqualTo(400);
        assertThat(TestBrowser.hidden(token)).isEmpty();
    }

    @Test
    void registrationWithKeysThenByValueOrByPlace() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        JsonNode byValue = register("private_key_jwt", ",\"jwks\":" + new JWKSet(key.toPublicJWK()));
        assertThat(byValue.get("jwks").get("keys")).hasSize(1);
        assertThat(byValue.has("client_secret")).isFalse();
        JsonNode byPlace = register("private_key_jwt", ",\"jwks_uri\":\"https://app.example/jwks\"");
        assertThat(text(byPlace, "jwks_uri")).isEqualTo("https://app.example/jwks");
        assertThat(byPlace.has("registration_access_token")).isTrue();
        String id = text(byValue, "client_id");
        HttpResponse<String> replaced = manage(
                "PUT",
                id,
                text(byValue, "registration_access_token"),
                "{\"client_id\":\"" + id + "\",\"redirect_uris\":[\"https://new.example/cb\"],"
                        + "\"jwks_uri\":\"https://app.example/jwks\"}");
        assertThat(TestServer.json(replaced).has("jwks")).isFalse();
        assertThat(text(TestServer.json(replaced), "jwks_uri")).isEqualTo("https://app.example/jwks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"jwks_uri\":\"https://app.example/jwks\",\"jwks\":{\"keys\":[]}",
                ",\"jwks\":{\"keys\":[]}",
                ",\"jwks\":[]",
                ",\"jwks\":\"x\"",
                ",\"jwks\":{\"keys\":[{\"kty\":\"EC\"}]}",
                ",\"jwks\":{\"keys\":[null]}",
                ",\"jwks\":{\"keys\":[{\"kty\":\"RSA\",\"n\":\"\",\"e\":\"\"}]}",
                ",\"jwks\":null",
                ",\"jwks\":null,\"jwks_uri\":null",
                ",\"jwks_uri\":\"\"",
                ",\"jwks_uri\":\"/jwks\"",
                ",\"jwks_uri\":\"http://app.example/jwks\"",
                ",\"jwks_uri\":\"https://localhost/jwks\"",
                ",\"jwks_uri\":\"https://x.localhost/jwks\"",
                ",\"jwks_uri\":\"https://127.0.0.1/jwks\"",
                ",\"jwks_uri\":\"https://169.254.169.254/jwks\"",
                ",\"jwks_uri\":\"https://2130706433/jwks\"",
                ",\"jwks_uri\":\"https://[::1]/jwks\"",
                ",\"jwks_uri\":\"https://[::ffff:10.0.0.1]/jwks\"",
                ",\"jwks_uri\":\"https://intranet/jwks\"",
                ",\"jwks_uri\":\"https://db.internal/jwks\"",
                ",\"jwks_uri\":\"https://u@app.example/jwks\"",
                ",\"jwks_uri\":\"https://app.example/jwks#f\"",
                ",\"jwks_uri\":\"file:///etc/passwd\"",
                ",\"jwks_uri\":1"
            })
    void registrationWithKeysThatCannotBeUsedThenRefused(String keys) {
        HttpResponse<String> refused = server.postJson("/oauth2/register", body("private_key_jwt", keys));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(TestServer.json(refused), "error")).isEqualTo("invalid_client_metadata");
    }

    @Test
    void registrationWithPrivateSymmetricOrWeakKeysThenRefused() throws Exception {
        ECKey secret = new ECKeyGenerator(Curve.P_256).generate();
        OctetSequenceKey shared = new OctetSequenceKeyGenerator(256).generate();
        String weak = new JWKSet(new RSAKeyGenerator(1024, true).generate().toPublicJWK()).toString();
        for (String jwks : List.of(new JWKSet(secret).toString(false), new JWKSet(shared).toString(false), weak)) {
            assertThat(server.postJson("/oauth2/register", body("private_key_jwt", ",\"jwks\":" + jwks))
                            .statusCode())
                    .as(jwks)
                    .isEqualTo(400);
        }
    }

    @Test
    void registrationWithAMethodThatIsNotKnownThenRefused() {
        for (String method : List.of("client_secret_jwt", "tls_client_auth", "NONE", "")) {
            assertThat(server.postJson("/oauth2/register", body(method, "")).statusCode())
                    .as(method)
                    .isEqualTo(400);
        }
    }
}
