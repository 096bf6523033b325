package dev.gatehouse.db.refusal;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What gateways refused: each once, so many of an account, for so long. */
@Component
public final class RefusedDecisions {

    /** How long they are kept. */
    public static final Duration KEPT = Duration.ofDays(7);

    private static final String INSERT = """
            insert into refused_decision (id, account_id, server_id, bundle_id, at, token_kind, user_id, subject, client_id,
              authorization_id, method, rpc_method, feature_kind, feature_name, reason, status, scopes, needed)
            select cast(:id as uuid), s.account_id, s.id, cast(:bundle as uuid),
              case when cast(:at as timestamp with time zone) > current_timestamp then current_timestamp
                else cast(:at as timestamp with time zone) end,
              cast(:tokenKind as varchar),
              coalesce(cast(:user as uuid), (select t.user_id from api_token t
                where t.id = cast(:apiToken as uuid) and t.account_id = s.account_id)),
              cast(:subject as varchar), cast(:client as varchar), cast(:authorization as varchar),
              cast(:method as varchar), cast(:rpcMethod as varchar), cast(:featureKind as varchar),
              cast(:featureName as varchar), cast(:reason as varchar), cast(:status as integer),
              cast(:scopes as varchar), cast(:needed as varchar)
            from mcp_server s where s.id = cast(:server as uuid) and s.deleted_at is null
              and cast(:at as timestamp with time zone) > cast(:oldest as timestamp with time zone)
              and not exists (select 1 from refused_decision known where known.id = cast(:id as uuid))
            """;

    private static final String SELECT = """
            select d.*, s.name as server_name, s.slug as server_slug, b.name as bundle_name, b.slug as bundle_slug,
              p.name as person_name, p.email as person_email, c.name as client_name
            from refused_decision d
              left join mcp_server s on s.id = d.server_id and s.deleted_at is null
              left join bundle b on b.id = d.bundle_id and b.account_id = d.account_id and b.deleted_at is null
              left join membership m on m.user_id = d.user_id and m.account_id = d.account_id
              left join person p on p.id = m.user_id
              left join registered_client c on c.client_id = d.client_id and d.token_kind = 'BUILT_IN'
            where d.account_id = :account
            """;

    private final JdbcClient jdbc;
    private final NamedParameterJdbcTemplate template;
    private final Transactions transactions;

    RefusedDecisions(JdbcClient jdbc, NamedParameterJdbcTemplate template, Transactions transactions) {
        this.jdbc = jdbc;
        this.template = template;
        this.transactions = transactions;
    }

    /**
     * Which are wanted; null stands for all.
     *
     * @param from the earliest time
     * @param to the time before which they are
     */
    public record Filter(
            @Nullable UUID serverId,
            @Nullable UUID userId,
            @Nullable String reason,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Where a page begins: behind the one with this time and id. */
    public record Position(Instant at, UUID id) {}

    /**
     * Keeps those of servers that there are; what is known already stays as it is. Then the oldest go of an account that has
     * more than so many.
     *
     * @return how many are new
     */
    public int add(List<ReportedRefusal> refusals, Instant now, int maxOfAccount) {
        MapSqlParameterSource[] rows = refusals.stream()
                .collect(Collectors.toMap(ReportedRefusal::id, r -> r, (first, again) -> first))
                .values()
                .stream()
                .map(refusal -> parameters(refusal, now))
                .toArray(MapSqlParameterSource[]::new);
        return rows.length == 0 ? 0 : transactions.run(() -> added(rows, refusals, maxOfAccount));
    }

    private int added(MapSqlParameterSource[] rows, List<ReportedRefusal> refusals, int maxOfAccount) {
        int added = 0;
        for (int count : template.batchUpdate(INSERT, rows)) {
            added += Math.max(0, count);
        }
        Set<UUID> servers =
                refusals.stream().map(ReportedRefusal::serverId).collect(Collectors.toCollection(TreeSet::new));
        if (added > 0) {
            jdbc.sql("select distinct account_id from mcp_server where id in (:servers) order by account_id")
                    .param("servers", servers)
                    .query((row, n) -> Column.uuid(row, "account_id"))
                    .list()
                    .forEach(account -> trim(account, maxOfAccount));
        }
        return added;
    }

    /** One of an account. */
    public Optional<RefusedDecision> find(UUID accountId, UUID id) {
        return jdbc.sql(SELECT + " and d.id = :id")
                .param("account", accountId)
                .param("id", id)
                .query((row, n) -> RefusedDecision.of(row))
                .optional();
    }

    /** Those of an account, latest first. */
    public List<RefusedDecision> newest(UUID accountId, Filter filter, @Nullable Position behind, int limit) {
        StringBuilder sql = new StringBuilder(SELECT);
        Map<String, Object> values = new HashMap<>(Map.of("account", accountId, "limit", limit));
        and(sql, values, " and d.server_id = :server", "server", filter.serverId());
        and(sql, values, " and d.user_id = :user", "user", filter.userId());
        and(sql, values, " and d.reason = :reason", "reason", filter.reason());
        and(sql, values, " and d.at >= :from", "from", filter.from() == null ? null : Column.of(filter.from()));
        and(sql, values, " and d.at < :to", "to", filter.to() == null ? null : Column.of(filter.to()));
        if (behind != null) {
            sql.append(" and d.at <= :at and (d.at < :at or d.id < :id)");
            values.put("at", Column.of(behind.at()));
            values.put("id", behind.id());
        }
        sql.append(" order by d.at desc, d.id desc limit :limit");
        return jdbc.sql(sql.toString())
                .params(values)
                .query((row, n) -> RefusedDecision.of(row))
                .list();
    }

    /** Deletes what was kept long enough; says how many. */
    public int purge(Instant now) {
        return jdbc.sql("delete from refused_decision where at <= :oldest")
                .param("oldest", Column.of(now.minus(KEPT)))
                .update();
    }

    private void trim(UUID accountId, int max) {
        jdbc.sql("select at, id from refused_decision where account_id = :account order by at desc, id desc"
                        + " limit 1 offset :max")
                .param("account", accountId)
                .param("max", max)
                .query((row, n) -> new Position(Column.instant(row, "at"), Column.uuid(row, "id")))
                .optional()
                .ifPresent(first -> jdbc.sql("delete from refused_decision where account_id = :account and at <= :at"
                                + " and (at < :at or id <= :id)")
                        .param("account", accountId)
                        .param("at", Column.of(first.at()))
                        .param("id", first.id())
                        .update());
    }

    private static MapSqlParameterSource parameters(ReportedRefusal refusal, Instant now) {
        return new MapSqlParameterSource()
                .addValue("id", refusal.id())
                .addValue("server", refusal.serverId())
                .addValue("bundle", refusal.bundleId())
                .addValue("at", Column.of(refusal.at()))
                .addValue("oldest", Column.of(now.minus(KEPT)))
                .addValue("tokenKind", refusal.tokenKind())
                .addValue("user", refusal.userId())
                .addValue("apiToken", refusal.apiTokenId())
                .addValue("subject", refusal.subject())
                .addValue("client", refusal.clientId())
                .addValue("authorization", refusal.authorizationId())
                .addValue("method", refusal.method())
                .addValue("rpcMethod", refusal.rpcMethod())
                .addValue("featureKind", refusal.featureKind())
                .addValue("featureName", refusal.featureName())
                .addValue("reason", refusal.reason())
                .addValue("status", refusal.status())
                .addValue("scopes", refusal.scopes())
                .addValue("needed", refusal.needed());
    }

    private static void and(
            StringBuilder sql, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.put(name, value);
        }
    }
}
