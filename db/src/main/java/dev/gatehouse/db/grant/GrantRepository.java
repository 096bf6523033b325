package dev.gatehouse.db.grant;

import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Grants, row by row. Taking one away goes through {@link ReachChanges}; nothing else calls the deleting methods.
 */
@Component
public final class GrantRepository {

    private final JdbcClient jdbc;

    GrantRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The grant of a member on a server. */
    public Optional<ServerGrantRow> find(UUID membershipId, UUID serverId) {
        return jdbc.sql("select scopes from server_grant where membership_id = :membership and server_id = :server")
                .param("membership", membershipId)
                .param("server", serverId)
                .query((row, n) -> new ServerGrantRow(membershipId, serverId, Scopes.parse(row.getString("scopes"))))
                .optional();
    }

    /** All grants of a member on single servers, in the order of the servers' ids. */
    public List<ServerGrantRow> findAll(UUID membershipId) {
        return jdbc.sql("select server_id, scopes from server_grant where membership_id = :membership"
                        + " order by server_id")
                .param("membership", membershipId)
                .query((row, n) -> new ServerGrantRow(
                        membershipId, row.getObject("server_id", UUID.class), Scopes.parse(row.getString("scopes"))))
                .list();
    }

    /** The scopes of a member's all-servers grant, if there is one. */
    public Optional<Scopes> findAllServers(UUID membershipId) {
        return jdbc.sql("select scopes from all_servers_grant where membership_id = :membership")
                .param("membership", membershipId)
                .query((row, n) -> Scopes.parse(row.getString("scopes")))
                .optional();
    }

    /** Writes a grant, or sets the scopes of the one that is there. */
    public void put(ServerGrantRow grant, UUID accountId, @Nullable UUID grantedBy) {
        int updated = jdbc.sql("update server_grant set scopes = :scopes where membership_id = :membership"
                        + " and server_id = :server")
                .param("scopes", grant.scopes().toString())
                .param("membership", grant.membershipId())
                .param("server", grant.serverId())
                .update();
        if (updated == 0) {
            jdbc.sql("insert into server_grant (membership_id, server_id, account_id, scopes, granted_by, granted_at)"
                            + " values (:membership, :server, :account, :scopes, :by, current_timestamp)")
                    .param("membership", grant.membershipId())
                    .param("server", grant.serverId())
                    .param("account", accountId)
                    .param("scopes", grant.scopes().toString())
                    .param("by", grantedBy, java.sql.Types.OTHER)
                    .update();
        }
    }

    /** Deletes a grant; says whether there was one. */
    public boolean delete(UUID membershipId, UUID serverId) {
        return jdbc.sql("delete from server_grant where membership_id = :membership and server_id = :server")
                        .param("membership", membershipId)
                        .param("server", serverId)
                        .update()
                > 0;
    }

    /** Writes an all-servers grant with both scopes; leaves one that is there as it is. */
    public void putAllServers(UUID membershipId, UUID accountId, @Nullable UUID grantedBy) {
        if (findAllServers(membershipId).isEmpty()) {
            jdbc.sql("insert into all_servers_grant (membership_id, account_id, scopes, granted_by, granted_at)"
                            + " values (:membership, :account, :scopes, :by, current_timestamp)")
                    .param("membership", membershipId)
                    .param("account", accountId)
                    .param("scopes", Scopes.ALL.toString())
                    .param("by", grantedBy, java.sql.Types.OTHER)
                    .update();
        }
    }

    /** Deletes an all-servers grant; says whether there was one. */
    public boolean deleteAllServers(UUID membershipId) {
        return jdbc.sql("delete from all_servers_grant where membership_id = :membership")
                        .param("membership", membershipId)
                        .update()
                > 0;
    }

    /** Deletes every grant on a server; for its deletion. */
    public int deleteByServer(UUID serverId) {
        return jdbc.sql("delete from server_grant where server_id = :server")
                .param("server", serverId)
                .update();
    }
}
