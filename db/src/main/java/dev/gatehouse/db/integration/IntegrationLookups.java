package dev.gatehouse.db.integration;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.IntegrationLevels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads integrations as one of the account's people sees them, one statement a page: those that they have a level on. */
@Component
public final class IntegrationLookups {

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private static final String MEMBER = " join membership m on m.account_id = i.account_id and m.user_id = :user";
    private static final String LEVEL = " join integration_access ia on ia.integration_id = i.id"
            + " and ia.membership_id = m.id and ia.level in ('MONITOR', 'MANAGE')";

    private static final String CHOSEN = MEMBER + LEVEL;
    private static final String ALL = MEMBER + " left" + LEVEL;

    private final JdbcClient jdbc;

    IntegrationLookups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that the viewer sees, by id, after {@code cursor}. */
    public List<VisibleIntegration> list(Viewer viewer, @Nullable UUID cursor, int limit) {
        return select(viewer, " and i.id > :cursor order by i.id limit :limit")
                .param("cursor", Objects.requireNonNullElse(cursor, BEFORE_ALL))
                .param("limit", limit)
                .query((row, n) -> visible(viewer, row))
                .list();
    }

    /** One of them; nothing when there is none, or the viewer has no level on it. */
    public Optional<VisibleIntegration> find(Viewer viewer, UUID integrationId) {
        return select(viewer, " and i.id = :integration")
                .param("integration", integrationId)
                .query((row, n) -> visible(viewer, row))
                .optional();
    }

    private JdbcClient.StatementSpec select(Viewer viewer, String rest) {
        boolean all = viewer.onAll() != IntegrationLevel.NONE;
        return jdbc.sql("select i.id, i.name, i.version, ia.level from integration i" + (all ? ALL : CHOSEN)
                        + " where i.account_id = :account" + rest)
                .param("account", viewer.accountId())
                .param("user", viewer.userId());
    }

    private static VisibleIntegration visible(Viewer viewer, ResultSet row) throws SQLException {
        return new VisibleIntegration(
                Column.uuid(row, "id"),
                row.getString("name"),
                IntegrationLevels.higher(viewer.onAll(), MemberRepository.level(row.getString("level"))),
                row.getLong("version"));
    }

    /**
     * Whose eyes it is.
     *
     * @param onAll the level of their role
     */
    public record Viewer(UUID accountId, UUID userId, IntegrationLevel onAll) {}
}
