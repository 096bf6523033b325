package dev.gatehouse.db.grant;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachPolicy;
import dev.gatehouse.policy.scope.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The two lists of a server: who has access and by what, and who could be given it. Both are read from the same rows as
 * the decision, one statement a page; they are each other's complement among the active members.
 */
@Component
public final class ServerUsers {

    private static final String FROM = " from membership m join person p on p.id = m.user_id"
            + " join account_role r on r.id = m.role_id join account a on a.id = m.account_id"
            + " left join all_servers_grant ag on ag.membership_id = m.id and a.direct_grants = true"
            + " left join server_grant sg on sg.membership_id = m.id and sg.server_id = :server"
            + " and a.direct_grants = true"
            + " where m.account_id = :account and m.status = 'ACTIVE'"
            + " and (cast(:cursor as uuid) is null or m.user_id > :cursor)";

    /** The role reaches every server. Names stand between single spaces, so the pattern cannot match a part of one. */
    private static final String BY_ROLE = "' ' || r.capabilities || ' ' like '% MCP_USE_ALL_SERVERS %'";

    private static final String SELECT = "select " + MemberRepository.COLUMNS
            + ", a.direct_grants, a.team_grants, ag.scopes as all_scopes, sg.scopes as server_scopes";

    private final JdbcClient jdbc;

    ServerUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Active members with access to the server, by id, after {@code cursor}. */
    public List<ServerUser> list(UUID accountId, UUID serverId, @Nullable UUID cursor, int limit) {
        return jdbc.sql(SELECT + FROM + " and (" + BY_ROLE
                        + " or ag.membership_id is not null or sg.membership_id is not null)"
                        + " order by m.user_id limit :limit")
                .param("server", serverId)
                .param("account", accountId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> new ServerUser(MemberRepository.member(row), reach(row)))
                .list();
    }

    /** Active members without access to the server, by id, after {@code cursor}. */
    public List<Member> candidates(UUID accountId, UUID serverId, @Nullable UUID cursor, int limit) {
        return jdbc.sql(SELECT + FROM + " and not (" + BY_ROLE
                        + ") and ag.membership_id is null and sg.membership_id is null"
                        + " order by m.user_id limit :limit")
                .param("server", serverId)
                .param("account", accountId)
                .param("cursor", cursor, java.sql.Types.OTHER)
                .param("limit", limit)
                .query((row, n) -> MemberRepository.member(row))
                .list();
    }

    private static Reach reach(ResultSet row) throws SQLException {
        return Reach.of(
                MemberRepository.role(row),
                new ReachPolicy(row.getBoolean("direct_grants"), row.getBoolean("team_grants")),
                scopes(row.getString("all_scopes")),
                scopes(row.getString("server_scopes")),
                Scopes.NONE);
    }

    private static Scopes scopes(@Nullable String text) {
        return text == null ? Scopes.NONE : Scopes.parse(text);
    }
}
