package dev.gatehouse.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.testing.TestGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The authorization server's metadata at the gateway's root, for clients of 2025-03-26. */
class IssuerDocumentsTests {

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"})
    void metadataAtTheRootThenThoseOfTheAuthorizationServerAskedForOnce(String path) throws Exception {
        TestGateway gateway = TestGateway.shared();
        String first = gateway.get(path).body();
        int questions = gateway.auth.metadataQuestions();

        HttpResponse<String> answer = gateway.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(first);
        assertThat(JsonMapper.shared().readTree(first).path("issuer").asString())
                .isEqualTo(gateway.auth.issuer());
        assertThat(JsonMapper.shared().readTree(first).path("at").asString()).isEqualTo(path);
        assertThat(gateway.auth.metadataQuestions()).isEqualTo(questions);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("cache-control")).contains("public, max-age=60");
    }

    @Test
    void otherMethodsAndOtherPathsThenAsForAnyMetadata() throws Exception {
        TestGateway gateway = TestGateway.shared();
        String path = "/.well-known/oauth-authorization-server";

        assertThat(gateway.send(gateway.request(path).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(gateway.send(gateway.request(path).method("OPTIONS", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
        assertThat(gateway.send(gateway.request(path).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(gateway.get(path + "/mcp/everything").statusCode()).isEqualTo(404);
    }

    @Test
    void authorizationServerOutOfOrderOrOfAnotherIssuerThen503UntilItIsBack() throws Exception {
        try (TestGateway gateway = new TestGateway()) {
            gateway.auth.broken(true);
            HttpResponse<String> broken = gateway.get("/.well-known/oauth-authorization-server");
            gateway.auth.broken(false);
            gateway.auth.metadataOf("https://evil.example");
            HttpResponse<String> foreign = gateway.get("/.well-known/openid-configuration");
            gateway.auth.metadataOf(gateway.auth.issuer());

            for (HttpResponse<String> answer : new HttpResponse[] {broken, foreign}) {
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
                assertThat(answer.body()).doesNotContain("evil.example");
            }
            gateway.eventuallyWithin(
                    java.time.Duration.ofSeconds(5),
                    () -> gateway.get("/.well-known/oauth-authorization-server").statusCode() == 200
                            && gateway.get("/.well-known/openid-configuration").statusCode() == 200);
        }
    }
}
