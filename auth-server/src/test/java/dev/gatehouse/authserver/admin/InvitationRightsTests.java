package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may invite whom to what (domain rules R60 to R63 and R102, invariant I12). */
class InvitationRightsTests {

    private static final String FORBIDDEN = "403 CAPABILITY_MISSING";
    private static final String EXCEEDS = "403 PRIVILEGE_EXCEEDS_ACTOR";

    private final InvitationFixture account = new InvitationFixture();
    private final AccountFixture demo = account.demo;
    private int next;

    @BeforeEach
    void newcomersAreCustom() {
        account.defaultRole(SystemRole.CUSTOM_LEVEL);
    }

    /** Invites somebody new. */
    private Answer invite(AdminApi caller, Object... more) {
        return account.invite(caller, "p" + next++, more);
    }

    private Answer inviteAs(AdminApi caller, SystemRole role, Object... more) {
        Map<String, Object> body = object(more);
        body.put("roleId", demo.roles.get(role));
        body.put("emails", account.address("p" + next++));
        return caller.post("/invitations", body);
    }

    private static Object levels(UUID integration, String level) {
        return object("integrations", list(object("id", integration, "level", level)));
    }

    @Test
    void inviteWithoutARoleThenTheDefaultOneAndTheDefaultTeam() {
        UUID team = account.team("Newcomers");
        InvitationFixture.sql("update account set default_team_id = :team where id = :id")
                .param("team", team)
                .param("id", demo.id)
                .update();
        account.defaultRole(SystemRole.MONITOR_ALL);
        assertThat(account.get(account.invited("a")).path("role").asString()).isEqualTo("Monitor all");
        assertThat(demo.api.get("/teams/" + team + "/members").items("name")).containsExactly(account.address("a"));
        account.invited("b", "teamIds", list());
        assertThat(demo.api.get("/teams/" + team + "/members").items("name")).hasSize(1);

        InvitationFixture.sql("update account set default_role_id = null where id = :id")
                .param("id", demo.id)
                .update();
        assertThat(invite(demo.api).outcome()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void inviteWhenSomethingNamedIsUnknownThenRefusedAndNothingIsWritten() {
        AccountFixture other = new AccountFixture();
        UUID theirs = other.server("theirs");
        List<Object[]> bodies = List.of(
                new Object[] {"roleId", other.roles.get(SystemRole.CUSTOM_LEVEL)},
                new Object[] {"roleId", UUID.randomUUID()},
                new Object[] {"teamIds", list(UUID.randomUUID())},
                new Object[] {"integrationAccess", levels(UUID.randomUUID(), "MONITOR")},
                new Object[] {"mcpAccess", object("mode", "SELECTED", "servers", list(object("id", theirs)))});
        List<String> audited = demo.audited(() -> {
            for (Object[] body : bodies) {
                assertThat(invite(demo.api, body).outcome()).isEqualTo("404 NOT_FOUND");
            }
        });
        assertThat(audited).hasSize(bodies.size()).containsOnly("ADMIN_REFUSED NOT_FOUND");
        assertThat(demo.api.get("/invitations").items("id")).isEmpty();
    }

    @Test
    void inviteWithChosenServersThenEachWithItsScopesAndBothWhereNoneAreGiven() {
        UUID narrow = demo.server("narrow");
        UUID whole = demo.server("whole");
        List<?> servers = list(object("id", narrow, "scopes", list("mcp:read")), object("id", whole));
        String id = account.invited("s", "mcpAccess", object("mode", "SELECTED", "servers", servers));
        Answer access = demo.api.get("/users/" + account.person(id) + "/mcp-access");
        assertThat(access.json().path("servers"))
                .extracting(server -> server.path("id").asString() + " " + server.path("scopes"))
                .containsExactlyInAnyOrder(narrow + " [\"mcp:read\"]", whole + " [\"mcp:read\",\"mcp:write\"]");
    }

    @Test
    void inviteWhenTheStateOfThingsForbidsThenTheReason() {
        UUID server = demo.server("everything");
        Object all = object("mode", "ALL");
        Object selected = object("mode", "SELECTED", "servers", list(object("id", server)));
        assertThat(invite(demo.api, "ssoRequired", true).outcome()).isEqualTo("409 FACTOR_NOT_AVAILABLE");
        assertThat(invite(demo.api, "mfaRequired", true).outcome()).isEqualTo("409 FACTOR_NOT_AVAILABLE");
        assertThat(inviteAs(demo.api, SystemRole.ADMIN, "mcpAccess", all).outcome())
                .isEqualTo("409 ROLE_COVERS");
        assertThat(invite(demo.api, "mcpAccess", object("mode", "ALL", "servers", list()))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        demo.switchTo(server, demo.provider());
        assertThat(invite(demo.api, "mcpAccess", selected).outcome()).isEqualTo("409 IDP_EXTERNAL");
        account.account("direct_grants", false);
        assertThat(invite(demo.api, "mcpAccess", all).outcome()).isEqualTo("409 DIRECT_GRANTS_OFF");
        assertThat(invite(demo.api).status()).isEqualTo(200);
        AdminApiProgram.MAIL.set(false);
        try {
            assertThat(invite(demo.api).outcome()).isEqualTo("409 MAIL_NOT_AVAILABLE");
        } finally {
            AdminApiProgram.MAIL.set(true);
        }
    }

    @Test
    void inviteWhenTheRoleIsMoreThanTheActorHasThenRefused() {
        AdminApi inviter = demo.as(account.holder("ivy", "MCP_CONNECT USERS_INVITE", "MONITOR"));
        assertThat(inviteAs(demo.api, SystemRole.OWNER).outcome()).isEqualTo(EXCEEDS);
        assertThat(inviteAs(demo.api, SystemRole.ADMIN).status()).isEqualTo(200);
        assertThat(inviteAs(inviter, SystemRole.ADMIN).outcome()).isEqualTo(EXCEEDS);
        assertThat(inviteAs(inviter, SystemRole.MANAGE_ALL).outcome())
                .as("a level more")
                .isEqualTo(EXCEEDS);
        assertThat(inviteAs(inviter, SystemRole.MONITOR_ALL).status()).isEqualTo(200);
        UUID integration = account.integration("One");
        assertThat(invite(inviter, "integrationAccess", levels(integration, "MANAGE"))
                        .outcome())
                .isEqualTo(EXCEEDS);
        assertThat(invite(inviter, "integrationAccess", levels(integration, "MONITOR"))
                        .status())
                .isEqualTo(200);
        assertThat(invite(inviter, "mcpAccess", object("mode", "ALL")).outcome())
                .isEqualTo(FORBIDDEN);
        account.defaultRole(SystemRole.ADMINISTRATOR);
        assertThat(invite(inviter).outcome()).as("the default role, too").isEqualTo(EXCEEDS);
    }

    @Test
    void inviteWhenTheAccountLetsPeopleManagersExceedThenOnlyThemAndNeverTheOwnersRole() {
        AdminApi inviter = demo.as(account.holder("ivy", "USERS_INVITE", "NONE"));
        AdminApi manager = demo.as(account.holder("max", "USERS_INVITE PEOPLE_MANAGE", "NONE"));
        assertThat(inviteAs(manager, SystemRole.ADMIN).outcome()).isEqualTo(EXCEEDS);
        account.account("manage_people_may_exceed_actor", true);
        assertThat(inviteAs(manager, SystemRole.ADMIN).status()).isEqualTo(200);
        assertThat(inviteAs(manager, SystemRole.OWNER).outcome()).isEqualTo(EXCEEDS);
        assertThat(inviteAs(inviter, SystemRole.ADMIN).outcome()).isEqualTo(EXCEEDS);
    }

    @Test
    void inviteIntoTeamsThenOnlyIntoTheActorsOwnUnlessTheyManagePeople() {
        UUID own = account.team("Own");
        UUID other = account.team("Other");
        UUID ivy = account.holder("ivy", "MCP_CONNECT USERS_INVITE", "NONE");
        demo.api.post("/teams/" + own + "/members", object("userIds", list(ivy)));
        assertThat(invite(demo.as(ivy), "teamIds", list(own)).status()).isEqualTo(200);
        assertThat(invite(demo.as(ivy), "teamIds", list(own, other)).outcome()).isEqualTo(EXCEEDS);
        assertThat(invite(demo.api, "teamIds", list(own, other)).status()).isEqualTo(200);
    }

    @Test
    void inviteByTheAccountsFlagThenPeopleWithALevelAndNoMoreThanTheyHave() {
        UUID one = account.integration("One");
        UUID two = account.integration("Two");
        account.level(demo.cus, one, IntegrationLevel.MONITOR);
        AdminApi mel = demo.as(demo.mel);
        AdminApi cus = demo.as(demo.cus);
        AdminApi carl = demo.as(demo.carl);
        for (AdminApi caller : List.of(mel, cus, carl)) {
            assertThat(invite(caller).outcome()).isEqualTo(FORBIDDEN);
        }
        account.account("non_admin_invitations", true);

        assertThat(invite(carl).outcome()).as("has no level").isEqualTo(FORBIDDEN);
        assertThat(mel.get("/me").json().path("capabilities").toString()).contains("USERS_INVITE");
        assertThat(inviteAs(mel, SystemRole.MANAGE_ALL).status()).isEqualTo(200);
        assertThat(inviteAs(mel, SystemRole.ADMIN).outcome()).isEqualTo(EXCEEDS);
        assertThat(invite(mel, "mcpAccess", object("mode", "ALL")).outcome()).isEqualTo(FORBIDDEN);
        assertThat(invite(cus, "integrationAccess", levels(one, "MONITOR")).status())
                .isEqualTo(200);
        assertThat(invite(cus, "integrationAccess", levels(one, "MANAGE")).outcome())
                .isEqualTo(EXCEEDS);
        assertThat(invite(cus, "integrationAccess", levels(two, "MONITOR")).outcome())
                .isEqualTo(EXCEEDS);
        UUID inviters = AdminApi.bean(MemberRepository.class)
                .find(demo.id, account.holder("ivy", "MCP_CONNECT USERS_INVITE", "NONE"))
                .orElseThrow()
                .role()
                .id();
        assertThat(invite(mel, "roleId", inviters).outcome())
                .as("what the account lends cannot be handed out")
                .isEqualTo(EXCEEDS);
    }

    @Test
    void invitationsOfOthersWhenTheCallerDoesNotManagePeopleThenAreNotThere() {
        account.account("non_admin_invitations", true);
        AdminApi mel = demo.as(demo.mel);
        String own = InvitationFixture.id(account.invite(mel, "own"));
        String others = account.invited("others");

        assertThat(mel.get("/invitations").items("id")).containsExactly(own);
        assertThat(demo.api.get("/invitations").items("id")).containsExactlyInAnyOrder(own, others);
        for (String outcome : List.of(
                mel.get("/invitations/" + others).outcome(),
                mel.delete("/invitations/" + others).outcome(),
                mel.post("/invitations/" + others + "/resend", null).outcome())) {
            assertThat(outcome).isEqualTo("404 NOT_FOUND");
        }
        Answer again = account.invite(mel, "others");
        assertThat(again.items("result")).containsExactly("ALREADY_INVITED");
        assertThat(again.json().path("items").path(0).path("invitationId").isNull())
                .isTrue();
        assertThat(demo.api
                        .put(
                                "/users/" + account.person(own) + "/role",
                                object("roleId", demo.roles.get(SystemRole.ADMIN)))
                        .status())
                .isEqualTo(200);
        assertThat(account.get(own).path("invitedBy").asString())
                .as("whoever gives it a role answers for it")
                .isEqualTo(demo.ada.toString());
        assertThat(mel.delete("/invitations/" + own).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void resendWhenTheMembershipGivesMoreThanTheActorHasThenRefused() {
        account.account("non_admin_invitations", true);
        UUID one = account.integration("One");
        AdminApi mel = demo.as(demo.mel);
        String id = InvitationFixture.id(account.invite(mel, "own", "integrationAccess", levels(one, "MANAGE")));
        account.expire(id);
        InvitationFixture.sql("update membership set role_id = :role where id = :id")
                .param("role", demo.roles.get(SystemRole.MONITOR_ALL))
                .param("id", demo.membership(demo.mel))
                .update();
        assertThat(mel.post("/invitations/" + id + "/resend", null).outcome()).isEqualTo(EXCEEDS);
        assertThat(demo.api.post("/invitations/" + id + "/resend", null).status())
                .isEqualTo(200);
    }

    @Test
    void whoAnswersForAnInvitationThenIsJudgedByWhatTheyHaveNow() {
        account.account("non_admin_invitations", true);
        UUID one = account.integration("One");
        String id = InvitationFixture.id(
                account.invite(demo.as(demo.mel), "own", "integrationAccess", levels(one, "MANAGE")));
        MemberPrivileges privileges = AdminApi.bean(MemberPrivileges.class);
        java.util.function.BooleanSupplier good = () -> privileges.mayAnswerFor(
                demo.mel,
                AdminApi.bean(MemberRepository.class)
                        .find(demo.id, account.person(id))
                        .orElseThrow());

        assertThat(good.getAsBoolean()).isTrue();
        account.account("non_admin_invitations", false);
        assertThat(good.getAsBoolean()).as("may not invite any more").isFalse();
        account.account("non_admin_invitations", true);
        InvitationFixture.sql("update membership set role_id = :role where id = :id")
                .param("role", demo.roles.get(SystemRole.MONITOR_ALL))
                .param("id", demo.membership(demo.mel))
                .update();
        assertThat(good.getAsBoolean()).as("has no such level any more").isFalse();
        account.level(demo.mel, one, IntegrationLevel.MANAGE);
        assertThat(good.getAsBoolean()).as("has it there").isTrue();
    }

    @Test
    void whoAnswersForAnInvitationThenForItsTeamsAndForTheAccessThatTheyGave() {
        account.account("non_admin_invitations", true);
        String id = InvitationFixture.id(account.invite(demo.as(demo.mel), "own"));
        Member invited = AdminApi.bean(MemberRepository.class)
                .find(demo.id, account.person(id))
                .orElseThrow();
        MemberPrivileges privileges = AdminApi.bean(MemberPrivileges.class);
        java.util.function.BooleanSupplier good = () -> privileges.mayAnswerFor(demo.mel, invited);

        UUID membership = invited.membershipId();
        GrantRepository grants = AdminApi.bean(GrantRepository.class);
        grants.putAllServers(membership, demo.id, demo.ada);
        assertThat(good.getAsBoolean())
                .as("an admin answers for what they granted")
                .isTrue();
        grants.deleteAllServers(membership);
        grants.putAllServers(membership, demo.id, demo.mel);
        assertThat(good.getAsBoolean())
                .as("was an admin, and gave access that they could not give now")
                .isFalse();
        grants.deleteAllServers(membership);
        assertThat(good.getAsBoolean()).isTrue();
        UUID team = account.team("Others");
        AdminApi.bean(TeamMembers.class).add(team, List.of(membership));
        assertThat(good.getAsBoolean()).as("is not in that team").isFalse();
        account.set("default_team_id", team);
        assertThat(good.getAsBoolean()).as("every newcomer is").isTrue();
        InvitationFixture.sql("update membership set status = 'DISABLED' where id = :id")
                .param("id", demo.membership(demo.mel))
                .update();
        assertThat(good.getAsBoolean()).as("is disabled").isFalse();
    }
}
