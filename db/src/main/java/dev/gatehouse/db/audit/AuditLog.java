package dev.gatehouse.db.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Appends to the audit log, in the transaction that is under way. The row is sealed later ({@link AuditSeals}), so that
 * nobody waits for anybody here.
 */
@Component
public final class AuditLog {

    /** The name in the {@link MDC} under which the id of the request stands, which the row keeps. */
    public static final String CORRELATION_ID = "correlationId";

    private static final int MAX_ID = 64;
    private static final int MAX_NAME = 400;
    private static final int MAX_STATE = 20_000;

    private final JdbcClient jdbc;

    AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Appends one event; the time is the database's. */
    public void append(AuditEvent event) {
        jdbc.sql("insert into audit_event (id, account_id, at, actor, action, subject, server_id, reason,"
                        + " before_state, after_state, correlation_id) values (:id, :account, current_timestamp,"
                        + " :actor, :action, :subject, :server, :reason, :before, :after, :correlation)")
                .param("id", UUID.randomUUID())
                .param("account", event.accountId(), java.sql.Types.OTHER)
                .param("actor", cut(event.actor(), MAX_NAME))
                .param("action", event.action().name())
                .param("subject", cut(event.subject(), MAX_NAME))
                .param("server", event.serverId(), java.sql.Types.OTHER)
                .param("reason", event.reason(), java.sql.Types.VARCHAR)
                .param("before", cut(event.before(), MAX_STATE), java.sql.Types.VARCHAR)
                .param("after", cut(event.after(), MAX_STATE), java.sql.Types.VARCHAR)
                .param("correlation", cut(MDC.get(CORRELATION_ID), MAX_ID), java.sql.Types.VARCHAR)
                .update();
    }

    /** As much as fits, as every database keeps it: without NUL, and without half of a surrogate pair. */
    private static @Nullable String cut(@Nullable String text, int max) {
        if (text == null) {
            return null;
        }
        StringBuilder kept = new StringBuilder(Math.min(text.length(), max));
        text.codePoints()
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? '\uFFFD' : point)
                .takeWhile(point -> kept.length() + Character.charCount(point) <= max)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
