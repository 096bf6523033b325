package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the servers that an access report covers: not deleted, and governed by the built-in identity provider. */
@Component
public final class ReportServers {

    /** The condition, over the alias s. */
    static final String COVERED = "s.deleted_at is null and s.idp_type = 'BUILT_IN'";

    private final JdbcClient jdbc;

    ReportServers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many servers of the account an external identity provider governs: about them there is nothing to tell. */
    public int external(UUID accountId) {
        return jdbc.sql("select count(*) from mcp_server s where s.account_id = :account and s.deleted_at is null"
                        + " and s.idp_type <> 'BUILT_IN'")
                .param("account", accountId)
                .query(Integer.class)
                .single();
    }

    /** The servers of the account, by id, or the one that is named. */
    List<ReportServer> list(UUID accountId, @Nullable UUID serverId) {
        return jdbc.sql("select s.id as server_id, s.slug as server_slug, s.name as server_name from mcp_server s"
                        + " where s.account_id = :account and " + COVERED
                        + (serverId == null ? "" : " and s.id = :server") + " order by s.id")
                .param("account", accountId)
                .params(TeamRoutes.serverParameter(serverId))
                .query((row, n) -> server(row))
                .list();
    }

    static ReportServer server(ResultSet row) throws SQLException {
        return new ReportServer(
                Column.uuid(row, "server_id"), row.getString("server_slug"), row.getString("server_name"));
    }
}
