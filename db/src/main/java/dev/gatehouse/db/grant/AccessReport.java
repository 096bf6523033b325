package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.access.ReachColumns;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.reach.Reach;
import dev.gatehouse.policy.reach.ReachSource;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads who may connect to what, and by which source: people by the id of the membership, the servers of each by id. Some
 * people at a time are read with all that they hold, in a fixed number of statements.
 */
@Component
public final class AccessReport {

    /** So many people are read at once. */
    static final int PEOPLE = 50;

    private final JdbcClient jdbc;
    private final ReachSources sources;
    private final TeamRoutes teams;
    private final ReportServers servers;

    AccessReport(JdbcClient jdbc, ReachSources sources, TeamRoutes teams, ReportServers servers) {
        this.jdbc = jdbc;
        this.sources = sources;
        this.teams = teams;
        this.servers = servers;
    }

    /** What is asked for; null means all. */
    public record Query(
            UUID accountId,
            @Nullable UUID membershipId,
            @Nullable UUID serverId,
            @Nullable ReachSource basis) {}

    /**
     * One person and one server.
     *
     * @param bundles those through which a team gives it, where nothing else does
     */
    public record Row(Member member, ReportServer server, Reach reach, List<GivingBundle> bundles) {}

    /** Where a report goes on: behind this server of this person. */
    public record Position(UUID membershipId, UUID serverId) {}

    /** Begins to read; nothing is kept open. */
    public AccessReportReading read(Query query, @Nullable Position after) {
        ReachSources.Sources account = sources.of(query.accountId());
        List<UUID> reaching = account.teamGrants()
                ? teams.teams(query.accountId(), query.serverId(), Holders.MAX_BRANCHES + 1)
                : List.of();
        Set<ReachSource> wanted = query.basis() == null ? EnumSet.allOf(ReachSource.class) : EnumSet.of(query.basis());
        return new AccessReportReading(this, query, Holders.of(account, query.serverId(), reaching, wanted), after);
    }

    /** The ids of the next people who may have a row. */
    List<UUID> people(Holders holders, UUID after) {
        return jdbc.sql(holders.sql())
                .params(holders.parameters())
                .param("cursor", after)
                .param("limit", PEOPLE)
                .query((row, n) -> Column.uuid(row, "id"))
                .list();
    }

    /** The servers that somebody who reaches all has rows for. */
    List<ReportServer> servers(Query query) {
        return servers.list(query.accountId(), query.serverId());
    }

    /** What these people hold, by membership. */
    List<Held> held(Query query, Collection<UUID> membershipIds) {
        if (membershipIds.isEmpty()) {
            return List.of();
        }
        List<Holder> holders = jdbc.sql("select " + MemberRepository.COLUMNS + ", a.direct_grants, a.team_grants,"
                        + " ag.scopes as all_scopes, null as server_scopes from membership m"
                        + " join person p on p.id = m.user_id join account_role r on r.id = m.role_id"
                        + " join account a on a.id = m.account_id"
                        + " left join all_servers_grant ag on ag.membership_id = m.id"
                        + " where m.id in (:ids) and m.account_id = :account and m.status = 'ACTIVE' order by m.id")
                .param("ids", membershipIds)
                .param("account", query.accountId())
                .query((row, n) -> {
                    Member member = MemberRepository.member(row);
                    return new Holder(
                            member,
                            ReachColumns.reach(row, member.role(), Scopes.NONE),
                            row.getBoolean("direct_grants"),
                            row.getBoolean("team_grants"));
                })
                .list();
        List<UUID> some = holders.stream()
                .filter(holder -> holder.everywhere().isNone())
                .map(holder -> holder.member().membershipId())
                .toList();
        Map<UUID, Map<UUID, Granted>> grants = grants(query, some);
        Map<UUID, List<UUID>> teamsOf = teams.teamsOf(some);
        Map<UUID, List<TeamRoutes.Route>> routes = teams.routes(
                teamsOf.values().stream().flatMap(List::stream).distinct().toList(), query.serverId());
        return holders.stream()
                .map(holder -> holder.held(
                        grants.getOrDefault(holder.member().membershipId(), Map.of()),
                        teamsOf.getOrDefault(holder.member().membershipId(), List.of()).stream()
                                .flatMap(team -> routes.getOrDefault(team, List.of()).stream())
                                .toList()))
                .toList();
    }

    private Map<UUID, Map<UUID, Granted>> grants(Query query, Collection<UUID> membershipIds) {
        Map<UUID, Map<UUID, Granted>> found = new HashMap<>();
        if (!membershipIds.isEmpty()) {
            jdbc.sql("select g.membership_id, g.scopes, s.id as server_id, s.slug as server_slug,"
                            + " s.name as server_name from server_grant g join mcp_server s on s.id = g.server_id"
                            + " where g.membership_id in (:ids) and " + ReportServers.COVERED
                            + (query.serverId() == null ? "" : " and s.id = :server"))
                    .param("ids", membershipIds)
                    .params(TeamRoutes.serverParameter(query.serverId()))
                    .query(row -> {
                        Scopes scopes = ReachColumns.scopes(row.getString("scopes"));
                        if (!scopes.isEmpty()) {
                            found.computeIfAbsent(Column.uuid(row, "membership_id"), id -> new HashMap<>())
                                    .put(Column.uuid(row, "server_id"), new Granted(ReportServers.server(row), scopes));
                        }
                    });
        }
        return found;
    }

    /** A grant on one server. */
    private record Granted(ReportServer server, Scopes scopes) {}

    /**
     * A person, before their grants and teams are known.
     *
     * @param everywhere what reaches every server
     */
    private record Holder(Member member, Reach everywhere, boolean directGrants, boolean teamGrants) {

        Held held(Map<UUID, Granted> grants, List<TeamRoutes.Route> routes) {
            Map<UUID, Row> rows = new TreeMap<>(AccessReportReading.BY_ID);
            if (teamGrants) {
                routes.forEach(route -> rows.merge(route.server().id(), byTeam(route), Holder::both));
            }
            if (directGrants) {
                grants.forEach((id, grant) -> rows.put(
                        id,
                        new Row(
                                member,
                                grant.server(),
                                new Reach(ReachSource.SERVER_GRANT, grant.scopes()),
                                List.of())));
            }
            return new Held(member, everywhere, List.copyOf(rows.values()));
        }

        private Row byTeam(TeamRoutes.Route route) {
            return new Row(member, route.server(), new Reach(ReachSource.TEAM, Scopes.ALL), List.of(route.bundle()));
        }

        private static Row both(Row one, Row other) {
            List<GivingBundle> bundles = java.util.stream.Stream.concat(
                            one.bundles().stream(), other.bundles().stream())
                    .distinct()
                    .sorted(java.util.Comparator.comparing(GivingBundle::slug))
                    .toList();
            return new Row(one.member(), one.server(), one.reach(), bundles);
        }
    }

    /**
     * What a person holds.
     *
     * @param everywhere what reaches every server, if anything does
     * @param rows else a row for each server
     */
    record Held(Member member, Reach everywhere, List<Row> rows) {}
}
