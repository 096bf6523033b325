package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Levels on integrations are handed out like capabilities: nobody gives more than they have (domain invariant I12). */
class LevelPrivilegesTests {

    private static final String EXCEEDS = "403 PRIVILEGE_EXCEEDS_ACTOR";

    private final InvitationFixture account = new InvitationFixture();
    private final AccountFixture demo = account.demo;
    private final UUID max =
            account.holder("max", "MCP_CONNECT PEOPLE_MANAGE ACCOUNT_SETTINGS USERS_INVITE", "MONITOR");
    private final AdminApi api = demo.as(max);

    private String role(SystemRole role) {
        return "/roles/" + demo.roles.get(role);
    }

    private Object roleId(SystemRole role) {
        return object("roleId", demo.roles.get(role));
    }

    @Test
    void roleWithALevelThatTheActorLacksThenNeitherMadeNorCopiedNorRaised() {
        assertThat(api.post(
                                "/roles",
                                object("name", "Up", "capabilities", java.util.List.of(), "integrationLevel", "MANAGE"))
                        .outcome())
                .isEqualTo(EXCEEDS);
        assertThat(api.post(
                                "/roles",
                                object(
                                        "name",
                                        "Eq",
                                        "capabilities",
                                        java.util.List.of(),
                                        "integrationLevel",
                                        "MONITOR"))
                        .outcome())
                .isEqualTo("201");
        assertThat(api.post(role(SystemRole.MANAGE_ALL) + "/duplicate", object())
                        .outcome())
                .isEqualTo(EXCEEDS);
        assertThat(api.patch(role(SystemRole.MEMBER), object("integrationLevel", "MANAGE"))
                        .outcome())
                .isEqualTo(EXCEEDS);
        assertThat(api.patch(role(SystemRole.MEMBER), object("integrationLevel", "MONITOR"))
                        .outcome())
                .isEqualTo("200");
        assertThat(api.patch(role(SystemRole.MANAGE_ALL), object("name", "All", "integrationLevel", "MONITOR"))
                        .outcome())
                .as("lowering takes nothing")
                .isEqualTo("200");
    }

    @Test
    void roleWithALevelThatTheActorLacksThenNeitherGivenNorMadeTheDefault() {
        assertThat(api.put("/users/" + demo.cus + "/role", roleId(SystemRole.MANAGE_ALL))
                        .outcome())
                .isEqualTo(EXCEEDS);
        assertThat(api.put("/users/" + demo.cus + "/role", roleId(SystemRole.MONITOR_ALL))
                        .outcome())
                .isEqualTo("200");
        assertThat(api.patch("/account", object("defaultRoleId", demo.roles.get(SystemRole.MANAGE_ALL)))
                        .outcome())
                .isEqualTo(EXCEEDS);
        account.account("manage_people_may_exceed_actor", true);
        assertThat(api.put("/users/" + demo.cus + "/role", roleId(SystemRole.MANAGE_ALL))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void boundWhenLiftedThenNotForThoseWhoDoNotManagePeople() {
        account.account("manage_people_may_exceed_actor", true);
        AdminApi settings = demo.as(account.holder("sue", "ACCOUNT_SETTINGS", "NONE"));
        assertThat(settings.patch("/account", object("defaultRoleId", demo.roles.get(SystemRole.ADMIN)))
                        .outcome())
                .isEqualTo(EXCEEDS);
    }

    @Test
    void passwordResetWhenThePersonHasALevelThatTheActorLacksThenRefused() {
        assertThat(api.post("/users/" + demo.mel + "/password-reset", null).outcome())
                .isEqualTo(EXCEEDS);
        assertThat(api.post("/users/" + demo.cus + "/password-reset", null).outcome())
                .isEqualTo("200");
        account.level(demo.cus, account.integration("One"), IntegrationLevel.MANAGE);
        assertThat(api.post("/users/" + demo.cus + "/password-reset", null).outcome())
                .isEqualTo(EXCEEDS);
    }

    @Test
    void passwordResetWhenTheAccountLendsThePersonWhatTheActorLacksThenRefused() {
        AdminApi sue = demo.as(account.holder("sue", "MCP_CONNECT PEOPLE_MANAGE", "NONE"));
        UUID mary = account.holder("mary", "MCP_CONNECT", "NONE");
        assertThat(sue.post("/users/" + mary + "/password-reset", null).outcome())
                .isEqualTo("200");
        account.level(mary, account.integration("One"), IntegrationLevel.MONITOR);
        account.account("non_admin_invitations", true);
        assertThat(sue.post("/users/" + mary + "/password-reset", null).outcome())
                .isEqualTo(EXCEEDS);
    }

    @Test
    void invitationsOfOthersWhenSwitchedOnThenOnlyByARoleThatInvites() {
        UUID sue = account.holder("sue", "MCP_CONNECT ACCOUNT_SETTINGS", "MONITOR");
        AdminApi settings = demo.as(sue);
        assertThat(settings.patch("/account", object("nonAdminInvitations", true))
                        .outcome())
                .isEqualTo(EXCEEDS);
        assertThat(api.patch("/account", object("nonAdminInvitations", true)).outcome())
                .isEqualTo("200");
        assertThat(settings.patch("/account", object("name", "X", "nonAdminInvitations", true))
                        .outcome())
                .as("it is on")
                .isEqualTo("200");
        assertThat(settings.patch("/account", object("nonAdminInvitations", false))
                        .outcome())
                .isEqualTo("200");
        assertThat(settings.patch("/account", object("nonAdminInvitations", true))
                        .outcome())
                .as("what the account lent is not held")
                .isEqualTo(EXCEEDS);
    }
}
