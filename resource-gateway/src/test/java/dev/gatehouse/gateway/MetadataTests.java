package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Protected resource metadata (RFC 9728), byte for byte what the golden file says. */
class MetadataTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestGateway gateway = TestGateway.shared();

    @Test
    void metadataOfABuiltInServerThenAsInTheGoldenFile() throws Exception {
        for (String path : new String[] {"/mcp/everything", "/mcp/everything/"}) {
            HttpResponse<String> answer = gateway.get("/.well-known/oauth-protected-resource" + path);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(answer.body()))
                    .isEqualTo(JSON.readTree(golden("protected-resource-metadata.json")));
            assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            assertThat(answer.headers().firstValue("cache-control")).contains("public, max-age=60");
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .contains("*");
        }
    }

    @Test
    void headOptionsAndOtherMethodsThenAnswered() throws Exception {
        String path = "/.well-known/oauth-protected-resource/mcp/everything";

        HttpResponse<String> head = gateway.send(gateway.request(path).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("content-length").orElseThrow())
                .isPositive();
        assertThat(gateway.send(gateway.request(path).method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.send(gateway.request(path).method("POST", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void unknownServerThen404() throws Exception {
        assertThat(gateway.get("/.well-known/oauth-protected-resource/mcp/nobody")
                        .statusCode())
                .isEqualTo(404);
        assertThat(gateway.get("/.well-known/oauth-protected-resource/everything")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void rootFormThenAnsweredOnlyWhileThereIsOneServer() throws Exception {
        try (TestGateway alone = new TestGateway()) {

            assertThat(alone.get("/.well-known/oauth-protected-resource").body())
                    .contains(alone.url("/mcp/everything"));
            Map<String, Object> carried = alone.server("everything");
            carried.put("bundles", List.of(alone.bundle("engineering", carried)));
            alone.auth.remove("everything");
            alone.auth.put(carried);
            alone.eventually(() -> alone.get("/mcp/engineering/everything").statusCode() == 401);
            assertThat(alone.get("/.well-known/oauth-protected-resource").statusCode())
                    .isEqualTo(404);
            alone.auth.remove("everything");
            alone.add(alone.server("alone"));
            alone.eventually(() ->
                    alone.get("/.well-known/oauth-protected-resource").body().contains(alone.url("/mcp/alone")));
            alone.add(alone.server("second"));
            assertThat(alone.get("/.well-known/oauth-protected-resource").statusCode())
                    .isEqualTo(404);
        }
    }

    private String golden(String name) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${gateway}", gateway.url(""))
                    .replace("${issuer}", gateway.auth.issuer());
        }
    }
}
