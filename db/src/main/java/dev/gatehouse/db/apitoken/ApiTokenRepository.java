package dev.gatehouse.db.apitoken;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** API tokens, found by the SHA-256 of their text, in hex. */
@Component
public final class ApiTokenRepository {

    private static final String LIVE = "revoked_at is null and expires_at > current_timestamp";

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
        return jdbc.sql("select * from api_token where hash = :hash and " + LIVE)
                .param("hash", hash)
                .query((row, n) -> token(row))
                .optional();
    }

    /** The token with this digest, whatever has become of it. */
    public Optional<ApiTokenRow> find(String hash) {
        return jdbc.sql("select * from api_token where hash = :hash")
                .param("hash", hash)
                .query((row, n) -> token(row))
                .optional();
    }

    /** A page of the live tokens of an account: those with a greater id. */
    public List<ApiTokenRow> findLiveOfAccount(UUID accountId, UUID after, int limit) {
        return jdbc.sql("select * from api_token where account_id = :account and id > :after and " + LIVE
                        + " order by id limit :limit")
                .param("account", accountId)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> token(row))
                .list();
    }

    /**
     * How many live tokens a person has in an account. Locks their membership, so that two at once cannot both find room;
     * before any server (lock order).
     */
    public int countAndLock(UUID accountId, UUID userId) {
        jdbc.sql("select id from membership where account_id = :account and user_id = :user for update")
                .param("account", accountId)
                .param("user", userId)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
        return jdbc.sql("select count(*) from api_token where account_id = :account and user_id = :user and " + LIVE)
                .param("account", accountId)
                .param("user", userId)
                .query(Integer.class)
                .single();
    }

    /** Notes that a token was let through now; at most once a minute, so that a busy agent costs no writes. */
    public void touch(ApiTokenRow token) {
        jdbc.sql("update api_token set last_used_at = current_timestamp where id = :id and (last_used_at is null"
                        + " or last_used_at < current_timestamp - interval '1' minute)")
                .param("id", token.id())
                .update();
    }

    /** Revokes a live token of an account; empty when there is none. */
    public Optional<ApiTokenRow> revoke(UUID accountId, UUID id) {
        int rows = jdbc.sql("update api_token set revoked_at = current_timestamp where id = :id"
                        + " and account_id = :account and " + LIVE)
                .param("id", id)
                .param("account", accountId)
                .update();
        return rows == 0
                ? Optional.empty()
                : jdbc.sql("select * from api_token where id = :id")
                        .param("id", id)
                        .query((row, n) -> token(row))
                        .optional();
    }

    /** The live tokens of a person in an account, by id. */
    public List<ApiTokenRow> findLiveOfUser(UUID accountId, UUID userId) {
        return jdbc.sql("select * from api_token where account_id = :account and user_id = :user and " + LIVE
                        + " order by id")
                .param("account", accountId)
                .param("user", userId)
                .query((row, n) -> token(row))
                .list();
    }

    /** Revokes every live token of an account with this name; says how many. */
    public int revokeByName(UUID accountId, String name) {
        return jdbc.sql("update api_token set revoked_at = current_timestamp where account_id = :account"
                        + " and name = :name and revoked_at is null")
                .param("account", accountId)
                .param("name", name)
                .update();
    }

    private static ApiTokenRow token(ResultSet row) throws SQLException {
        return new ApiTokenRow(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                Column.uuid(row, "user_id"),
                row.getObject("server_id", UUID.class),
                row.getString("name"),
                Column.instant(row, "created_at"),
                Column.instant(row, "expires_at"),
                Column.instantOrNull(row, "last_used_at"),
                Column.instantOrNull(row, "revoked_at"));
    }
}
