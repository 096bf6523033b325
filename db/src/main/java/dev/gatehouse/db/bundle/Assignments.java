package dev.gatehouse.db.bundle;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.server.IdentityScheme;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which servers a bundle carries, and how. */
@Component
public final class Assignments {

    private static final String SELECT = "select bs.bundle_id, bs.server_id, bs.account_id, bs.resource, bs.enabled,"
            + " bs.feature_policy, bs.identity_scheme, bs.created_at, bs.version, s.name as server_name, s.slug,"
            + " s.feature_policy as server_features from bundle_server bs join mcp_server s on s.id = bs.server_id"
            + " where bs.bundle_id = :bundle";

    private final JdbcClient jdbc;

    Assignments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a bundle carries, by the id of the server, after {@code cursor}. */
    public List<Assignment> list(UUID bundleId, @Nullable UUID cursor, int limit) {
        return jdbc.sql(SELECT + " and (cast(:cursor as uuid) is null or bs.server_id > :cursor)"
                        + " order by bs.server_id limit :limit")
                .param("bundle", bundleId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> assignment(row))
                .list();
    }

    /** How a bundle carries a server. */
    public Optional<Assignment> find(UUID bundleId, UUID serverId) {
        return jdbc.sql(SELECT + " and bs.server_id = :server")
                .param("bundle", bundleId)
                .param("server", serverId)
                .query((row, n) -> assignment(row))
                .optional();
    }

    /** The ids of the servers that a bundle carries. */
    public List<UUID> serversOf(UUID bundleId) {
        return jdbc.sql("select server_id from bundle_server where bundle_id = :bundle order by server_id")
                .param("bundle", bundleId)
                .query((row, n) -> Column.uuid(row, "server_id"))
                .list();
    }

    /** Lets a bundle carry a server that it does not carry. */
    public void insert(AssignmentRow row) {
        jdbc.sql("insert into bundle_server (bundle_id, server_id, account_id, resource, enabled, feature_policy,"
                        + " identity_scheme, created_at, version) values (:bundle, :server, :account, :resource,"
                        + " :enabled, :features, :scheme, :created, :version)")
                .param("bundle", row.bundleId())
                .param("server", row.serverId())
                .param("account", row.accountId())
                .param("resource", row.resource())
                .param("enabled", row.enabled())
                .param("features", row.featurePolicy())
                .param("scheme", name(row.identityScheme()), java.sql.Types.VARCHAR)
                .param("created", Column.of(row.createdAt()))
                .param("version", row.version())
                .update();
    }

    /** Writes what may change, and counts the version on; a stale version throws. */
    public void update(AssignmentRow row) {
        int updated = jdbc.sql("update bundle_server set enabled = :enabled, feature_policy = :features,"
                        + " identity_scheme = :scheme, version = version + 1"
                        + " where bundle_id = :bundle and server_id = :server and version = :version")
                .param("enabled", row.enabled())
                .param("features", row.featurePolicy())
                .param("scheme", name(row.identityScheme()), java.sql.Types.VARCHAR)
                .param("bundle", row.bundleId())
                .param("server", row.serverId())
                .param("version", row.version())
                .update();
        if (updated == 0) {
            throw new OptimisticLockingFailureException("the assignment was changed since it was read");
        }
    }

    /** Lets a bundle carry a server no more. */
    public void delete(UUID bundleId, UUID serverId) {
        jdbc.sql("delete from bundle_server where bundle_id = :bundle and server_id = :server")
                .param("bundle", bundleId)
                .param("server", serverId)
                .update();
    }

    /** Lets a bundle carry nothing; for its deletion. */
    public void deleteByBundle(UUID bundleId) {
        jdbc.sql("delete from bundle_server where bundle_id = :bundle")
                .param("bundle", bundleId)
                .update();
    }

    /** Lets no bundle carry a server; for its deletion. */
    public void deleteByServer(UUID serverId) {
        jdbc.sql("delete from bundle_server where server_id = :server")
                .param("server", serverId)
                .update();
    }

    private static @Nullable String name(@Nullable IdentityScheme scheme) {
        return scheme == null ? null : scheme.name();
    }

    private static Assignment assignment(ResultSet row) throws SQLException {
        AssignmentRow own = new AssignmentRow(
                Column.uuid(row, "bundle_id"),
                Column.uuid(row, "server_id"),
                Column.uuid(row, "account_id"),
                row.getString("resource"),
                row.getBoolean("enabled"),
                row.getString("feature_policy"),
                scheme(row.getString("identity_scheme")),
                Column.instant(row, "created_at"),
                row.getLong("version"));
        return new Assignment(
                own, row.getString("server_name"), row.getString("slug"), row.getString("server_features"));
    }

    private static @Nullable IdentityScheme scheme(@Nullable String name) {
        return Arrays.stream(IdentityScheme.values())
                .filter(scheme -> scheme.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
