package dev.gatehouse.db.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.testing.TestAccount;
import dev.gatehouse.db.testing.TestAccounts;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.server.FeatureKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server by itself and as bundles carry it: what a resource identifier names, and which ways lead to a server. */
abstract class ProtectedResourcesContract {

    @Autowired
    ProtectedResources resources;

    @Autowired
    TestAccounts accounts;

    @Autowired
    JdbcClient jdbc;

    private TestAccount account;
    private ServerRow server;
    private UUID bundle;
    private String resource;

    @BeforeEach
    void start() {
        account = accounts.create();
        server = account.server();
        bundle = bundle("Engineering");
        resource = carry(bundle, "{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"echo\"]}}");
    }

    private UUID bundle(String name) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into bundle (id, account_id, name, slug, enabled, created_at, version)"
                        + " values (?, ?, ?, ?, true, current_timestamp, 0)")
                .params(id, account.id(), name, "b" + id)
                .update();
        return id;
    }

    private String carry(UUID bundleId, String features) {
        String own = "https://gateway.test/mcp/b" + bundleId + "/" + server.slug();
        jdbc.sql("insert into bundle_server (bundle_id, server_id, account_id, resource, enabled, feature_policy,"
                        + " created_at, version) values (?, ?, ?, ?, true, ?, current_timestamp, 0)")
                .params(bundleId, server.id(), account.id(), own, features)
                .update();
        return own;
    }

    private void set(String sql) {
        assertThat(jdbc.sql(sql).param(bundle).update()).isEqualTo(1);
    }

    @Test
    void findThenTheServerByItselfOrThroughTheBundle() {
        assertThat(resources.find(server.resource()))
                .contains(new KnownResource(ProtectedResource.of(server.id()), account.id(), server.name(), null));
        assertThat(resources.find(resource))
                .contains(new KnownResource(
                        new ProtectedResource(server.id(), bundle), account.id(), server.name(), "Engineering"));
        for (String none : List.of("", resource + "/", resource.toUpperCase(java.util.Locale.ROOT), "b" + bundle)) {
            assertThat(resources.find(none)).isEmpty();
        }
    }

    @Test
    void findWhenDisabledThenStillKnown() {
        set("update bundle set enabled = false where id = ?");
        set("update bundle_server set enabled = false where bundle_id = ?");
        assertThat(resources.find(resource)).isPresent();
    }

    @Test
    void findWhenServerBundleOrAssignmentIsGoneThenNothing() {
        set("update bundle set deleted_at = current_timestamp where id = ?");
        assertThat(resources.find(resource)).isEmpty();
        assertThat(resources.find(server.resource())).isPresent();
        set("update bundle set deleted_at = null where id = ?");
        assertThat(resources.find(resource)).isPresent();
        set("delete from bundle_server where bundle_id = ?");
        assertThat(resources.find(resource)).isEmpty();
        String again = carry(bundle, "{}");
        account.change(server.id(), row -> row.deletedAt(Instant.now()));
        assertThat(resources.find(again)).isEmpty();
        assertThat(resources.find(server.resource())).isEmpty();
    }

    @Test
    void routesThenThoseOfTheServersWithWhatIsEnabled() {
        UUID second = bundle("Second");
        carry(second, "not json");
        ServerRow alone = account.server();

        List<BundleRoute> found = resources.routesTo(List.of(server.id(), alone.id()));

        assertThat(found).hasSize(2).allMatch(BundleRoute::enabled);
        BundleRoute route = found.stream()
                .filter(one -> one.bundleId().equals(bundle))
                .findFirst()
                .orElseThrow();
        assertThat(route.serverId()).isEqualTo(server.id());
        assertThat(route.slug()).isEqualTo("b" + bundle);
        assertThat(route.name()).isEqualTo("Engineering");
        assertThat(route.resource()).isEqualTo(resource);
        assertThat(route.narrowing().exposes(FeatureKind.TOOL, "echo")).isTrue();
        assertThat(route.narrowing().exposes(FeatureKind.TOOL, "other")).isFalse();
        assertThat(found.stream().filter(one -> one.bundleId().equals(second)))
                .allSatisfy(one -> assertThat(one.narrowing().exposes(FeatureKind.TOOL, "echo"))
                        .isFalse());
        assertThat(resources.routes()).containsAll(found);
        assertThat(resources.routesTo(List.of())).isEmpty();

        set("update bundle set enabled = false where id = ?");
        assertThat(enabled()).isFalse();
        set("update bundle set enabled = true where id = ?");
        assertThat(enabled()).isTrue();
        set("update bundle_server set enabled = false where bundle_id = ?");
        assertThat(enabled()).isFalse();
        set("update bundle set deleted_at = current_timestamp where id = ?");
        assertThat(resources.routesTo(List.of(server.id()))).hasSize(1);
    }

    private boolean enabled() {
        return resources.routesTo(List.of(server.id())).stream()
                .filter(one -> one.bundleId().equals(bundle))
                .findFirst()
                .orElseThrow()
                .enabled();
    }
}
