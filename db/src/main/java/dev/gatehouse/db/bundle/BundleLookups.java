package dev.gatehouse.db.bundle;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the bundles of an account with what is counted, one statement a page. */
@Component
public final class BundleLookups {

    private static final String SELECT = "select b.id, b.name, b.slug, b.enabled, b.version,"
            + " (select count(*) from bundle_team bt where bt.bundle_id = b.id) as teams,"
            + " (select count(*) from bundle_server bs where bs.bundle_id = b.id) as servers"
            + " from bundle b where b.account_id = :account and b.deleted_at is null";

    private static final String REACHED = "exists (select 1 from bundle_team bt join team t on t.id = bt.team_id and"
            + " t.enabled = true join team_member tm on tm.team_id = t.id join membership m on m.id = tm.membership_id"
            + " where bt.bundle_id = b.id and m.account_id = b.account_id and m.user_id = :user)";

    private final JdbcClient jdbc;

    BundleLookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The bundles of an account by id, after {@code cursor}. */
    public List<BundleSummary> list(UUID accountId, @Nullable UUID cursor, int limit) {
        return page(jdbc.sql(paged("")), accountId, cursor, limit);
    }

    /** Those of them that an enabled team of this person reaches. */
    public List<BundleSummary> listReachedBy(UUID userId, UUID accountId, @Nullable UUID cursor, int limit) {
        return page(jdbc.sql(paged(" and " + REACHED)).param("user", userId), accountId, cursor, limit);
    }

    /** One of them. */
    public Optional<BundleSummary> find(UUID accountId, UUID bundleId) {
        return jdbc.sql(SELECT + " and b.id = :bundle")
                .param("account", accountId)
                .param("bundle", bundleId)
                .query((row, n) -> summary(row))
                .optional();
    }

    /** Whether an enabled team of this person reaches the bundle. */
    public boolean reachedBy(UUID userId, UUID bundleId) {
        return jdbc.sql("select count(*) from bundle b where b.id = :bundle and " + REACHED)
                        .param("bundle", bundleId)
                        .param("user", userId)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static String paged(String condition) {
        return SELECT + condition + " and (cast(:cursor as uuid) is null or b.id > :cursor) order by b.id limit :limit";
    }

    private static List<BundleSummary> page(
            JdbcClient.StatementSpec statement, UUID accountId, @Nullable UUID cursor, int limit) {
        return statement
                .param("account", accountId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> summary(row))
                .list();
    }

    private static BundleSummary summary(ResultSet row) throws SQLException {
        return new BundleSummary(
                Column.uuid(row, "id"),
                row.getString("name"),
                row.getString("slug"),
                row.getBoolean("enabled"),
                row.getLong("teams"),
                row.getLong("servers"),
                row.getLong("version"));
    }
}
