package dev.gatehouse.authserver.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.document.MetadataDocumentSupport;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.TestSettings;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@AuthServerTest
class MetadataTests {

    @Autowired
    TestServer server;

    @Autowired
    MetadataDocumentSupport documents;

    @ParameterizedTest
    @CsvSource({
        "/.well-known/oauth-authorization-server, authorization-server-metadata.json",
        "/.well-known/openid-configuration, openid-configuration.json"
    })
    void metadataIsTheGoldenDocumentAtBothPlaces(String path, String golden) throws IOException {
        HttpResponse<String> response = server.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("max-age=300, public");
        assertThat(TestServer.json(response)).isEqualTo(golden(golden));
        assertThat(response.body()).doesNotContain("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
    void metadataByHeadThenTheSameWithoutBody(String path) {
        HttpResponse<String> response =
                server.send(server.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.well-known/oauth-authorization-server/tenant",
                "/.well-known/oauth-authorization-server/",
                "/.well-known/openid-configuration/mcp/everything",
                "/tenant/.well-known/openid-configuration",
                "/.well-known/oauth-protected-resource",
                "/.well-known/nothing"
            })
    void metadataOfAnotherIssuerThen404Json(String path) {
        HttpResponse<String> response = server.send(server.request(path).header("Accept", "text/html"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(TestServer.json(response).get("error").stringValue()).isEqualTo("invalid_request");
    }

    @Test
    void metadataUnderAnotherHostStillNamesTheIssuer() {
        HttpResponse<String> response = server.send(server.request("/.well-known/oauth-authorization-server")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "host=evil.example;proto=https"));

        assertThat(response.body()).doesNotContain("evil.example").contains("\"issuer\":\"" + TestServer.ISSUER + "\"");
    }

    @Test
    void keySetHoldsPublicHalvesOnly() {
        JsonNode key = TestServer.json(server.get("/oauth2/jwks")).get("keys").get(0);

        assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "use", "crv", "kid", "x", "y", "alg");
        assertThat(key.get("alg").stringValue()).isEqualTo("ES256");
    }

    @Test
    void documentsAreOpenToAnyOriginWithoutCredentials() {
        HttpResponse<String> response = server.send(
                server.request("/.well-known/oauth-authorization-server").header("Origin", "https://app.example"));

        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    private static JsonNode golden(String name) throws IOException {
        try (var file = MetadataTests.class.getResourceAsStream("/golden/" + name)) {
            return new JsonMapper().readTree(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void metadataWhenRegistrationIsOffThenWithoutItsEndpoint() {
        assertThat(new ServerMetadata(TestSettings.withoutRegistration(), documents).oauth())
                .doesNotContainKey("registration_endpoint")
                .containsKey("token_endpoint");
    }
}
