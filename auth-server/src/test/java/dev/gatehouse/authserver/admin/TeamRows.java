package dev.gatehouse.authserver.admin;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Teams and bundles of an account, row by row. */
final class TeamRows {

    private final AccountFixture account;

    TeamRows(AccountFixture account) {
        this.account = account;
    }

    UUID team(UUID... userIds) {
        UUID id = UUID.randomUUID();
        jdbc().sql("insert into team (id, account_id, name, enabled, created_at, version) values (:id, :account, :name,"
                        + " true, current_timestamp, 0)")
                .param("id", id)
                .param("account", account.id)
                .param("name", "Team " + id)
                .update();
        for (UUID userId : userIds) {
            jdbc().sql("insert into team_member (team_id, membership_id, source, added_at) values (:team, :member,"
                            + " 'MANUAL', current_timestamp)")
                    .param("team", id)
                    .param("member", account.membership(userId))
                    .update();
        }
        return id;
    }

    /** A bundle for these teams; its slug is the name and the mark of the account. */
    UUID bundle(String name, UUID... teamIds) {
        UUID id = UUID.randomUUID();
        jdbc().sql(
                        "insert into bundle (id, account_id, name, slug, enabled, created_at, version) values (:id, :account,"
                                + " :name, :slug, true, current_timestamp, 0)")
                .param("id", id)
                .param("account", account.id)
                .param("name", name)
                .param("slug", name + "-" + account.mark)
                .update();
        for (UUID teamId : teamIds) {
            jdbc().sql("insert into bundle_team (bundle_id, team_id) values (:bundle, :team)")
                    .param("bundle", id)
                    .param("team", teamId)
                    .update();
        }
        return id;
    }

    void carry(UUID bundleId, UUID serverId, String featurePolicy) {
        jdbc().sql("insert into bundle_server (bundle_id, server_id, account_id, resource, enabled, feature_policy,"
                        + " created_at, version) values (:bundle, :server, :account, :resource, true, :features,"
                        + " current_timestamp, 0)")
                .param("bundle", bundleId)
                .param("server", serverId)
                .param("account", account.id)
                .param("resource", AdminApiProgram.GATEWAY + "/mcp/" + bundleId + "/" + serverId)
                .param("features", featurePolicy)
                .update();
    }

    void carry(UUID bundleId, UUID serverId) {
        carry(bundleId, serverId, "{}");
    }

    void disable(String table, UUID id) {
        jdbc().sql("update " + table + " set enabled = false where id = :id")
                .param("id", id)
                .update();
    }

    void disableAssignments(UUID bundleId) {
        jdbc().sql("update bundle_server set enabled = false where bundle_id = :id")
                .param("id", bundleId)
                .update();
    }

    /** Sets a column of the account to this literal. */
    void account(String column, String literal) {
        jdbc().sql("update account set " + column + " = " + literal + " where id = :id")
                .param("id", account.id)
                .update();
    }

    /** Sets a column of a membership to this literal. */
    void member(UUID userId, String column, String literal) {
        jdbc().sql("update membership set " + column + " = " + literal + " where id = :id")
                .param("id", account.membership(userId))
                .update();
    }

    private static JdbcClient jdbc() {
        return AccountFixture.jdbc();
    }
}
