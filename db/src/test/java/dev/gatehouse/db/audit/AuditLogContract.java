package dev.gatehouse.db.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit log is written with what it tells, or not at all. */
abstract class AuditLogContract {

    @Autowired
    AuditLog audit;

    @Autowired
    Transactions transactions;

    @Autowired
    JdbcClient jdbc;

    private List<Map<String, Object>> rows(UUID account) {
        return jdbc.sql("select * from audit_event where account_id = :account")
                .param("account", account)
                .query()
                .listOfRows();
    }

    @Test
    void appendThenEverythingIsThere() {
        UUID account = UUID.randomUUID();
        UUID server = UUID.randomUUID();
        audit.append(AuditEvent.of(account, "system", AuditAction.SERVER_CHANGED, "it", server, "WHY")
                .change("{\"a\":1}", "{\"a\":2}"));
        assertThat(rows(account))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("actor", "system")
                        .containsEntry("action", "SERVER_CHANGED")
                        .containsEntry("subject", "it")
                        .containsEntry("server_id", server)
                        .containsEntry("reason", "WHY")
                        .containsEntry("before_state", "{\"a\":1}")
                        .containsEntry("after_state", "{\"a\":2}"));
    }

    @Test
    void appendWithNothingThatIsOptionalThenWritten() {
        String subject = UUID.randomUUID().toString();
        audit.append(AuditEvent.of(null, "system", AuditAction.SIGN_IN_REFUSED, subject, null, null));
        assertThat(jdbc.sql("select count(*) from audit_event where subject = :subject and account_id is null")
                        .param("subject", subject)
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void appendWhenTextIsTooLongThenCutAndNotRefused() {
        UUID account = UUID.randomUUID();
        audit.append(new AuditEvent(
                account,
                "client:" + "c".repeat(500),
                AuditAction.CLIENT_REGISTERED,
                "\u00e9".repeat(500),
                null,
                null,
                null,
                "x".repeat(30_000)));
        assertThat(rows(account)).hasSize(1);
    }

    @Test
    void appendWhenTheTransactionRollsBackThenNothing() {
        UUID account = UUID.randomUUID();
        transactions.run(status -> {
            audit.append(AuditEvent.of(account, "system", AuditAction.SIGNED_IN, "it", null, null));
            status.setRollbackOnly();
            return true;
        });
        assertThat(rows(account)).isEmpty();
    }
}
