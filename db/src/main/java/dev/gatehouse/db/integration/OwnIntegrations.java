package dev.gatehouse.db.integration;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the integrations that a person has a level on: all by role (domain rule R93), else chosen ones. */
@Component
public final class OwnIntegrations {

    private final JdbcClient jdbc;

    OwnIntegrations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** They, by id, after {@code cursor}; the higher of the two levels is the one that counts (R92, R94). */
    public List<Leveled> list(UUID accountId, UUID userId, IntegrationLevel byRole, UUID cursor, int limit) {
        String chosen = byRole == IntegrationLevel.NONE ? " and ia.level in ('MONITOR', 'MANAGE')" : "";
        return jdbc.sql("select i.id, i.name, ia.level from integration i"
                        + " join membership m on m.account_id = i.account_id and m.user_id = :user"
                        + " left join integration_access ia on ia.integration_id = i.id and ia.membership_id = m.id"
                        + " where i.account_id = :account and i.id > :cursor" + chosen
                        + " order by i.id limit :limit")
                .param("user", userId)
                .param("account", accountId)
                .param("cursor", cursor)
                .param("limit", limit)
                .query((row, n) -> {
                    IntegrationLevel level = MemberRepository.level(row.getString("level"));
                    return new Leveled(
                            Column.uuid(row, "id"),
                            row.getString("name"),
                            level.compareTo(byRole) > 0 ? level : byRole);
                })
                .list();
    }

    /** An integration, and what the person may do to it. */
    public record Leveled(UUID id, String name, IntegrationLevel level) {}
}
