package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the authorizations for one server, for those who administer it. */
@Component
public final class ServerAuthorizations {

    private static final String LIVE = " from oauth_authorization o where o.server_id = :server"
            + " and o.state = 'ACTIVE' and o.revoked_at is null and o.expires_at > current_timestamp";

    private final JdbcClient jdbc;

    ServerAuthorizations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many authorizations live. */
    public int countLive(UUID serverId) {
        return jdbc.sql("select count(*)" + LIVE)
                .param("server", serverId)
                .query(Integer.class)
                .single();
    }

    /** The people with a live authorization, by id, with the number of theirs. */
    public List<Holder> holders(UUID serverId, int limit) {
        return jdbc.sql("select p.id, p.email, p.name, h.authorizations from person p join"
                        + " (select o.user_id, count(*) as authorizations" + LIVE + " group by o.user_id) h"
                        + " on h.user_id = p.id order by p.id limit :limit")
                .param("server", serverId)
                .param("limit", limit)
                .query((row, n) -> new Holder(
                        Column.uuid(row, "id"),
                        row.getString("name"),
                        row.getString("email"),
                        row.getInt("authorizations")))
                .list();
    }

    /** What was revoked so lately, within 61 minutes, that access tokens of it may still be about. */
    public List<Ended> revokedLately(UUID serverId) {
        return jdbc.sql("select id, revoked_reason from oauth_authorization where server_id = :server"
                        + " and state = 'ACTIVE' and revoked_at > current_timestamp - interval '61' minute order by id")
                .param("server", serverId)
                .query((row, n) -> new Ended(Column.uuid(row, "id"), row.getString("revoked_reason")))
                .list();
    }

    /** The same, of every server of an account that has the account's revocation mode. */
    public List<Ended> revokedLatelyUnderModeOf(UUID accountId) {
        return jdbc.sql(
                        "select o.id, o.revoked_reason from oauth_authorization o join mcp_server s on s.id = o.server_id"
                                + " where o.account_id = :account and s.account_id = :account and s.revocation_mode is null"
                                + " and s.deleted_at is null and o.state = 'ACTIVE'"
                                + " and o.revoked_at > current_timestamp - interval '61' minute order by o.id")
                .param("account", accountId)
                .query((row, n) -> new Ended(Column.uuid(row, "id"), row.getString("revoked_reason")))
                .list();
    }

    /** A person with live authorizations. */
    public record Holder(UUID userId, String name, String email, int authorizations) {}

    /** An authorization that was revoked, and why. */
    public record Ended(UUID id, String reason) {}
}
