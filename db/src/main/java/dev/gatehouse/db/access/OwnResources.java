package dev.gatehouse.db.access;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads {@link AccessSnapshot}s of one person and all that may be open to them, one statement a list. The conditions only
 * keep out what gives nothing, so that a page goes along an index; what is open, the access policy decides.
 *
 * <p>Servers that are off, deleted, or governed by an external identity provider are left out.
 */
@Component
public final class OwnResources {

    private static final String OPEN =
            " where s.account_id = :account and s.deleted_at is null and s.enabled = true and s.idp_type = 'BUILT_IN'";

    private static final String GRANTED =
            "(a.direct_grants = true and sg.scopes is not null and " + ReachColumns.gives("sg") + ")";

    private static final String SERVERS = AccessSnapshots.COLUMNS + AccessSnapshots.FROM + OPEN;

    private static final String THROUGH_TEAMS = AccessSnapshots.COLUMNS + AccessSnapshots.ROUTE + AccessSnapshots.FROM
            + " join bundle_server bs on bs.server_id = s.id and bs.enabled = true"
            + " join bundle b on b.id = bs.bundle_id and b.account_id = s.account_id and b.enabled = true"
            + " and b.deleted_at is null" + OPEN + " and not " + GRANTED
            + " and b.id in (select bt.bundle_id from team_member tm"
            + " join team t on t.id = tm.team_id and t.enabled = true join bundle_team bt on bt.team_id = t.id"
            + " where tm.membership_id = m.id)"
            + " and (b.id > :bundle or (b.id = :bundle and s.id > :server)) order by b.id, s.id limit :limit";

    private final JdbcClient jdbc;

    OwnResources(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether something gives the person every server of the account: then no team adds anything. */
    public boolean everywhere(UUID accountId, UUID userId) {
        return jdbc.sql("select r.id as role_id, r.system_key, r.name as role_name, r.capabilities,"
                        + " r.integration_level, " + ReachColumns.lookedUp(null)
                        + " from membership m join account_role r on r.id = m.role_id"
                        + " join account a on a.id = m.account_id"
                        + " where m.account_id = :account and m.user_id = :user")
                .param("account", accountId)
                .param("user", userId)
                .query((row, n) -> !ReachColumns.reach(row, MemberRepository.role(row), Scopes.NONE)
                        .isNone())
                .optional()
                .orElse(false);
    }

    /**
     * Servers by themselves, by id, after {@code cursor}.
     *
     * @param all whether all are wanted, or only those with a grant of their own
     */
    public List<AccessSnapshot> servers(UUID accountId, UUID userId, boolean all, UUID cursor, int limit) {
        return jdbc.sql(SERVERS + (all ? "" : " and " + GRANTED) + " and s.id > :cursor order by s.id limit :limit")
                .param("account", accountId)
                .param("user", userId)
                .param("cursor", cursor)
                .param("limit", limit)
                .query((row, n) -> AccessSnapshots.direct(row, ProtectedResource.of(Column.uuid(row, "server_id"))))
                .list();
    }

    /** Servers as bundles carry them that a team of the person reaches, by bundle and server, after this one. */
    public List<AccessSnapshot> throughTeams(UUID accountId, UUID userId, UUID bundleId, UUID serverId, int limit) {
        return jdbc.sql(THROUGH_TEAMS)
                .param("account", accountId)
                .param("user", userId)
                .param("bundle", bundleId)
                .param("server", serverId)
                .param("limit", limit)
                .query((row, n) -> AccessSnapshots.through(
                        row, new ProtectedResource(Column.uuid(row, "server_id"), Column.uuid(row, "carried_by"))))
                .list();
    }
}
