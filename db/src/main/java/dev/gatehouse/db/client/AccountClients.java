package dev.gatehouse.db.client;

import dev.gatehouse.policy.client.ClientRule;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The clients that matter to an account: those with an authorization in it, those that it registered, and those that it has
 * a rule about.
 */
@Component
public final class AccountClients {

    private static final String MATTER = "select client_id from (select client_id from oauth_authorization"
            + " where account_id = :account union select client_id from registered_client where account_id = :account"
            + " union select subject from client_rule where account_id = :account and kind = :kind) c";

    private final JdbcClient jdbc;

    AccountClients(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Their ids in order, after {@code cursor}. */
    public List<String> list(UUID accountId, String cursor, int limit) {
        return jdbc.sql(MATTER + " where client_id > :cursor order by client_id limit :limit")
                .param("account", accountId)
                .param("kind", ClientRule.Kind.CLIENT.name())
                .param("cursor", cursor)
                .param("limit", limit)
                .query(String.class)
                .list();
    }

    /** Whether a client is one of them. */
    public boolean matters(UUID accountId, String clientId) {
        return jdbc.sql(MATTER + " where client_id = :client")
                .param("account", accountId)
                .param("kind", ClientRule.Kind.CLIENT.name())
                .param("client", clientId)
                .query(String.class)
                .optional()
                .isPresent();
    }
}
