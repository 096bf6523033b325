package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.integration.IntegrationRow;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** An account in which people are invited. */
final class InvitationFixture {

    final AccountFixture demo = new AccountFixture();

    /** An address that no other test has. */
    String address(String name) {
        return name + "@" + demo.mark + ".example";
    }

    Answer invite(AdminApi caller, String name, Object... more) {
        Map<String, Object> body = object(more);
        body.put("emails", address(name));
        return caller.post("/invitations", body);
    }

    /** The invitation that this call made. */
    String invited(String name, Object... more) {
        return id(invite(demo.api, name, more));
    }

    static String id(Answer answer) {
        JsonNode item = answer.json().path("items").path(0);
        if (!item.path("result").asString().equals("INVITED")) {
            throw new AssertionError(answer.text());
        }
        return item.path("invitationId").asString();
    }

    JsonNode get(String id) {
        return demo.api.get("/invitations/" + id).json();
    }

    UUID person(String invitationId) {
        return UUID.fromString(get(invitationId).path("userId").asString());
    }

    /** Lets the person have declined, as the page does. */
    void dismiss(String invitationId) {
        sql("update membership set status = 'DISMISSED' where id = (select membership_id from invitation where id = :id)")
                .param("id", UUID.fromString(invitationId))
                .update();
        sql("update invitation set status = 'DISMISSED', resolved_at = current_timestamp where id = :id")
                .param("id", UUID.fromString(invitationId))
                .update();
    }

    /** Lets the person have accepted, as the page does. */
    void accept(String invitationId) {
        sql("update membership set status = 'ACTIVE' where id = (select membership_id from invitation where id = :id)")
                .param("id", UUID.fromString(invitationId))
                .update();
        sql("update invitation set status = 'ACCEPTED', resolved_at = current_timestamp where id = :id")
                .param("id", UUID.fromString(invitationId))
                .update();
    }

    void expire(String invitationId) {
        demo.age(invitationId, Duration.ofDays(8));
    }

    void account(String column, boolean on) {
        set(column, on);
    }

    void set(String column, Object value) {
        sql("update account set " + column + " = :value where id = :id")
                .param("value", value)
                .param("id", demo.id)
                .update();
    }

    void defaultRole(SystemRole role) {
        sql("update account set default_role_id = :role where id = :id")
                .param("role", demo.roles.get(role))
                .param("id", demo.id)
                .update();
    }

    UUID team(String name) {
        Answer made = demo.api.post("/teams", object("name", name));
        return UUID.fromString(made.json().path("id").asString());
    }

    UUID integration(String name) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return AdminApi.bean(IntegrationRepository.class)
                .save(IntegrationRow.create(demo.id, name, now))
                .id();
    }

    void level(UUID userId, UUID integrationId, IntegrationLevel level) {
        AdminApi.bean(IntegrationAccess.class).replace(demo.membership(userId), Map.of(integrationId, level));
    }

    /** A person with a role of the account's own, with these capabilities. */
    UUID holder(String name, String capabilities, String level) {
        UUID role = UUID.randomUUID();
        AdminApi.bean(RoleRepository.class)
                .save(new RoleRow(role, demo.id, null, "Role of " + name, null, capabilities, level, 0));
        UUID person = demo.person(name, SystemRole.CUSTOM_LEVEL);
        sql("update membership set role_id = :role where id = :id")
                .param("role", role)
                .param("id", demo.membership(person))
                .update();
        return person;
    }

    static org.springframework.jdbc.core.simple.JdbcClient.StatementSpec sql(String sql) {
        return AccountFixture.jdbc().sql(sql);
    }
}
