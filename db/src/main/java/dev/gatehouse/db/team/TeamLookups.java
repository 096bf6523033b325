package dev.gatehouse.db.team;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the teams of an account with what is counted, one statement a page. */
@Component
public final class TeamLookups {

    private static final String SELECT = "select t.id, t.name, t.enabled, t.version,"
            + " (select count(*) from team_member tm where tm.team_id = t.id) as members"
            + " from team t where t.account_id = :account";

    private final JdbcClient jdbc;

    TeamLookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The teams of an account by id, after {@code cursor}. */
    public List<TeamSummary> list(UUID accountId, @Nullable UUID cursor, int limit) {
        return jdbc.sql(SELECT + " and (cast(:cursor as uuid) is null or t.id > :cursor) order by t.id limit :limit")
                .param("account", accountId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> summary(row))
                .list();
    }

    /** One of them. */
    public Optional<TeamSummary> find(UUID accountId, UUID teamId) {
        return jdbc.sql(SELECT + " and t.id = :team")
                .param("account", accountId)
                .param("team", teamId)
                .query((row, n) -> summary(row))
                .optional();
    }

    /** Those of these teams that are in the account. */
    public Set<UUID> inAccount(UUID accountId, Collection<UUID> teamIds) {
        if (teamIds.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql("select id from team where account_id = :account and id in (:teams)")
                .param("account", accountId)
                .param("teams", teamIds)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    /** The teams that a member is in. */
    public Set<UUID> ofMember(UUID membershipId) {
        return new HashSet<>(jdbc.sql("select team_id from team_member where membership_id = :membership")
                .param("membership", membershipId)
                .query((row, n) -> Column.uuid(row, "team_id"))
                .list());
    }

    /** Those of these teams that the person is in, and that are enabled. */
    public Set<UUID> ofPerson(UUID accountId, UUID userId, Collection<UUID> teamIds) {
        if (teamIds.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql("select t.id from team t join team_member tm on tm.team_id = t.id"
                        + " join membership m on m.id = tm.membership_id and m.account_id = t.account_id"
                        + " where t.account_id = :account and m.user_id = :user and t.enabled = true"
                        + " and t.id in (:teams)")
                .param("account", accountId)
                .param("user", userId)
                .param("teams", teamIds)
                .query((row, n) -> Column.uuid(row, "id"))
                .list());
    }

    private static TeamSummary summary(ResultSet row) throws SQLException {
        return new TeamSummary(
                Column.uuid(row, "id"),
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getLong("members"),
                row.getLong("version"));
    }
}
