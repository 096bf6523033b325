package dev.gatehouse.db.integration;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The levels that people have on chosen integrations, beside the one of their role on all. */
@Component
public final class IntegrationAccess {

    private final JdbcClient jdbc;

    IntegrationAccess(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The levels of a member, by integration. */
    public Map<UUID, IntegrationLevel> find(UUID membershipId) {
        Map<UUID, IntegrationLevel> levels = new LinkedHashMap<>();
        jdbc.sql("select integration_id, level from integration_access where membership_id = :membership"
                        + " order by integration_id")
                .param("membership", membershipId)
                .query(row -> {
                    levels.put(Column.uuid(row, "integration_id"), MemberRepository.level(row.getString("level")));
                });
        return levels;
    }

    /** Puts these in the place of all levels of a member. */
    public void replace(UUID membershipId, Map<UUID, IntegrationLevel> levels) {
        jdbc.sql("delete from integration_access where membership_id = :membership")
                .param("membership", membershipId)
                .update();
        levels.forEach((integrationId, level) -> jdbc.sql("insert into integration_access"
                        + " (membership_id, integration_id, level) values (:membership, :integration, :level)")
                .param("membership", membershipId)
                .param("integration", integrationId)
                .param("level", level.name())
                .update());
    }

    /** Takes everybody's level on an integration. */
    public void removeAll(UUID integrationId) {
        jdbc.sql("delete from integration_access where integration_id = :integration")
                .param("integration", integrationId)
                .update();
    }
}
