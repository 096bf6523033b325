package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads the ways from teams to servers: an enabled team, provisioned to an enabled bundle, which carries the server by an
 * enabled assignment.
 */
@Component
final class TeamRoutes {

    /** From teams to assignments, over the aliases t, bt, b and bs; every joint is open. */
    static final String OPEN = " from bundle_team bt join team t on t.id = bt.team_id and t.enabled = true"
            + " join bundle b on b.id = bt.bundle_id and b.enabled = true and b.deleted_at is null"
            + " join bundle_server bs on bs.bundle_id = b.id and bs.enabled = true";

    private final JdbcClient jdbc;

    TeamRoutes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The teams of the account that reach the server, or any server where none is named; at most so many. */
    List<UUID> teams(UUID accountId, @Nullable UUID serverId, int limit) {
        return jdbc.sql("select t.id" + OPEN + " where t.account_id = :account" + onServer(serverId)
                        + " group by t.id order by t.id limit :limit")
                .param("account", accountId)
                .params(serverParameter(serverId))
                .param("limit", limit)
                .query((row, n) -> Column.uuid(row, "id"))
                .list();
    }

    /** Which bundles give the server to these members, by membership. */
    Map<UUID, List<GivingBundle>> bundles(UUID serverId, Collection<UUID> membershipIds) {
        Map<UUID, List<GivingBundle>> found = new HashMap<>();
        if (!membershipIds.isEmpty()) {
            jdbc.sql("select distinct tm.membership_id, b.id, b.slug" + OPEN
                            + " join team_member tm on tm.team_id = t.id where bs.server_id = :server and tm.membership_id in (:ids)"
                            + " order by tm.membership_id, b.slug")
                    .param("server", serverId)
                    .param("ids", membershipIds)
                    .query(row -> {
                        found.computeIfAbsent(Column.uuid(row, "membership_id"), id -> new ArrayList<>())
                                .add(new GivingBundle(Column.uuid(row, "id"), row.getString("slug")));
                    });
        }
        return found;
    }

    /** The enabled teams of these members, by membership. */
    Map<UUID, List<UUID>> teamsOf(Collection<UUID> membershipIds) {
        Map<UUID, List<UUID>> found = new HashMap<>();
        if (!membershipIds.isEmpty()) {
            jdbc.sql("select tm.membership_id, tm.team_id from team_member tm"
                            + " join team t on t.id = tm.team_id and t.enabled = true where tm.membership_id in (:ids)")
                    .param("ids", membershipIds)
                    .query(row -> {
                        found.computeIfAbsent(Column.uuid(row, "membership_id"), id -> new ArrayList<>())
                                .add(Column.uuid(row, "team_id"));
                    });
        }
        return found;
    }

    /** What these teams reach, of the servers that the built-in provider governs, by team. */
    Map<UUID, List<Route>> routes(Collection<UUID> teamIds, @Nullable UUID serverId) {
        Map<UUID, List<Route>> found = new HashMap<>();
        if (!teamIds.isEmpty()) {
            jdbc.sql("select bt.team_id, b.id, b.slug, s.id as server_id, s.slug as server_slug, s.name as server_name"
                            + OPEN
                            + " join mcp_server s on s.id = bs.server_id where t.id in (:teams) and "
                            + ReportServers.COVERED + onServer(serverId))
                    .params(serverParameter(serverId))
                    .param("teams", teamIds)
                    .query(row -> {
                        found.computeIfAbsent(Column.uuid(row, "team_id"), id -> new ArrayList<>())
                                .add(new Route(
                                        ReportServers.server(row),
                                        new GivingBundle(Column.uuid(row, "id"), row.getString("slug"))));
                    });
        }
        return found;
    }

    static String onServer(@Nullable UUID serverId) {
        return serverId == null ? "" : " and bs.server_id = :server";
    }

    static Map<String, Object> serverParameter(@Nullable UUID serverId) {
        return serverId == null ? Map.of() : Map.of("server", serverId);
    }

    /** One way from a team to a server. */
    record Route(ReportServer server, GivingBundle bundle) {}
}
