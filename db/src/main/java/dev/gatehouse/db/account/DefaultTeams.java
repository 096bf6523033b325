package dev.gatehouse.db.account;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether a team can be the one that newcomers of an account join. */
@Component
public final class DefaultTeams {

    private final JdbcClient jdbc;

    DefaultTeams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the account has this team. */
    public boolean has(UUID accountId, UUID teamId) {
        return jdbc.sql("select count(*) from team where id = :team and account_id = :account")
                        .param("team", teamId)
                        .param("account", accountId)
                        .query(Integer.class)
                        .single()
                > 0;
    }
}
