package dev.gatehouse.db.server;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.server.IdentityScheme;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The protected resources of the installation: every server by itself, and every server as a bundle carries it. What was
 * deleted, a server, a bundle or an assignment, is none.
 */
@Component
public final class ProtectedResources {

    private static final String BY_IDENTIFIER =
            "select s.id as server_id, cast(null as uuid) as bundle_id, s.account_id,"
                    + " s.name as server_name, cast(null as varchar(200)) as bundle_name from mcp_server s"
                    + " where s.resource = :resource and s.deleted_at is null"
                    + " union all select s.id, b.id, s.account_id, s.name, b.name from bundle_server bs"
                    + " join bundle b on b.id = bs.bundle_id join mcp_server s on s.id = bs.server_id"
                    + " where bs.resource = :resource and b.deleted_at is null and s.deleted_at is null";

    private static final String ROUTES = "select bs.server_id, bs.bundle_id, b.slug, b.name, bs.resource,"
            + " bs.feature_policy, bs.identity_scheme, b.enabled as bundle_enabled, bs.enabled as route_enabled from bundle_server bs"
            + " join bundle b on b.id = bs.bundle_id where b.deleted_at is null";

    private final JdbcClient jdbc;

    ProtectedResources(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a canonical resource identifier names. */
    public Optional<KnownResource> find(String resource) {
        return jdbc.sql(BY_IDENTIFIER)
                .param("resource", resource)
                .query((row, n) -> known(row))
                .optional();
    }

    /** The ways through bundles to every server. */
    public List<BundleRoute> routes() {
        return jdbc.sql(ROUTES + " order by b.slug")
                .query((row, n) -> route(row))
                .list();
    }

    /** The ways through bundles to these servers. */
    public List<BundleRoute> routesTo(Collection<UUID> serverIds) {
        return serverIds.isEmpty()
                ? List.of()
                : jdbc.sql(ROUTES + " and bs.server_id in (:servers) order by b.slug")
                        .param("servers", serverIds)
                        .query((row, n) -> route(row))
                        .list();
    }

    private static KnownResource known(ResultSet row) throws SQLException {
        return new KnownResource(
                new ProtectedResource(Column.uuid(row, "server_id"), row.getObject("bundle_id", UUID.class)),
                Column.uuid(row, "account_id"),
                row.getString("server_name"),
                row.getString("bundle_name"));
    }

    private static BundleRoute route(ResultSet row) throws SQLException {
        return new BundleRoute(
                Column.uuid(row, "server_id"),
                Column.uuid(row, "bundle_id"),
                row.getString("slug"),
                row.getString("name"),
                row.getBoolean("bundle_enabled") && row.getBoolean("route_enabled"),
                row.getString("resource"),
                FeaturePolicies.read(row.getString("feature_policy")),
                scheme(row.getString("identity_scheme")));
    }

    /** One that a newer program wrote shows nobody. */
    private static @Nullable IdentityScheme scheme(@Nullable String name) {
        return name == null
                ? null
                : Arrays.stream(IdentityScheme.values())
                        .filter(scheme -> scheme.name().equals(name))
                        .findFirst()
                        .orElse(IdentityScheme.NONE);
    }
}
