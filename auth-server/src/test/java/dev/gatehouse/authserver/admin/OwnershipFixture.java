package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;

/** An account whose owner offers it to others, and the rule that there is one owner. */
final class OwnershipFixture {

    static final String TRANSFERS = "/ownership-transfers";

    final AccountFixture demo = new AccountFixture();

    /** The owner offers the account; the path of the offer. */
    String offer(UUID to) {
        return offer(demo.olga, to, null);
    }

    String offer(UUID from, UUID to, UUID roleId) {
        AdminApi.Answer made = demo.as(from).post(TRANSFERS, object("toUserId", to, "previousOwnerRoleId", roleId));
        assertThat(made.outcome()).as(made.text()).isEqualTo("201");
        String path = TRANSFERS + "/" + made.json().path("id").asString();
        assertThat(made.header("Location")).isEqualTo("/api/v1" + path);
        return path;
    }

    String accept(UUID by, String path) {
        return demo.as(by).post(path + "/accept", null).outcome();
    }

    String status(String path) {
        return AccountFixture.jdbc()
                .sql("select status from ownership_transfer where id = :id")
                .param("id", UUID.fromString(path.substring(path.lastIndexOf('/') + 1)))
                .query(String.class)
                .single();
    }

    /** The one active owner, which the account names, too. */
    UUID owner() {
        List<UUID> byRole = AccountFixture.jdbc()
                .sql("select m.id from membership m join account_role r on r.id = m.role_id where m.account_id = :id"
                        + " and r.system_key = 'OWNER' and m.status = 'ACTIVE'")
                .param("id", demo.id)
                .query(UUID.class)
                .list();
        UUID named = AccountFixture.jdbc()
                .sql("select owner_membership_id from account where id = :id")
                .param("id", demo.id)
                .query(UUID.class)
                .single();
        assertThat(byRole)
                .as("the owner by role, and as the account names them")
                .containsExactly(named);
        return AccountFixture.jdbc()
                .sql("select user_id from membership where id = :id")
                .param("id", named)
                .query(UUID.class)
                .single();
    }

    String role(UUID person) {
        return AccountFixture.jdbc()
                .sql("select r.name from membership m join account_role r on r.id = m.role_id"
                        + " where m.account_id = :id and m.user_id = :user")
                .param("id", demo.id)
                .param("user", person)
                .query(String.class)
                .single();
    }
}
