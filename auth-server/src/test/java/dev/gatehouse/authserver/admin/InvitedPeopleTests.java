package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.PersonRepository;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** People who are invited, or have declined, hold everything and have nothing. */
class InvitedPeopleTests {

    private final InvitationFixture account = new InvitationFixture();
    private final AccountFixture demo = account.demo;
    private final UUID server = demo.server("everything");

    @BeforeEach
    void newcomersAreCustom() {
        account.defaultRole(SystemRole.CUSTOM_LEVEL);
    }

    private Object selected() {
        return object("mode", "SELECTED", "servers", list(object("id", server, "scopes", list("mcp:read"))));
    }

    private String decision(UUID person) {
        return demo.api
                .post("/decisions", object("userId", person, "serverId", server, "action", "AUTHORIZE"))
                .json()
                .path("reason")
                .asString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void invitedWithARoleATeamAndAGrantThenReachesNothingAndIsNoCandidate(boolean declined) {
        UUID team = account.team("Red");
        UUID bundle = new TeamRows(demo).bundle("sales", team);
        demo.api.post("/bundles/" + bundle + "/servers", object("serverId", server));
        List<String> ids = List.of(
                account.invited("granted", "mcpAccess", selected()),
                account.invited("all", "mcpAccess", object("mode", "ALL")),
                account.invited("team", "teamIds", list(team)),
                account.invited("admin", "roleId", demo.roles.get(SystemRole.ADMIN)),
                account.invited("nothing"));
        if (declined) {
            ids.forEach(account::dismiss);
        }
        List<String> mails =
                ids.stream().map(id -> account.get(id).path("email").asString()).toList();
        for (String id : ids) {
            assertThat(decision(account.person(id))).isNotEqualTo("").isNotEqualTo("null");
        }
        assertThat(demo.api.get("/servers/" + server + "/users").items("email")).doesNotContainAnyElementsOf(mails);
        assertThat(demo.api.get("/servers/" + server + "/candidates").items("email"))
                .doesNotContainAnyElementsOf(mails);
        assertThat(demo.api.get("/access-report").text()).doesNotContain(mails.toArray(String[]::new));
        UUID granted = account.person(ids.get(0));
        assertThat(demo.grant(server, granted).outcome()).isEqualTo("404 NOT_FOUND");

        InvitationFixture.sql("update membership set status = 'ACTIVE' where user_id = :user")
                .param("user", granted)
                .update();
        assertThat(demo.api.get("/servers/" + server + "/users").items("email")).contains(mails.get(0));
    }

    @Test
    void accessOfTheInvitedThenCanBeReadAndChangedBeforeTheyJoin() {
        String id = account.invited("grace", "mcpAccess", selected());
        UUID person = account.person(id);
        String path = "/users/" + person + "/mcp-access";
        JsonNode access = demo.api.get(path).json();
        assertThat(access.path("mode").asString()).isEqualTo("SELECTED");
        assertThat(access.path("servers").path(0).path("scopes").toString()).isEqualTo("[\"mcp:read\"]");
        assertThat(demo.access(person, object("mode", "ALL")).status()).isEqualTo(200);
        assertThat(demo.access(person, object("mode", "SELECTED", "servers", list()))
                        .status())
                .isEqualTo(200);
        assertThat(decision(person)).isEqualTo("INVITATION_PENDING");
        assertThat(demo.api
                        .put("/users/" + person + "/role", object("roleId", demo.roles.get(SystemRole.ADMIN)))
                        .status())
                .isEqualTo(200);
        assertThat(decision(person)).isEqualTo("INVITATION_PENDING");
    }

    @Test
    void membersOfATeamWhenOneIsInvitedThenWhatGetGaveCanBePut() {
        UUID team = account.team("Red");
        account.invited("grace", "teamIds", list(team));
        demo.api.post("/teams/" + team + "/members", object("userIds", list(demo.cus)));
        String path = "/teams/" + team + "/members";
        List<String> there = demo.api.get(path).items("userId");
        assertThat(there).hasSize(2);
        assertThat(demo.api.get(path).items("status")).containsExactlyInAnyOrder("INVITED", "ACTIVE");
        List<String> audited = demo.audited(() -> assertThat(
                        demo.api.put(path, object("userIds", there)).status())
                .isEqualTo(200));
        assertThat(audited).isEmpty();
        assertThat(demo.api.put(path, object("userIds", list(demo.cus))).items("userId"))
                .containsExactly(demo.cus.toString());
    }

    @Test
    void statusAndNameOfTheInvitedThenNobodyElseCanChangeThem() {
        UUID person = account.person(account.invited("grace"));
        for (Object patch :
                List.of(object("status", "ACTIVE"), object("status", "DISABLED"), object("name", "Grace"))) {
            assertThat(demo.api.patch("/users/" + person, patch).outcome()).isEqualTo("409 NOT_JOINED");
        }
        assertThat(demo.api
                        .patch("/users/" + person, object("mayEditRetryData", false))
                        .status())
                .isEqualTo(200);
        assertThat(demo.api.post("/users/" + person + "/password-reset", null).outcome())
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void deletionOfTheInvitedThenTheInvitationIsTakenBack() {
        String id = account.invited("grace", "mcpAccess", selected());
        UUID person = account.person(id);
        List<String> audited = demo.audited(
                () -> assertThat(demo.api.delete("/users/" + person).status()).isEqualTo(204));
        assertThat(audited).containsExactly("USER_DELETED");
        JsonNode shown = account.get(id);
        assertThat(shown.path("status").asString()).isEqualTo("WITHDRAWN");
        assertThat(shown.path("role").isNull()).isTrue();
        assertThat(AdminApi.bean(PersonRepository.class).findById(person)).isEmpty();
        assertThat(account.invite(demo.api, "grace").items("result")).containsExactly("INVITED");
    }

    @Test
    void roleOfTheInvitedThenIsInUse() {
        Answer made = demo.api.post("/roles", object("name", "Crew", "capabilities", list()));
        String role = made.json().path("id").asString();
        String id = account.invited("grace", "roleId", role);
        assertThat(demo.api.delete("/roles/" + role).outcome()).isEqualTo("409 ROLE_IN_USE");
        demo.api.delete("/invitations/" + id);
        assertThat(demo.api.delete("/roles/" + role).status()).isEqualTo(204);
    }

    @Test
    void invitedSuperAdminThenIsNotTheOneWhoStays() {
        account.account("direct_grants", false);
        UUID sue = demo.person("sue", SystemRole.SUPER_ADMIN);
        account.invited("grace", "roleId", demo.roles.get(SystemRole.SUPER_ADMIN));
        assertThat(demo.api
                        .put("/users/" + sue + "/role", object("roleId", demo.roles.get(SystemRole.MEMBER)))
                        .outcome())
                .isEqualTo("409 LAST_SUPER_ADMIN");
    }

    @Test
    void invitedFromAnotherAccountThenTheirNameIsNotToldAndTheirAccountsSayStands() {
        InvitationFixture other = new InvitationFixture();
        other.defaultRole(SystemRole.CUSTOM_LEVEL);
        String mail = account.address("cus");
        Answer invited = other.demo.api.post("/invitations", object("emails", mail));
        String id = InvitationFixture.id(invited);
        assertThat(other.person(id)).isEqualTo(demo.cus);
        JsonNode shown = other.demo.api.get("/users/" + demo.cus).json();
        assertThat(shown.path("name").asString()).isEqualTo(mail);
        assertThat(shown.path("lastSignInAt").isNull()).isTrue();

        assertThat(demo.api
                        .patch("/users/" + demo.cus, object("name", "Cassius"))
                        .status())
                .as("an invitation elsewhere takes nothing from this account")
                .isEqualTo(200);
        assertThat(demo.api.post("/users/" + demo.cus + "/password-reset", null).status())
                .isEqualTo(200);
        other.accept(id);
        assertThat(demo.api.patch("/users/" + demo.cus, object("name", "Cash")).outcome())
                .isEqualTo("409 MEMBER_ELSEWHERE");
        assertThat(other.demo.api.delete("/users/" + demo.cus).status()).isEqualTo(204);
        assertThat(AdminApi.bean(MembershipRepository.class).findByUserId(demo.cus))
                .hasSize(1);
    }
}
