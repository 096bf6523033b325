package dev.gatehouse.authserver.feed;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.gatehouse.authserver.key.WrappedSecrets;
import dev.gatehouse.authserver.key.WrappedSecrets.Owner;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.LoudLogs;
import dev.gatehouse.authserver.testing.TestBundle;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.server.IdentityScheme;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a gateway learns of whom it shows to upstreams (docs/feed.md). */
@AuthServerTest
class IdentityInTheFeedTests {

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    WrappedSecrets secrets;

    @Autowired
    JdbcClient jdbc;

    private ServerRow server;

    @BeforeEach
    void server() {
        server = demo.newServer();
    }

    private JsonNode entry() {
        HttpResponse<String> answer = http.send(
                http.request("/internal/v1/snapshot").header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET));
        for (JsonNode entry : TestServer.json(answer).path("servers")) {
            if (entry.path("id").asString().equals(server.id().toString())) {
                return entry;
            }
        }
        throw new AssertionError("not in the snapshot");
    }

    private String scheme(IdentityScheme scheme, String settings, @Nullable String wrapped) {
        server = demo.change(server, change -> change.identity(scheme, settings, wrapped));
        return entry().path("identityScheme").toString();
    }

    @Test
    void schemesThenWithWhatTheGatewayNeedsAndTheSecretInTheClear() {
        String wrapped = secrets.wrap(Owner.server(server.id()), "sesame", null);
        assertThat(scheme(IdentityScheme.NONE, "{}", null)).isEqualTo("{\"type\":\"NONE\"}");
        assertThat(scheme(IdentityScheme.SHARED, "{}", wrapped))
                .isEqualTo("{\"type\":\"SHARED\",\"header\":\"authorization\",\"value\":\"Bearer sesame\"}");
        assertThat(scheme(IdentityScheme.SHARED, "{\"header\":\"x-key\"}", wrapped))
                .isEqualTo("{\"type\":\"SHARED\",\"header\":\"x-key\",\"value\":\"sesame\"}");
        assertThat(scheme(IdentityScheme.SHARED, "{}", null))
                .isEqualTo("{\"type\":\"SHARED\",\"header\":\"authorization\"}");
        assertThat(scheme(IdentityScheme.ASSERTION, "{}", null))
                .isEqualTo("{\"type\":\"ASSERTION\",\"audience\":\"" + server.upstreamUrl() + "\"}");
        assertThat(scheme(
                        IdentityScheme.TOKEN_EXCHANGE,
                        "{\"tokenEndpoint\":\"https://as.example/t\",\"clientId\":\"gw\",\"scope\":\"a\"}",
                        wrapped))
                .isEqualTo("{\"type\":\"TOKEN_EXCHANGE\",\"tokenEndpoint\":\"https://as.example/t\","
                        + "\"clientId\":\"gw\",\"clientSecret\":\"sesame\",\"scope\":\"a\"}");
    }

    @Test
    void secretOfAnotherServerThenItIsNotSetAndTheFeedGoesOn() {
        String foreign = secrets.wrap(Owner.server(demo.newServer().id()), "sesame", null);
        assertThat(scheme(IdentityScheme.SHARED, "{}", foreign))
                .isEqualTo("{\"type\":\"SHARED\",\"header\":\"authorization\"}");
    }

    @Test
    void boundAndSchemeOfAnAssignmentThenOnlyWhereTheyAreSet() {
        assertThat(entry().has("maxConcurrent")).isFalse();
        server = demo.change(server, change -> change.maxConcurrent(7));
        assertThat(entry().path("maxConcurrent").intValue()).isEqualTo(7);

        TestBundle bundle = TestBundle.create(jdbc, server.accountId(), "Engineering");
        bundle.carry(server);
        assertThat(entry().path("bundles").path(0).has("identityScheme")).isFalse();
        jdbc.sql("update bundle_server set identity_scheme = 'NONE' where bundle_id = ?")
                .param(bundle.id())
                .update();
        assertThat(entry().path("bundles").path(0).path("identityScheme")).hasToString("{\"type\":\"NONE\"}");
    }

    @Test
    void apiTokenThenTheGatewayLearnsWhoseItIs() {
        TestDemo.ApiToken token = demo.apiToken(demo.member("ada"), server.id(), Duration.ofHours(1));
        HttpResponse<String> answer = http.send(http.form(
                        "/internal/v1/api-tokens/introspect",
                        java.util.Map.of(
                                "token", token.value(), "server_id", server.id().toString()))
                .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET));
        assertThat(TestServer.json(answer).path("sub").asString())
                .isEqualTo(demo.member("ada").userId().toString());
        assertThat(TestServer.json(answer).path("client_id").asString()).isEqualTo("api-token:" + token.id());
    }

    @Test
    void secretsThenNowhereInTheLogs() {
        try (LoudLogs logs = new LoudLogs(Level.TRACE, "org.springframework.web", "dev.gatehouse")) {
            scheme(IdentityScheme.SHARED, "{}", secrets.wrap(Owner.server(server.id()), "sesame-in-no-log", null));
            assertThat(logs.lines()).isNotEmpty().noneMatch(line -> line.contains("sesame-in-no-log"));
            assertThat(logs.lines()).noneMatch(line -> line.contains("\"d\"") || line.contains("d="));
        }
    }
}
