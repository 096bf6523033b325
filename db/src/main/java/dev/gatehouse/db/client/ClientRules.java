package dev.gatehouse.db.client;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Kind;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import dev.gatehouse.policy.client.Registration;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What the admins of an account think of clients. Rules are written inside
 * {@link dev.gatehouse.db.authorization.ClientRuleChanges}, which ends what they refuse.
 */
@Component
public final class ClientRules {

    private static final String SELECT = "select kind, subject, verdict from client_rule where account_id = :account";

    private final JdbcClient jdbc;

    ClientRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Every rule of an account, by kind and subject. */
    public List<ClientRule> findByAccount(UUID accountId) {
        return jdbc.sql(SELECT + " order by kind, subject")
                .param("account", accountId)
                .query((row, n) -> rule(row))
                .list();
    }

    /** What the rules of an account say of one client. */
    public Verdict judge(UUID accountId, String clientId) {
        boolean document = Registration.isDocument(clientId);
        List<ClientRule> rules = jdbc.sql(SELECT + " and (subject = :client or kind = :domains)")
                .param("account", accountId)
                .param("client", clientId)
                .param("domains", document ? Kind.DOMAIN.name() : "")
                .query((row, n) -> rule(row))
                .list();
        return ClientRule.judge(rules, clientId);
    }

    /** Writes a rule, in place of the one about the same subject. */
    public void put(UUID accountId, ClientRule rule, Instant now) {
        int changed = jdbc.sql("update client_rule set verdict = :verdict where account_id = :account and kind = :kind"
                        + " and subject = :subject")
                .param("verdict", rule.verdict().name())
                .param("account", accountId)
                .param("kind", rule.kind().name())
                .param("subject", rule.subject())
                .update();
        if (changed == 0) {
            jdbc.sql("insert into client_rule (id, account_id, kind, subject, verdict, created_at) values (:id,"
                            + " :account, :kind, :subject, :verdict, :now)")
                    .param("id", UUID.randomUUID())
                    .param("account", accountId)
                    .param("kind", rule.kind().name())
                    .param("subject", rule.subject())
                    .param("verdict", rule.verdict().name())
                    .param("now", Column.of(now))
                    .update();
        }
    }

    /** Deletes a rule; says whether there was one. */
    public boolean delete(UUID accountId, Kind kind, String subject) {
        return jdbc.sql("delete from client_rule where account_id = :account and kind = :kind and subject = :subject")
                        .param("account", accountId)
                        .param("kind", kind.name())
                        .param("subject", subject)
                        .update()
                > 0;
    }

    private static ClientRule rule(ResultSet row) throws SQLException {
        return new ClientRule(
                Kind.valueOf(row.getString("kind")),
                row.getString("subject"),
                Verdict.valueOf(row.getString("verdict")));
    }
}
