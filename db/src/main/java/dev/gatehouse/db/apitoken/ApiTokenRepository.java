package dev.gatehouse.db.apitoken;

import dev.gatehouse.db.Column;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** API tokens, found by the SHA-256 of their text, in hex. */
@Component
public final class ApiTokenRepository {

    private final JdbcClient jdbc;

    ApiTokenRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes a new token. */
    public void insert(ApiTokenRow token, String hash) {
        jdbc.sql("insert into api_token (id, account_id, user_id, server_id, name, hash, created_at, expires_at)"
                        + " values (:id, :account, :user, :server, :name, :hash, :created, :expires)")
                .param("id", token.id())
                .param("account", token.accountId())
                .param("user", token.userId())
                .param("server", token.serverId(), java.sql.Types.OTHER)
                .param("name", token.name())
                .param("hash", hash)
                .param("created", Column.of(token.createdAt()))
                .param("expires", Column.of(token.expiresAt()))
                .update();
    }

    /** The token with this digest, if it is neither expired nor revoked. */
    public Optional<ApiTokenRow> findLive(String hash) {
        return jdbc.sql("select * from api_token where hash = :hash and revoked_at is null"
                        + " and expires_at > current_timestamp")
                .param("hash", hash)
                .query((row, n) -> new ApiTokenRow(
                        Column.uuid(row, "id"),
                        Column.uuid(row, "account_id"),
                        Column.uuid(row, "user_id"),
                        row.getObject("server_id", UUID.class),
                        row.getString("name"),
                        Column.instant(row, "created_at"),
                        Column.instant(row, "expires_at")))
                .optional();
    }

    /** Revokes every live token of an account with this name; says how many. */
    public int revokeByName(UUID accountId, String name) {
        return jdbc.sql("update api_token set revoked_at = current_timestamp where account_id = :account"
                        + " and name = :name and revoked_at is null")
                .param("account", accountId)
                .param("name", name)
                .update();
    }
}
