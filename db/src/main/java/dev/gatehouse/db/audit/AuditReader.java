package dev.gatehouse.db.audit;

import dev.gatehouse.db.Column;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the audit log of an account, one statement a page. */
@Component
public final class AuditReader {

    private final JdbcClient jdbc;

    AuditReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which rows are wanted; null stands for all.
     *
     * @param subjects any one of these
     * @param from the earliest time
     * @param to the time before which they are
     */
    public record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable List<String> subjects,
            @Nullable UUID serverId,
            @Nullable Instant from,
            @Nullable Instant to) {

        /** The same, and before this time, if it wants later ones. */
        public Filter before(Instant time) {
            return new Filter(actor, action, subjects, serverId, from, to == null || to.isAfter(time) ? time : to);
        }
    }

    /** Where a page begins: behind the row with this time and id. */
    public record Position(Instant at, UUID id) {

        /** The position of a row. */
        public static Position of(AuditRow row) {
            return new Position(row.at(), row.id());
        }
    }

    /** The database's time. */
    public Instant now() {
        return jdbc.sql("select current_timestamp as now from audit_sealer where id = 1")
                .query((row, n) -> Column.instant(row, "now"))
                .single();
    }

    /** Newest first. */
    public List<AuditRow> newest(UUID accountId, Filter filter, @Nullable Position behind, int limit) {
        return page(accountId, filter, behind, new Order("desc", "<"), limit);
    }

    /** Oldest first. */
    public List<AuditRow> oldest(UUID accountId, Filter filter, @Nullable Position behind, int limit) {
        return page(accountId, filter, behind, new Order("", ">"), limit);
    }

    private List<AuditRow> page(UUID accountId, Filter filter, @Nullable Position behind, Order order, int limit) {
        StringBuilder sql = new StringBuilder("select " + AuditRow.COLUMNS + " from audit_event");
        sql.append(" where account_id = :account");
        Map<String, Object> values = new HashMap<>(Map.of("account", accountId, "limit", limit));
        and(sql, values, " and actor = :actor", "actor", filter.actor());
        and(sql, values, " and action = :action", "action", filter.action());
        and(sql, values, " and subject in (:subjects)", "subjects", filter.subjects());
        and(sql, values, " and server_id = :server", "server", filter.serverId());
        and(sql, values, " and at >= :from", "from", time(filter.from()));
        and(sql, values, " and at < :to", "to", time(filter.to()));
        if (behind != null) {
            String way = order.way();
            sql.append(" and at " + way + "= :at and (at " + way + " :at or id " + way + " :id)");
            values.put("at", Column.of(behind.at()));
            values.put("id", behind.id());
        }
        sql.append(" order by at " + order.direction() + ", id " + order.direction() + " limit :limit");
        return jdbc.sql(sql.toString())
                .params(values)
                .query((row, n) -> AuditRow.of(row))
                .list();
    }

    /** The checkpoints of an account's chain behind this number, in order. */
    public List<AuditCheckpoint.Signed> checkpoints(UUID accountId, long after, int limit) {
        return jdbc.sql("select * from audit_checkpoint where chain = :chain and number > :after"
                        + " order by chain, number limit :limit")
                .param("chain", accountId)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> AuditCheckpoint.Signed.of(row))
                .list();
    }

    private static @Nullable Object time(@Nullable Instant time) {
        return time == null ? null : Column.of(time);
    }

    private static void and(
            StringBuilder sql, Map<String, Object> values, String condition, String name, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.put(name, value);
        }
    }

    private record Order(String direction, String way) {}
}
