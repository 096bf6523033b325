package dev.gatehouse.db.account;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Locks an account: approvals of clients, changes of its rules about clients, and changes that take reach from many of its
 * people at once wait for each other. After memberships, before servers.
 */
@Component
public final class AccountLocks {

    private final JdbcClient jdbc;

    AccountLocks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Locks it until the transaction ends. An update that changes nothing, because it leaves those alone on PostgreSQL who
     * only insert rows of the account.
     */
    public void lock(UUID accountId) {
        jdbc.sql("update account set name = name where id = :account")
                .param("account", accountId)
                .update();
    }
}
