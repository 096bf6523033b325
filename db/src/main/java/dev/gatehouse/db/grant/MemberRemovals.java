package dev.gatehouse.db.grant;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Takes a member out of an account: grants, teams, levels and the membership. It runs inside {@link ReachChanges}; their
 * authorizations must have been ended before, because without a membership nothing leads to them.
 */
@Component
public final class MemberRemovals {

    private final JdbcClient jdbc;

    MemberRemovals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Deletes the rows; the person stays. */
    public void remove(UUID membershipId) {
        delete("server_grant where membership_id", membershipId);
        delete("all_servers_grant where membership_id", membershipId);
        delete("team_member where membership_id", membershipId);
        delete("integration_access where membership_id", membershipId);
        jdbc.sql("update invitation set membership_id = null where membership_id = :membership")
                .param("membership", membershipId)
                .update();
        delete("membership where id", membershipId);
    }

    private void delete(String what, UUID membershipId) {
        jdbc.sql("delete from " + what + " = :membership")
                .param("membership", membershipId)
                .update();
    }
}
