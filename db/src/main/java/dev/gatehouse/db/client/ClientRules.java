package dev.gatehouse.db.client;

import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
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
}
