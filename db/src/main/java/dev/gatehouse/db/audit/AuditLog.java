package dev.gatehouse.db.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Appends to the audit log, in the transaction that is under way. */
@Component
public final class AuditLog {

    private static final int MAX_NAME = 400;
    private static final int MAX_STATE = 20_000;

    private final JdbcClient jdbc;

    AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Appends one event; the time is the database's. */
    public void append(AuditEvent event) {
        jdbc.sql("insert into audit_event (id, account_id, at, actor, action, subject, server_id, reason,"
                        + " before_state, after_state) values (:id, :account, current_timestamp, :actor, :action,"
                        + " :subject, :server, :reason, :before, :after)")
                .param("id", UUID.randomUUID())
                .param("account", event.accountId(), java.sql.Types.OTHER)
                .param("actor", cut(event.actor(), MAX_NAME))
                .param("action", event.action().name())
                .param("subject", cut(event.subject(), MAX_NAME))
                .param("server", event.serverId(), java.sql.Types.OTHER)
                .param("reason", event.reason(), java.sql.Types.VARCHAR)
                .param("before", cut(event.before(), MAX_STATE), java.sql.Types.VARCHAR)
                .param("after", cut(event.after(), MAX_STATE), java.sql.Types.VARCHAR)
                .update();
    }

    private static @Nullable String cut(@Nullable String text, int max) {
        return text == null || text.length() <= max ? text : text.substring(0, max);
    }
}
