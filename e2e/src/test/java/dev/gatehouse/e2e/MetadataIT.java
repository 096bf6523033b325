package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Http;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents that clients read first; a difference from the golden file is a decision, not an accident. */
class MetadataIT {

    private final Demo demo = Demo.shared();

    @ParameterizedTest
    @CsvSource({
        "issuer, oauth-authorization-server, authorization-server",
        "issuer, openid-configuration, openid-configuration",
        // where clients of 2025-03-26 look: at the root of the MCP server's own origin
        "gateway, oauth-authorization-server, authorization-server",
        "gateway, openid-configuration, openid-configuration",
    })
    void authorizationServerMetadataIsAsAgreed(String program, String name, String golden) throws IOException {
        Answer answer = Http.to((program.equals("issuer") ? demo.issuer() : demo.gateway()) + "/.well-known/" + name)
                .header("Origin", "https://app.example")
                .header("X-Forwarded-Host", "evil.example")
                .get();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.mediaType()).isEqualTo("application/json");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.json()).isEqualTo(golden(golden));
    }

    @ParameterizedTest
    @CsvSource({
        "gateway, everything, protected-resource",
        "sample, direct, direct-protected-resource",
    })
    void protectedResourceMetadataIsAsAgreed(String program, String server, String golden) throws IOException {
        String url = program.equals("gateway")
                ? demo.gateway() + "/.well-known/oauth-protected-resource/mcp/" + server
                : demo.sample() + "/.well-known/oauth-protected-resource/" + server + "/mcp";
        Answer answer = Http.to(url)
                .header("Origin", "https://app.example")
                .header("X-Forwarded-Host", "evil.example")
                .get();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.mediaType()).isEqualTo("application/json");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.json()).isEqualTo(golden(golden));
    }

    @Test
    void openApiDocumentIsServedByThePackagedProgramUnderItsIssuer() {
        Answer answer = Http.to(demo.issuer() + "/api/openapi.json")
                .header("X-Forwarded-Host", "evil.example")
                .get();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.mediaType()).isEqualTo("application/json");
        assertThat(answer.json().at("/servers/0/url").asString()).isEqualTo(demo.issuer());
        assertThat(answer.json().path("paths").properties()).hasSizeGreaterThan(20);
    }

    @Test
    void keySetHasPublicKeysOnly() {
        JsonNode keys = Http.to(demo.issuer() + "/oauth2/jwks").get().json().path("keys");

        assertThat(keys.values()).isNotEmpty().allSatisfy(key -> {
            assertThat(key.path("kid").asString("")).isNotBlank();
            assertThat(key.path("alg").asString()).isEqualTo("ES256");
            assertThat(key.propertyNames()).doesNotContain("d", "k", "p", "q");
        });
    }

    private JsonNode golden(String name) throws IOException {
        try (InputStream file = MetadataIT.class.getResourceAsStream("/golden/" + name + ".json")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{issuer}", demo.issuer())
                    .replace("{gateway}", demo.gateway())
                    .replace("{sample}", demo.sample());
            return JsonMapper.shared().readTree(text);
        }
    }
}
