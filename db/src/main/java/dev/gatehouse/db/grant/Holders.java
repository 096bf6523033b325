package dev.gatehouse.db.grant;

import dev.gatehouse.db.access.ReachColumns;
import dev.gatehouse.policy.reach.ReachSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statement that finds a page of the active members who hold some source of reach, by the id of the membership. Each
 * source is a branch of its own, which goes along one index and stops when the page is full; the page is what all of
 * them find first. So it does not matter how many others there are, or how few.
 */
final class Holders {

    /** So many roles and so many teams get a branch each; more than that share one, which reads all their people. */
    static final int MAX_BRANCHES = 40;

    static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String ACTIVE = " and m.status = 'ACTIVE' and m.id > :cursor";
    private static final String END = " order by m.id limit :limit)";

    private final List<String> branches = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();
    private final String without;

    private Holders(ReachSources.Sources sources, @Nullable UUID serverId, Set<ReachSource> wanted) {
        parameters.put("account", sources.accountId());
        parameters.putAll(TeamRoutes.serverParameter(serverId));
        parameters.put("everywhere", sources.everywhere());
        boolean roles =
                wanted.contains(ReachSource.ROLE) || sources.everywhere().isEmpty();
        without = roles ? "" : " and m.role_id not in (:everywhere)";
    }

    /**
     * The holders of the wanted sources.
     *
     * @param serverId the server that is reached, or null for any
     * @param teams the teams that reach it, {@link #MAX_BRANCHES} and one more at most
     */
    static Holders of(
            ReachSources.Sources sources, @Nullable UUID serverId, List<UUID> teams, Set<ReachSource> wanted) {
        Holders holders = new Holders(sources, serverId, wanted);
        if (wanted.contains(ReachSource.ROLE)) {
            holders.roles(sources.everywhere());
        }
        if (sources.directGrants()) {
            holders.grants(serverId, wanted);
        }
        if (sources.teamGrants() && wanted.contains(ReachSource.TEAM)) {
            holders.teams(teams, serverId);
        }
        return holders;
    }

    /** Whether there is no source at all, and so nobody. */
    boolean nobody() {
        return branches.isEmpty();
    }

    /** Selects the ids of a page, as {@code id}; {@code :cursor} and {@code :limit} are the caller's to set. */
    String sql() {
        return "select u.id from (" + String.join(" union ", branches) + ") u order by u.id limit :limit";
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private void roles(List<UUID> roles) {
        if (roles.size() > MAX_BRANCHES) {
            branches.add("(select m.id from membership m where m.role_id in (:everywhere)" + ACTIVE + END);
            return;
        }
        for (int i = 0; i < roles.size(); i++) {
            parameters.put("role" + i, roles.get(i));
            branches.add("(select m.id from membership m where m.role_id = :role" + i + ACTIVE + END);
        }
    }

    private void grants(@Nullable UUID serverId, Set<ReachSource> wanted) {
        if (wanted.contains(ReachSource.ALL_GRANT)) {
            granted("select m.id from all_servers_grant", "g.account_id = :account");
        }
        if (wanted.contains(ReachSource.SERVER_GRANT) && serverId != null) {
            granted("select m.id from server_grant", "g.server_id = :server");
        } else if (wanted.contains(ReachSource.SERVER_GRANT)) {
            granted("select distinct m.id from server_grant", "g.account_id = :account");
        }
    }

    private void granted(String select, String condition) {
        branches.add("(" + select + " g join membership m on m.id = g.membership_id where " + condition
                + " and g.membership_id > :cursor and " + ReachColumns.gives("g") + ACTIVE + without + END);
    }

    private void teams(List<UUID> teams, @Nullable UUID serverId) {
        if (teams.size() > MAX_BRANCHES) {
            branches.add(inTeam(
                    "select distinct m.id",
                    "tm.team_id in (select t.id" + TeamRoutes.OPEN + " where t.account_id = :account"
                            + TeamRoutes.onServer(serverId) + ")"));
            return;
        }
        for (int i = 0; i < teams.size(); i++) {
            parameters.put("team" + i, teams.get(i));
            branches.add(inTeam("select m.id", "tm.team_id = :team" + i));
        }
    }

    private String inTeam(String select, String condition) {
        return "(" + select + " from team_member tm join membership m on m.id = tm.membership_id where " + condition
                + " and tm.membership_id > :cursor" + ACTIVE + without + END;
    }
}
