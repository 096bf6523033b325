package dev.gatehouse.db.team;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who is in a team. Writes a whole set in one statement. */
@Component
public final class TeamMembers {

    private static final String SELECT = "select " + MemberRepository.COLUMNS + ", tm.source from team_member tm"
            + " join membership m on m.id = tm.membership_id join person p on p.id = m.user_id"
            + " join account_role r on r.id = m.role_id where tm.team_id = :team";

    private static final UUID NOBODY = new UUID(0, 0);

    private final JdbcClient jdbc;

    TeamMembers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The people of a team by the id of the person, after {@code cursor}. */
    public List<TeamMember> list(UUID teamId, @Nullable UUID cursor, int limit) {
        return jdbc.sql(SELECT + " and (cast(:cursor as uuid) is null or m.user_id > :cursor)"
                        + " order by m.user_id limit :limit")
                .param("team", teamId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> member(row))
                .list();
    }

    /** Those of these people who are in the team, by id. */
    public List<TeamMember> find(UUID teamId, Collection<UUID> userIds) {
        if (userIds.isEmpty()) {
            return List.of();
        }
        return jdbc.sql(SELECT + " and m.user_id in (:users) order by m.user_id")
                .param("team", teamId)
                .param("users", userIds)
                .query((row, n) -> member(row))
                .list();
    }

    /** How many there are. */
    public long count(UUID teamId) {
        return jdbc.sql("select count(*) from team_member where team_id = :team")
                .param("team", teamId)
                .query(Long.class)
                .single();
    }

    /** Those who were put there by hand, without these people: who goes when these replace them. */
    public List<UUID> manualUsersBut(UUID teamId, Collection<UUID> userIds) {
        return jdbc.sql("select m.user_id from team_member tm join membership m on m.id = tm.membership_id"
                        + " where tm.team_id = :team and tm.source = 'MANUAL' and m.user_id not in (:users)"
                        + " order by m.user_id")
                .param("team", teamId)
                .param("users", userIds.isEmpty() ? Set.of(NOBODY) : userIds)
                .query((row, n) -> Column.uuid(row, "user_id"))
                .list();
    }

    /** Puts these members there by hand; those who are there stay as they are. */
    public void add(UUID teamId, Collection<UUID> membershipIds) {
        if (membershipIds.isEmpty()) {
            return;
        }
        jdbc.sql("insert into team_member (team_id, membership_id, source, added_at)"
                        + " select cast(:team as uuid), m.id, 'MANUAL', current_timestamp from membership m"
                        + " where m.id in (:members) and not exists"
                        + " (select 1 from team_member tm where tm.team_id = :team and tm.membership_id = m.id)")
                .param("team", teamId)
                .param("members", membershipIds)
                .update();
    }

    /** Takes everybody out who was put there by hand and is none of these people. */
    public void removeManualBut(UUID teamId, Collection<UUID> userIds) {
        jdbc.sql("delete from team_member where team_id = :team and source = 'MANUAL' and membership_id not in"
                        + " (select m.id from membership m where m.user_id in (:users))")
                .param("team", teamId)
                .param("users", userIds.isEmpty() ? Set.of(NOBODY) : userIds)
                .update();
    }

    /** Takes a member out, whoever put them there; says whether they were there. */
    public boolean remove(UUID teamId, UUID membershipId) {
        return jdbc.sql("delete from team_member where team_id = :team and membership_id = :member")
                        .param("team", teamId)
                        .param("member", membershipId)
                        .update()
                > 0;
    }

    /** Takes everybody out; for the deletion of the team. */
    public void removeAll(UUID teamId) {
        jdbc.sql("delete from team_member where team_id = :team")
                .param("team", teamId)
                .update();
    }

    private static TeamMember member(ResultSet row) throws SQLException {
        return new TeamMember(MemberRepository.member(row), MemberSource.of(row.getString("source")));
    }
}
