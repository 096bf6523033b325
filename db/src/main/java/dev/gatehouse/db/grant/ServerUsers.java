package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.access.ReachColumns;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The two lists of a server: who has access and by what, and who could be given it. Both are read from the same rows as
 * the decision, and go by the id of the membership; they are each other's complement among the active members. What a
 * page costs depends on its size, not on that of the account.
 */
@Component
public final class ServerUsers {

    /** So many members are looked at for candidates in one statement, and in so many statements a page. */
    static final int WINDOW = 5000;

    static final int WINDOWS = 4;

    private static final String USER = "select " + MemberRepository.COLUMNS + ", " + ReachColumns.COLUMNS + " from (";

    private static final String USER_FROM =
            ") page join membership m on m.id = page.id join person p on p.id = m.user_id"
                    + " join account_role r on r.id = m.role_id join account a on a.id = m.account_id"
                    + " left join all_servers_grant ag on ag.membership_id = m.id"
                    + " left join server_grant sg on sg.membership_id = m.id and sg.server_id = :server"
                    + " order by m.id";

    private static final String ACTIVE = " from membership m where m.account_id = :account and m.status = 'ACTIVE'"
            + " and m.id > :cursor order by m.id";

    private final JdbcClient jdbc;
    private final ReachSources sources;
    private final TeamRoutes teams;

    ServerUsers(JdbcClient jdbc, ReachSources sources, TeamRoutes teams) {
        this.jdbc = jdbc;
        this.sources = sources;
        this.teams = teams;
    }

    /**
     * Active members with access to the server, by membership, after {@code cursor}. Whoever has lost it while this was
     * read comes with no reach.
     *
     * @param wanted by which sources; those whom another source reaches first may be among them
     */
    public List<ServerUser> list(
            UUID accountId, UUID serverId, Set<ReachSource> wanted, @Nullable UUID cursor, int limit) {
        ReachSources.Sources account = sources.of(accountId);
        Holders holders = Holders.of(account, serverId, reaching(account, serverId), wanted);
        if (holders.nobody()) {
            return List.of();
        }
        List<Row> rows = jdbc.sql(USER + holders.sql() + USER_FROM)
                .params(holders.parameters())
                .param("server", serverId)
                .param("cursor", Objects.requireNonNullElse(cursor, Holders.BEFORE_ALL))
                .param("limit", limit)
                .query((row, n) -> row(row))
                .list();
        List<UUID> otherwise = rows.stream()
                .filter(row -> row.direct().isNone())
                .map(row -> row.member().membershipId())
                .toList();
        Map<UUID, List<GivingBundle>> bundles = teams.bundles(serverId, otherwise);
        return rows.stream()
                .map(row -> row.user(bundles.getOrDefault(row.member().membershipId(), List.of())))
                .toList();
    }

    /** The same, by whatever source. */
    public List<ServerUser> list(UUID accountId, UUID serverId, @Nullable UUID cursor, int limit) {
        return list(accountId, serverId, EnumSet.allOf(ReachSource.class), cursor, limit);
    }

    /**
     * Active members without access to the server, by membership, after {@code cursor}. A page looks at no more than
     * {@value #WINDOWS} times {@value #WINDOW} members: where nearly everybody has access, it may find fewer than asked for.
     */
    public Slice<Member> candidates(UUID accountId, UUID serverId, @Nullable UUID cursor, int limit) {
        ReachSources.Sources account = sources.of(accountId);
        String without = without(account, serverId);
        List<Member> found = new ArrayList<>();
        UUID after = Objects.requireNonNullElse(cursor, Holders.BEFORE_ALL);
        for (int window = 0; window < WINDOWS; window++) {
            found.addAll(search(account, serverId, without, after, limit - found.size()));
            Optional<UUID> end = found.size() == limit ? Optional.empty() : endOfWindow(accountId, after);
            if (end.isEmpty()) {
                return new Slice<>(found, null);
            }
            after = end.get();
        }
        return new Slice<>(found, after);
    }

    private List<Member> search(ReachSources.Sources account, UUID serverId, String without, UUID after, int limit) {
        JdbcClient.StatementSpec query = jdbc.sql("select " + MemberRepository.COLUMNS
                        + " from (select w.id from (select m.id, m.role_id" + ACTIVE + " limit " + WINDOW + ") w where "
                        + without + " order by w.id limit :limit) page join membership m on m.id = page.id"
                        + " join person p on p.id = m.user_id join account_role r on r.id = m.role_id order by m.id")
                .param("account", account.accountId())
                .param("server", serverId)
                .param("cursor", after)
                .param("limit", limit);
        if (!account.everywhere().isEmpty()) {
            query = query.param("everywhere", account.everywhere());
        }
        return query.query((row, n) -> MemberRepository.member(row)).list();
    }

    private String without(ReachSources.Sources account, UUID serverId) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        if (!account.everywhere().isEmpty()) {
            conditions.add("w.role_id not in (:everywhere)");
        }
        if (account.directGrants()) {
            conditions.add("not exists (select 1 from all_servers_grant g where g.membership_id = w.id and "
                    + ReachColumns.gives("g") + ")");
            conditions.add("not exists (select 1 from server_grant g where g.membership_id = w.id"
                    + " and g.server_id = :server and " + ReachColumns.gives("g") + ")");
        }
        if (!reaching(account, serverId).isEmpty()) {
            conditions.add("not exists (select 1 from team_member tm where tm.membership_id = w.id and tm.team_id in"
                    + " (select t.id" + TeamRoutes.OPEN + " where bs.server_id = :server))");
        }
        return String.join(" and ", conditions);
    }

    private Optional<UUID> endOfWindow(UUID accountId, UUID after) {
        return jdbc.sql("select m.id" + ACTIVE + " offset " + (WINDOW - 1) + " rows fetch next 1 rows only")
                .param("account", accountId)
                .param("cursor", after)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
    }

    private List<UUID> reaching(ReachSources.Sources account, UUID serverId) {
        return account.teamGrants() ? teams.teams(account.accountId(), serverId, Holders.MAX_BRANCHES + 1) : List.of();
    }

    private static Row row(ResultSet row) throws SQLException {
        Member member = MemberRepository.member(row);
        return new Row(
                member,
                ReachColumns.reach(row, member.role(), Scopes.NONE),
                ReachColumns.reach(row, member.role(), Scopes.ALL));
    }

    /**
     * A row of the list.
     *
     * @param direct the reach without any team
     * @param withTeam the reach where a team gives it
     */
    private record Row(Member member, Reach direct, Reach withTeam) {
        ServerUser user(List<GivingBundle> bundles) {
            return new ServerUser(member, bundles.isEmpty() ? direct : withTeam, bundles);
        }
    }
}
