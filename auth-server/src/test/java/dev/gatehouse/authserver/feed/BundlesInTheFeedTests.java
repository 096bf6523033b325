package dev.gatehouse.authserver.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestBundle;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.scope.Scope;
import dev.gatehouse.policy.scope.Scopes;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a gateway learns of servers that bundles carry, and of API tokens that are shown to them there (docs/feed.md). */
@AuthServerTest
class BundlesInTheFeedTests {

    @Autowired
    TestServer http;

    @Autowired
    TestDemo demo;

    @Autowired
    GrantRepository grants;

    @Autowired
    ReachChanges changes;

    @Autowired
    ChangeFeed feed;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    private MembershipRow mo;
    private ServerRow server;
    private TestBundle bundle;
    private String resource;

    @BeforeEach
    void bundle() {
        mo = demo.member("mo");
        server = demo.newServer();
        bundle = TestBundle.create(jdbc, mo.accountId(), "Engineering");
        bundle.join(mo);
        resource = bundle.carry(server);
    }

    private JsonNode get(String path) {
        HttpResponse<String> answer = http.send(
                http.request("/internal/v1/" + path).header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET));
        assertThat(answer.statusCode()).isEqualTo(200);
        return TestServer.json(answer);
    }

    private JsonNode inSnapshot(ServerRow wanted) {
        for (JsonNode entry : get("snapshot").path("servers")) {
            if (entry.path("id").asString().equals(wanted.id().toString())) {
                return entry;
            }
        }
        throw new AssertionError("not in the snapshot");
    }

    private void announce(ServerRow row) {
        transactions.run(() -> feed.append(ChangeType.SERVER, row.id().toString(), "CHANGED"));
    }

    @Test
    void snapshotThenAServerHasItsPolicyAndItsBundlesWithWhatBothExpose() {
        jdbc.sql("update mcp_server set feature_policy = ? where id = ?")
                .params(
                        "{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"b\",\"a\"]},"
                                + "\"prompts\":{\"mode\":\"BLOCK_ALL\"}}",
                        server.id())
                .update();
        bundle.features("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"b\",\"c\"]}}");

        JsonNode entry = inSnapshot(server);

        assertThat(entry.path("featurePolicy"))
                .hasToString("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"a\",\"b\"]},"
                        + "\"prompts\":{\"mode\":\"BLOCK_ALL\"}}");
        assertThat(entry.path("bundles"))
                .hasToString("[{\"id\":\"" + bundle.id() + "\",\"slug\":\"" + bundle.slug()
                        + "\",\"name\":\"Engineering\",\"enabled\":true,\"resource\":\"" + resource
                        + "\",\"featurePolicy\":{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"b\"]},"
                        + "\"prompts\":{\"mode\":\"BLOCK_ALL\"}}}]");
        JsonNode plain = inSnapshot(demo.newServer());
        assertThat(plain.path("featurePolicy")).hasToString("{}");
        assertThat(plain.path("bundles")).hasToString("[]");
    }

    @Test
    void bundleOrAssignmentDisabledOrDeletedThenTheNextChangeSaysSo() {
        String cursor = get("snapshot").path("cursor").asString();
        bundle.enabled(false, changes);
        announce(server);
        assertThat(changedSince(cursor).path("bundles").path(0).path("enabled").booleanValue())
                .isFalse();
        bundle.enabled(true, changes);
        assertThat(changedSince(cursor).path("bundles").path(0).path("enabled").booleanValue())
                .isTrue();
        jdbc.sql("update bundle_server set enabled = false where bundle_id = ?")
                .param(bundle.id())
                .update();
        assertThat(changedSince(cursor).path("bundles").path(0).path("enabled").booleanValue())
                .isFalse();
        bundle.delete(changes);
        assertThat(changedSince(cursor).path("bundles")).hasToString("[]");
    }

    private JsonNode changedSince(String cursor) {
        JsonNode found = null;
        for (JsonNode change : get("feed?after=" + cursor).path("changes")) {
            if (change.path("server").path("id").asString("").equals(server.id().toString())) {
                found = change.path("server");
            }
        }
        return java.util.Objects.requireNonNull(found);
    }

    /** Three servers that 200 bundles carry are 603 places: more than an answer holds. */
    @Test
    void changedServersThatManyBundlesCarryThenSeveralAnswersEachOfWhichSaysThatThereIsMore() {
        List<ServerRow> carried = List.of(server, demo.newServer(), demo.newServer());
        for (int i = 0; i < 200; i++) {
            TestBundle one = TestBundle.create(jdbc, mo.accountId(), "Bundle " + i);
            carried.forEach(one::carry);
        }
        String cursor = get("snapshot").path("cursor").asString();
        carried.forEach(this::announce);

        List<Integer> changesInEach = new ArrayList<>();
        boolean more = true;
        while (more) {
            JsonNode page = get("feed?after=" + cursor);
            changesInEach.add(page.path("changes").size());
            cursor = page.path("cursor").asString();
            more = page.path("more").booleanValue();
        }

        assertThat(changesInEach).containsExactly(2, 1);
        assertThat(get("feed?after=" + cursor).path("changes")).isEmpty();
        jdbc.sql("update bundle set deleted_at = current_timestamp where name like 'Bundle %'")
                .update();
    }

    private String apiToken() {
        return demo.apiToken(mo, server.id(), Duration.ofDays(1)).value();
    }

    private HttpResponse<String> ask(String token, String place) {
        return http.send(http.request("/internal/v1/api-tokens/introspect")
                .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("token=" + token + "&" + place)));
    }

    private String reason(String token, UUID bundleId) {
        JsonNode answer = TestServer.json(ask(token, "server_id=" + server.id() + "&bundle_id=" + bundleId));
        return answer.path("reason").asString(answer.path("aud").asString(""));
    }

    @Test
    void apiTokenThroughABundleThenGoodExactlyWhileItsPersonHasReachThere() {
        String token = apiToken();
        String direct = "server_id=" + server.id();
        TestBundle stranger = TestBundle.create(jdbc, mo.accountId(), "Strangers");
        String strangers = stranger.carry(server);

        assertThat(reason(token, bundle.id())).isEqualTo(resource);
        assertThat(ask(token, direct).body()).isEqualTo("{\"active\":false,\"reason\":\"NO_GRANT\"}");
        assertThat(reason(token, stranger.id())).isEqualTo("NO_GRANT");

        demo.grant(mo, server, Scopes.of(Scope.READ));
        assertThat(reason(token, stranger.id())).isEqualTo(strangers);
        JsonNode granted = TestServer.json(ask(token, direct));
        assertThat(granted.path("aud").asString()).isEqualTo(server.resource());
        assertThat(granted.path("scope").asString()).isEqualTo("mcp:read");
        grants.delete(mo.id(), server.id());

        bundle.team(false, changes);
        assertThat(reason(token, bundle.id())).isEqualTo("NO_GRANT");
        bundle.team(true, changes);
        assertThat(reason(token, bundle.id())).isEqualTo(resource);
        bundle.delete(changes);
        assertThat(reason(token, bundle.id())).isEqualTo("SERVER_UNKNOWN");
        assertThat(reason(token, UUID.randomUUID())).isEqualTo("SERVER_UNKNOWN");
    }

    @Test
    void apiTokenForAnotherServerOrAMalformedBundleThenRefused() {
        String token = apiToken();
        ServerRow other = demo.newServer();
        bundle.carry(other);
        JsonNode answer = TestServer.json(ask(token, "server_id=" + other.id() + "&bundle_id=" + bundle.id()));
        assertThat(answer.path("reason").asString()).isEqualTo("AUDIENCE_MISMATCH");
        for (String bad : List.of("x", "", "%00")) {
            assertThat(ask(token, "server_id=" + server.id() + "&bundle_id=" + bad)
                            .statusCode())
                    .isEqualTo(400);
        }
    }
}
