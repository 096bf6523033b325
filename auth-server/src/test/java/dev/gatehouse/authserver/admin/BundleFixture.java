package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Teams, bundles and people with chosen capabilities in the account of one test. All but the people through the API. */
final class BundleFixture {

    final AccountFixture account = new AccountFixture();
    final AdminApi api = account.api;

    UUID team(String name, UUID... userIds) {
        UUID team = created(api.post("/teams", object("name", name)), "id");
        if (userIds.length > 0) {
            put(team, userIds);
        }
        return team;
    }

    void put(UUID team, UUID... userIds) {
        AdminApi.Answer answer = api.put("/teams/" + team + "/members", object("userIds", List.of(userIds)));
        if (answer.status() != 200) {
            throw new AssertionError(answer.text());
        }
    }

    String slug(String name) {
        return name + "-" + account.mark;
    }

    UUID bundle(String name, UUID... teamIds) {
        return created(
                api.post("/bundles", object("name", name, "slug", slug(name), "teamIds", List.of(teamIds))), "id");
    }

    void carry(UUID bundle, UUID server) {
        created(api.post("/bundles/" + bundle + "/servers", object("serverId", server)), "serverId");
    }

    /** Somebody whose role has these capabilities and no others. */
    UUID person(String name, Capability... capabilities) {
        UUID roleId = UUID.randomUUID();
        AdminApi.bean(RoleRepository.class)
                .save(new RoleRow(
                        roleId,
                        account.id,
                        null,
                        "Role of " + name,
                        null,
                        Column.names(List.of(capabilities)),
                        "NONE",
                        0));
        UUID userId = account.person(name, SystemRole.CUSTOM_LEVEL);
        AccountFixture.jdbc()
                .sql("update membership set role_id = :role where id = :id")
                .param("role", roleId)
                .param("id", account.membership(userId))
                .update();
        return userId;
    }

    /** How many rows of the audit log hold this text in the state before or after. */
    List<String> states(String action) {
        return AccountFixture.jdbc()
                .sql("select coalesce(before_state, '-') || ' => ' || coalesce(after_state, '-') from audit_event"
                        + " where account_id = :account and action = :action order by at, id")
                .param("account", account.id)
                .param("action", action)
                .query(String.class)
                .list();
    }

    void setAccount(String assignment, @Nullable UUID value) {
        AccountFixture.jdbc()
                .sql("update account set " + assignment + " where id = :id")
                .param("value", value, java.sql.Types.OTHER)
                .param("id", account.id)
                .update();
    }

    private static UUID created(AdminApi.Answer answer, String id) {
        if (answer.status() != 201) {
            throw new AssertionError(answer.text());
        }
        return UUID.fromString(answer.json().path(id).asString());
    }
}
