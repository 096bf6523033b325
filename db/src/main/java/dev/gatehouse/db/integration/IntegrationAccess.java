package dev.gatehouse.db.integration;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The levels that people have on chosen integrations, beside the one of their role on all. Writes a whole set at once. */
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

    /** All that a member may do to integrations: by their role, and on chosen ones. */
    public IntegrationLevels levels(Member member) {
        return new IntegrationLevels(member.role().level(), find(member.membershipId()));
    }

    /** The chosen integrations of a member, with the level that was given there. */
    public List<Chosen> list(UUID membershipId) {
        return jdbc.sql("select i.id, i.name, ia.level from integration_access ia"
                        + " join integration i on i.id = ia.integration_id"
                        + " where ia.membership_id = :membership order by i.id")
                .param("membership", membershipId)
                .query((row, n) -> new Chosen(
                        Column.uuid(row, "id"), row.getString("name"), MemberRepository.level(row.getString("level"))))
                .list();
    }

    /** How many people have a level on this one. */
    public long count(UUID integrationId) {
        return jdbc.sql("select count(*) from integration_access where integration_id = :integration")
                .param("integration", integrationId)
                .query(Long.class)
                .single();
    }

    /** Puts these in the place of all levels of a member. */
    public void replace(UUID membershipId, Map<UUID, IntegrationLevel> levels) {
        jdbc.sql("delete from integration_access where membership_id = :membership")
                .param("membership", membershipId)
                .update();
        put(membershipId, IntegrationLevel.MONITOR, levels);
        put(membershipId, IntegrationLevel.MANAGE, levels);
    }

    /** Takes everybody's level on an integration. */
    public void removeAll(UUID integrationId) {
        jdbc.sql("delete from integration_access where integration_id = :integration")
                .param("integration", integrationId)
                .update();
    }

    private void put(UUID membershipId, IntegrationLevel level, Map<UUID, IntegrationLevel> levels) {
        List<UUID> ids = levels.entrySet().stream()
                .filter(entry -> entry.getValue() == level)
                .map(Map.Entry::getKey)
                .toList();
        if (ids.isEmpty()) {
            return;
        }
        jdbc.sql("insert into integration_access (membership_id, integration_id, level)"
                        + " select m.id, i.id, cast(:level as varchar(20)) from membership m"
                        + " join integration i on i.account_id = m.account_id"
                        + " where m.id = :membership and i.id in (:integrations)")
                .param("membership", membershipId)
                .param("integrations", ids)
                .param("level", level.name())
                .update();
    }

    /** A chosen integration. */
    public record Chosen(UUID id, String name, IntegrationLevel level) {}
}
