package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.authserver.limit.Limit;
import dev.gatehouse.authserver.limit.RateLimits;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestRequest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.authserver.testing.TestSettings;
import dev.gatehouse.policy.client.ClientAuthentication;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletRequest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Public clients: the same metadata is the same client. */
@AuthServerTest
class SharedRegistrationTests {

    @Autowired
    TestServer server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Registrations registrations;

    @Autowired
    RateLimits limits;

    private final String name = "App " + UUID.randomUUID();

    private String body(String redirectUri, String more) {
        return "{\"client_name\":\"" + name + "\",\"redirect_uris\":[\"" + redirectUri + "\"]" + more + "}";
    }

    private JsonNode register(String redirectUri, String more) {
        HttpResponse<String> response = server.postJson("/oauth2/register", body(redirectUri, more));
        assertThat(response.statusCode()).isEqualTo(201);
        return TestServer.json(response);
    }

    private String id(String redirectUri, String more) {
        return register(redirectUri, more).get("client_id").stringValue();
    }

    private ClientMetadata metadata() {
        return ClientMetadata.parse(
                JsonMapper.builder().build().readTree(body("https://a.example/cb", "")),
                ClientAuthentication.NONE,
                false);
    }

    @Test
    void registrationOfTheSameMetadataThenTheSameClientOnAnyPortAndTheUrisAsSent() {
        JsonNode first = register("http://localhost:56927/callback", ",\"token_endpoint_auth_method\":\"none\"");
        JsonNode second =
                register("http://localhost:56928/callback", ",\"application_type\":\"web\",\"software_version\":\"2\"");

        assertThat(second.get("client_id")).isEqualTo(first.get("client_id"));
        assertThat(second.get("client_id_issued_at")).isEqualTo(first.get("client_id_issued_at"));
        assertThat(second.get("redirect_uris").get(0).stringValue()).isEqualTo("http://localhost:56928/callback");
        assertThat(second.get("token_endpoint_auth_method").stringValue()).isEqualTo("none");
        for (JsonNode answer : List.of(first, second)) {
            assertThat(answer.has("client_secret")).isFalse();
            assertThat(answer.has("registration_access_token")).isFalse();
            assertThat(answer.has("registration_client_uri")).isFalse();
        }
    }

    @Test
    void registrationOfOtherMetadataThenAnotherClient() {
        Set<String> ids = new HashSet<>(List.of(
                id("http://localhost:1/callback", ""),
                id("http://127.0.0.1:1/callback", ""),
                id("http://localhost:1/callback2", ""),
                id("https://localhost.example/callback", ""),
                id("https://localhost.example:8443/callback", ""),
                id("http://localhost:1/callback", ",\"scope\":\"mcp:read\""),
                id("http://localhost:1/callback", ",\"client_uri\":\"https://app.example\"")));
        assertThat(ids).hasSize(7);
    }

    @Test
    void registrationOnAnotherPortThenThatPortIsAnswered() {
        id("http://localhost:56927/callback", "");
        String id = id("http://localhost:56928/callback", "");
        String redirectUri = "http://localhost:56928/callback";
        HttpResponse<String> consent =
                server.browser().authorize(TestRequest.of(id).with("redirect_uri", redirectUri), "ada@demo.example");
        assertThat(consent.statusCode()).isEqualTo(200);
        assertThat(server.browser()
                        .authorize(TestRequest.of(id).without("redirect_uri"), "ada@demo.example")
                        .statusCode())
                .as("without its port nobody knows which installation asks")
                .isEqualTo(400);
    }

    @Test
    void registrationByEightAtOnceThenOneClientAndEightTimes201() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CyclicBarrier line = new CyclicBarrier(8);
            List<Future<String>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                running.add(threads.submit(() -> {
                    line.await();
                    return id("https://a.example/cb", "");
                }));
            }
            Set<String> ids = new HashSet<>();
            for (Future<String> one : running) {
                ids.add(one.get());
            }
            assertThat(ids).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(jdbc.sql("select count(*) from registered_client where name = :name")
                        .param("name", name)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void registrationAboveTheLimitThen429ButTheSameMetadataIsFree() {
        registrations.register(metadata(), "elsewhere");
        String place = "place " + name;
        while (limits.take(Limit.REGISTRATION, place).isEmpty()) {
            assertThat(place).isNotEmpty();
        }
        assertThat(registrations.register(metadata(), place)).containsKey("client_id");
        ClientMetadata other = ClientMetadata.parse(
                JsonMapper.builder().build().readTree(body("https://b.example/cb", "")),
                ClientAuthentication.NONE,
                false);
        RegistrationRefused refused =
                catchThrowableOfType(RegistrationRefused.class, () -> registrations.register(other, place));
        assertThat(refused.status().value()).isEqualTo(429);
        assertThat(Long.parseLong(String.valueOf(refused.headers().getFirst("Retry-After"))))
                .isBetween(1L, 600L);
        assertThat(new RegistrationErrors().refused(refused).getBody()).containsKeys("error", "error_description");
    }

    @Test
    void registrationWhenItIsOffThenForbidden() {
        RegistrationController off = new RegistrationController(registrations, TestSettings.withoutRegistration());
        RegistrationRefused refused =
                catchThrowableOfType(RegistrationRefused.class, () -> off.register(new MockHttpServletRequest()));
        assertThat(refused.status().value()).isEqualTo(403);
        assertThat(refused.error()).isEqualTo("access_denied");
    }
}
