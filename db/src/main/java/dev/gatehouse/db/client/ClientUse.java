package dev.gatehouse.db.client;

import dev.gatehouse.policy.client.Registration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notes when registered clients are used. A person's approval counts; a refresh does not touch the client: the live
 * authorization that it belongs to keeps the client anyway.
 */
@Component
public final class ClientUse {

    private final JdbcClient jdbc;

    ClientUse(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes that a client is used in an account, and locks it against its deletion.
     *
     * @return whether the client is there and may be used in this account; one of a metadata document always is
     */
    public boolean note(String clientId, UUID accountId) {
        return Registration.isDocument(clientId)
                || jdbc.sql("update registered_client set last_used_at = current_timestamp where client_id = :client"
                                        + " and (account_id is null or account_id = :account)")
                                .param("client", clientId)
                                .param("account", accountId)
                                .update()
                        == 1;
    }
}
