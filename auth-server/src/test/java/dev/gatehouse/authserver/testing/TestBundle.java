package dev.gatehouse.authserver.testing;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.db.server.ServerRow;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A bundle with one team of its own, both enabled, in rows. */
public final class TestBundle {

    private final JdbcClient jdbc;
    private final UUID accountId;
    private final UUID id = UUID.randomUUID();
    private final UUID teamId = UUID.randomUUID();
    private final String slug = "b" + id;

    private TestBundle(JdbcClient jdbc, UUID accountId) {
        this.jdbc = jdbc;
        this.accountId = accountId;
    }

    public static TestBundle create(JdbcClient jdbc, UUID accountId, String name) {
        TestBundle bundle = new TestBundle(jdbc, accountId);
        jdbc.sql("insert into team (id, account_id, name, enabled, created_at, version)"
                        + " values (?, ?, ?, true, current_timestamp, 0)")
                .params(bundle.teamId, accountId, "Team " + bundle.teamId)
                .update();
        jdbc.sql("insert into bundle (id, account_id, name, slug, enabled, created_at, version)"
                        + " values (?, ?, ?, ?, true, current_timestamp, 0)")
                .params(bundle.id, accountId, name, bundle.slug)
                .update();
        jdbc.sql("insert into bundle_team (bundle_id, team_id) values (?, ?)")
                .params(bundle.id, bundle.teamId)
                .update();
        return bundle;
    }

    public UUID id() {
        return id;
    }

    public String slug() {
        return slug;
    }

    /** Carries a server from now on; answers the resource identifier of the assignment. */
    public String carry(ServerRow server) {
        String resource = TestServer.GATEWAY + "/mcp/" + slug + "/" + server.slug();
        jdbc.sql("insert into bundle_server (bundle_id, server_id, account_id, resource, enabled, feature_policy,"
                        + " created_at, version) values (?, ?, ?, ?, true, '{}', current_timestamp, 0)")
                .params(id, server.id(), accountId, resource)
                .update();
        return resource;
    }

    public void join(MembershipRow member) {
        jdbc.sql("insert into team_member (team_id, membership_id, source, added_at)"
                        + " values (?, ?, 'MANUAL', current_timestamp)")
                .params(teamId, member.id())
                .update();
    }

    /** Switches the team, with what follows from it. */
    public void team(boolean enabled, ReachChanges changes) {
        change(changes, "update team set enabled = " + enabled + " where id = ?", teamId);
    }

    /** Switches the bundle, with what follows from it. */
    public void enabled(boolean enabled, ReachChanges changes) {
        change(changes, "update bundle set enabled = " + enabled + " where id = ?", id);
    }

    /** Deletes the bundle, with what follows from it. */
    public void delete(ReachChanges changes) {
        change(changes, "update bundle set deleted_at = current_timestamp where id = ?", id);
    }

    /** Narrows every assignment. */
    public void features(String policy) {
        jdbc.sql("update bundle_server set feature_policy = ? where bundle_id = ?")
                .params(policy, id)
                .update();
    }

    private void change(ReachChanges changes, String sql, UUID of) {
        changes.apply(
                accountId,
                new Affected.Through(List.of(id)),
                "system",
                () -> jdbc.sql(sql).param(of).update());
    }
}
