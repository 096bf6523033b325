package dev.gatehouse.db.client;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the admins of an account think of clients. */
@Component
public final class ClientRules {

    private final JdbcClient jdbc;

    ClientRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Every rule of an account, by kind and subject. */
    public List<ClientRule> findByAccount(UUID accountId) {
        return jdbc.sql("select kind, subject, verdict from client_rule where account_id = :account"
                        + " order by kind, subject")
                .param("account", accountId)
                .query((row, n) -> new ClientRule(
                        Kind.valueOf(row.getString("kind")),
                        row.getString("subject"),
                        Verdict.valueOf(row.getString("verdict"))))
                .list();
    }

    /** Adds a rule, or replaces the verdict of the one about the same subject. */
    public void put(UUID accountId, ClientRule rule, Instant now) {
        int changed = jdbc.sql("update client_rule set verdict = :verdict where account_id = :account and kind = :kind"
                        + " and subject = :subject")
                .param("account", accountId)
                .param("kind", rule.kind().name())
                .param("subject", rule.subject())
                .param("verdict", rule.verdict().name())
                .update();
        if (changed == 0) {
            jdbc.sql("insert into client_rule (id, account_id, kind, subject, verdict, created_at)"
                            + " values (:id, :account, :kind, :subject, :verdict, :now)")
                    .param("id", UUID.randomUUID())
                    .param("account", accountId)
                    .param("kind", rule.kind().name())
                    .param("subject", rule.subject())
                    .param("verdict", rule.verdict().name())
                    .param("now", Column.of(now))
                    .update();
        }
    }

    /**
     * Removes a rule.
     *
     * @return whether there was one
     */
    public boolean delete(UUID accountId, Kind kind, String subject) {
        return jdbc.sql("delete from client_rule where account_id = :account and kind = :kind and subject = :subject")
                        .param("account", accountId)
                        .param("kind", kind.name())
                        .param("subject", subject)
                        .update()
                > 0;
    }
}
