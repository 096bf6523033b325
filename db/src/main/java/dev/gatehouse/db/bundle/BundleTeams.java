package dev.gatehouse.db.bundle;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which teams reach a bundle. Writes a whole set in one statement. */
@Component
public final class BundleTeams {

    private static final String SELECT = "select t.id, t.name, t.enabled from bundle_team bt"
            + " join team t on t.id = bt.team_id where bt.bundle_id = :bundle";

    private final JdbcClient jdbc;

    BundleTeams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The teams of a bundle by id, after {@code cursor}. */
    public List<BundleTeam> list(UUID bundleId, @Nullable UUID cursor, int limit) {
        return jdbc.sql(SELECT + " and (cast(:cursor as uuid) is null or t.id > :cursor) order by t.id limit :limit")
                .param("bundle", bundleId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> team(row))
                .list();
    }

    /** Those of these teams that reach the bundle, by id. */
    public List<BundleTeam> find(UUID bundleId, Collection<UUID> teamIds) {
        if (teamIds.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(SELECT + " and t.id in (:teams) order by t.id")
                .param("bundle", bundleId)
                .param("teams", teamIds)
                .query((row, n) -> team(row))
                .list();
    }

    /** The ids of all teams that reach a bundle. */
    public List<UUID> teamsOf(UUID bundleId) {
        return jdbc.sql("select team_id from bundle_team where bundle_id = :bundle order by team_id")
                .param("bundle", bundleId)
                .query((row, n) -> Column.uuid(row, "team_id"))
                .list();
    }

    /** The ids of all bundles that a team reaches. */
    public List<UUID> bundlesOf(UUID teamId) {
        return jdbc.sql("select bundle_id from bundle_team where team_id = :team order by bundle_id")
                .param("team", teamId)
                .query((row, n) -> Column.uuid(row, "bundle_id"))
                .list();
    }

    /** Lets these teams reach the bundle; those that do stay as they are. */
    public void add(UUID bundleId, Collection<UUID> teamIds) {
        if (teamIds.isEmpty()) {
            return;
        }
        jdbc.sql("insert into bundle_team (bundle_id, team_id) select cast(:bundle as uuid), t.id from team t"
                        + " where t.id in (:teams) and not exists"
                        + " (select 1 from bundle_team bt where bt.bundle_id = :bundle and bt.team_id = t.id)")
                .param("bundle", bundleId)
                .param("teams", teamIds)
                .update();
    }

    /** Lets a team reach the bundle no more; says whether it did. */
    public boolean remove(UUID bundleId, UUID teamId) {
        return jdbc.sql("delete from bundle_team where bundle_id = :bundle and team_id = :team")
                        .param("bundle", bundleId)
                        .param("team", teamId)
                        .update()
                > 0;
    }

    /** Lets no team reach the bundle. */
    public void removeAll(UUID bundleId) {
        jdbc.sql("delete from bundle_team where bundle_id = :bundle")
                .param("bundle", bundleId)
                .update();
    }

    /** Lets a team reach no bundle; for its deletion. */
    public void removeTeam(UUID teamId) {
        jdbc.sql("delete from bundle_team where team_id = :team")
                .param("team", teamId)
                .update();
    }

    private static BundleTeam team(ResultSet row) throws SQLException {
        return new BundleTeam(Column.uuid(row, "id"), row.getString("name"), row.getBoolean("enabled"));
    }
}
