package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.scope.Scopes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the grants of many members, or of a whole server, in one statement each. */
@Component
public final class GrantLookups {

    private final JdbcClient jdbc;

    GrantLookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether a member has a grant that this person has given. */
    public boolean givenBy(UUID membershipId, UUID userId) {
        return jdbc.sql("select count(*) from membership m where m.id = :membership and ("
                                + "exists (select 1 from server_grant g where g.membership_id = m.id and g.granted_by = :user)"
                                + " or exists (select 1 from all_servers_grant g"
                                + " where g.membership_id = m.id and g.granted_by = :user))")
                        .param("membership", membershipId)
                        .param("user", userId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Whether a member has a grant on anything, whatever the account thinks of grants. */
    public boolean has(UUID membershipId) {
        return jdbc.sql("select count(*) from membership m where m.id = :membership and ("
                                + "exists (select 1 from server_grant g where g.membership_id = m.id)"
                                + " or exists (select 1 from all_servers_grant g where g.membership_id = m.id))")
                        .param("membership", membershipId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Those of these members who have an all-servers grant. */
    public Set<UUID> withAllServers(Collection<UUID> membershipIds) {
        if (membershipIds.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql("select membership_id from all_servers_grant where membership_id in (:ids)")
                .param("ids", membershipIds)
                .query((row, n) -> Column.uuid(row, "membership_id"))
                .list());
    }

    /** The grants of these members on one server, by membership. */
    public Map<UUID, Scopes> onServer(UUID serverId, Collection<UUID> membershipIds) {
        if (membershipIds.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("select membership_id, scopes from server_grant where server_id = :server"
                        + " and membership_id in (:ids)")
                .param("server", serverId)
                .param("ids", membershipIds)
                .query((row, n) -> new ServerGrantRow(
                        Column.uuid(row, "membership_id"), serverId, Scopes.parse(row.getString("scopes"))))
                .list()
                .stream()
                .collect(Collectors.toMap(ServerGrantRow::membershipId, ServerGrantRow::scopes));
    }

    /** How many people have a grant on the server. */
    public int count(UUID serverId) {
        return jdbc.sql("select count(*) from server_grant where server_id = :server")
                .param("server", serverId)
                .query(Integer.class)
                .single();
    }
}
