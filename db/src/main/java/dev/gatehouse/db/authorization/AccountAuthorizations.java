package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.scope.Scopes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the authorizations of an account, for those who administer it: each is one installation of a client. */
@Component
public final class AccountAuthorizations {

    private static final String SELECT = "select a.id, a.client_id, a.redirect_uri, a.scopes_granted, a.created_at,"
            + " a.rotated_at, a.expires_at, a.revoked_at, a.revoked_reason, p.id as user_id, p.name as user_name,"
            + " p.email, s.id as server_id, s.name as server_name from oauth_authorization a"
            + " join person p on p.id = a.user_id join mcp_server s on s.id = a.server_id"
            + " where a.account_id = :account and a.state = 'ACTIVE'";

    private static final String LIVE = "a.state = 'ACTIVE' and a.revoked_at is null"
            + " and a.expires_at > current_timestamp"
            + " and a.rotated_at > current_timestamp - cast(:idle as integer) * interval '1' second";

    private final JdbcClient jdbc;
    private final Duration idleTtl;
    private final int idleSeconds;

    AccountAuthorizations(JdbcClient jdbc, AuthorizationSettings settings) {
        this.jdbc = jdbc;
        this.idleTtl = settings.idleTtl();
        this.idleSeconds = (int) Math.min(settings.idleTtl().toSeconds(), Integer.MAX_VALUE);
    }

    /** One authorization of the account that was redeemed, alive or not. */
    public Optional<Installation> find(UUID accountId, UUID id) {
        return jdbc.sql(SELECT + " and a.id = :id")
                .param("account", accountId)
                .param("id", id)
                .query((row, n) -> installation(row))
                .optional();
    }

    /** The account that an authorization belongs to, whatever its state. */
    public Optional<UUID> accountOf(UUID id) {
        return jdbc.sql("select account_id from oauth_authorization where id = :id")
                .param("id", id)
                .query((row, n) -> Column.uuid(row, "account_id"))
                .optional();
    }

    /** The live ones of a person, by id, after {@code cursor}. */
    public List<Installation> ofUser(UUID accountId, UUID userId, UUID cursor, int limit) {
        return jdbc.sql(SELECT + " and a.user_id = :user and a.id > :cursor and " + LIVE
                        + " order by a.id limit :limit")
                .param("account", accountId)
                .param("user", userId)
                .param("cursor", cursor)
                .param("idle", idleSeconds)
                .param("limit", limit)
                .query((row, n) -> installation(row))
                .list();
    }

    /** The live ones of a client, latest used first. */
    public List<Installation> ofClient(UUID accountId, String clientId, int limit) {
        return jdbc.sql(SELECT + " and a.client_id = :client and " + LIVE
                        + " order by a.rotated_at desc, a.id limit :limit")
                .param("account", accountId)
                .param("client", clientId)
                .param("idle", idleSeconds)
                .param("limit", limit)
                .query((row, n) -> installation(row))
                .list();
    }

    /**
     * The ids of a person's authorizations that can still be ended, in order: codes, and those that the loss of reach ended
     * within the last hour, included.
     */
    public List<Ending> endable(UUID accountId, UUID userId) {
        return jdbc.sql("select id, client_id from oauth_authorization where account_id = :account and user_id = :user"
                        + " and (revoked_at is null or (revoked_reason = 'REACH_LOST'"
                        + " and revoked_at > current_timestamp - interval '61' minute)) order by id")
                .param("account", accountId)
                .param("user", userId)
                .query((row, n) -> new Ending(Column.uuid(row, "id"), row.getString("client_id")))
                .list();
    }

    /** How these clients are used in the account; those that never were are left out. */
    public List<Use> use(UUID accountId, Collection<String> clientIds) {
        if (clientIds.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select a.client_id, sum(case when " + LIVE + " then 1 else 0 end) as live,"
                        + " count(distinct case when " + LIVE + " then a.user_id end) as people,"
                        + " min(a.created_at) as first_used, max(a.rotated_at) as last_used from oauth_authorization a"
                        + " where a.account_id = :account and a.client_id in (:clients) group by a.client_id")
                .param("account", accountId)
                .param("clients", clientIds)
                .param("idle", idleSeconds)
                .query((row, n) -> new Use(
                        row.getString("client_id"),
                        row.getInt("live"),
                        row.getInt("people"),
                        Column.instant(row, "first_used"),
                        Column.instant(row, "last_used")))
                .list();
    }

    /** Where the answers for these clients went, as they asked; those that never asked are left out. */
    public Map<String, List<String>> redirectUris(UUID accountId, Collection<String> clientIds) {
        if (clientIds.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> found = new HashMap<>();
        jdbc.sql("select distinct client_id, redirect_uri from oauth_authorization where account_id = :account"
                        + " and client_id in (:clients) order by client_id, redirect_uri limit 2000")
                .param("account", accountId)
                .param("clients", clientIds)
                .query((row, n) -> found.computeIfAbsent(row.getString("client_id"), id -> new ArrayList<>())
                        .add(row.getString("redirect_uri")))
                .list();
        return found;
    }

    private Installation installation(ResultSet row) throws SQLException {
        Instant used = Column.instant(row, "rotated_at");
        Instant end = Column.instant(row, "expires_at");
        Instant idle = used.plus(idleTtl);
        return new Installation(
                Column.uuid(row, "id"),
                row.getString("client_id"),
                new Who(Column.uuid(row, "user_id"), row.getString("user_name"), row.getString("email")),
                new Where(Column.uuid(row, "server_id"), row.getString("server_name")),
                row.getString("redirect_uri"),
                Scopes.parse(row.getString("scopes_granted")),
                Column.instant(row, "created_at"),
                used,
                idle.isBefore(end) ? idle : end,
                Column.instantOrNull(row, "revoked_at"),
                row.getString("revoked_reason"));
    }

    /** An authorization that can be ended. */
    public record Ending(UUID id, String clientId) {}

    /** The person. */
    public record Who(UUID id, String name, String email) {}

    /** The server. */
    public record Where(UUID id, String name) {}

    /** How a client is used: live authorizations, their people, when it was first and last used. */
    public record Use(String clientId, int live, int people, Instant firstUsed, Instant lastUsed) {}

    /**
     * One installation of a client.
     *
     * @param redirectUri as the client asked, so with the port that it chose
     * @param lastUsedAt when it last got a token
     * @param expiresAt when it ends if it is not used
     */
    public record Installation(
            UUID id,
            String clientId,
            Who user,
            Where server,
            String redirectUri,
            Scopes scopes,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable String revokedReason) {}
}
