package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The permission matrix over HTTP; its cells are tested in the rule book. */
class PermissionEvaluationsTests {

    private final IntegrationFixture demo = new IntegrationFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;
    private final UUID orders = demo.integration("Orders");
    private final UUID invoices = demo.integration("Invoices");

    private String decision(UUID userId, String resource, String verb, UUID integrationId) {
        return demo.decision(api, userId, resource, verb, integrationId);
    }

    @Test
    void answerThenTellsTheDecisionAndWhatItIsAbout() {
        List<String> audited = account.audited(() -> {
            Answer answer = api.post(
                    "/permissions/evaluate",
                    object("userId", demo.mo, "resource", "Flow", "integrationId", orders, "verb", "create"));
            assertThat(answer.text())
                    .isEqualTo("{\"allowed\":false,\"reason\":\"CONDITION_OFF\",\"level\":\"MONITOR\","
                            + "\"condition\":\"WORKSPACE_CREATION_ON\",\"userId\":\"" + demo.mo
                            + "\",\"resource\":\"flow\",\"integrationId\":\"" + orders + "\",\"verb\":\"CREATE\"}");
            assertThat(decision(account.ada, "TOKEN", "View", null)).isEqualTo("true - ADMIN -");
        });
        assertThat(audited).as("it only reads").isEmpty();
    }

    @Test
    void levelsThenCountOnTheirIntegrationsAsTheyStandNow() {
        demo.chosen(account.cus, orders, "MANAGE");
        demo.chosen(demo.mo, orders, "MANAGE");
        assertThat(decision(account.cus, "flow", "DELETE", orders)).isEqualTo("true - MANAGE -");
        assertThat(decision(account.cus, "flow", "VIEW", invoices)).isEqualTo("false LEVEL_MISSING - -");
        assertThat(decision(demo.mo, "flow", "DELETE", orders)).isEqualTo("true - MANAGE -");
        assertThat(decision(demo.mo, "flow", "DELETE", invoices)).isEqualTo("false VERB_NOT_GRANTED MONITOR -");
        assertThat(decision(demo.mo, "connection", "VIEW", invoices)).isEqualTo("true - MONITOR -");
        assertThat(decision(account.mel, "flow", "DELETE", invoices)).isEqualTo("true - MANAGE -");
        demo.chosen(account.cus);
        assertThat(decision(account.cus, "flow", "VIEW", orders)).isEqualTo("false LEVEL_MISSING - -");
    }

    @Test
    void integrationThatIsNotNamedThenOnlyALevelOnAllCounts() {
        demo.chosen(account.cus, orders, "MANAGE");
        assertThat(decision(account.cus, "integration", "CREATE", null)).isEqualTo("false LEVEL_MISSING - -");
        assertThat(decision(account.mel, "integration", "CREATE", null)).isEqualTo("true - MANAGE -");
        assertThat(decision(account.cus, "stack", "CREATE", null)).isEqualTo("true - MANAGE -");
        assertThat(decision(account.carl, "stack", "VIEW", null)).isEqualTo("false LEVEL_MISSING - -");
    }

    @Test
    void switchesOfTheAccountThenOpenWhatTheyAreFor() {
        demo.chosen(account.cus, orders, "MONITOR");
        for (UUID monitor : List.of(demo.mo, account.cus)) {
            assertThat(decision(monitor, "user", "CREATE", null))
                    .isEqualTo("false CONDITION_OFF MONITOR INVITATIONS_ON");
        }
        demo.settings("nonAdminSupportAccess", true);
        assertThat(decision(demo.mo, "user", "CREATE", null)).isEqualTo("true - MONITOR SUPPORT_ACCESS_ON");
        demo.settings("nonAdminInvitations", true);
        assertThat(decision(account.cus, "user", "VIEW", null)).isEqualTo("true - MONITOR INVITATIONS_ON");
        assertThat(decision(demo.mo, "user", "MODIFY", null)).isEqualTo("false VERB_NOT_GRANTED MONITOR -");
        assertThat(decision(account.mel, "user", "MODIFY", null)).isEqualTo("true - MANAGE INVITATIONS_ON");
        assertThat(decision(account.mel, "user", "DELETE", null)).isEqualTo("false VERB_NOT_GRANTED MANAGE -");
        demo.settings("workspaceCreation", true);
        assertThat(decision(demo.mo, "flow", "CREATE", orders)).isEqualTo("true - MONITOR WORKSPACE_CREATION_ON");
        demo.settings("workspaceCreation", false, "nonAdminInvitations", false, "nonAdminSupportAccess", false);
        assertThat(decision(demo.mo, "flow", "CREATE", orders)).startsWith("false CONDITION_OFF");
        assertThat(decision(account.mel, "user", "CREATE", null)).startsWith("false CONDITION_OFF");
    }

    @Test
    void installThenIsForTheOwnerAlone() {
        assertThat(decision(account.olga, "integration_app", "INSTALL", null)).isEqualTo("true - OWNER -");
        assertThat(decision(account.ada, "integration_app", "INSTALL", null))
                .isEqualTo("false VERB_NOT_GRANTED ADMIN -");
        assertThat(decision(account.person("sue", SystemRole.SUPER_ADMIN), "integration_app", "DELETE", orders))
                .isEqualTo("true - ADMIN -");
    }

    @Test
    void personWhoIsNotActiveThenMayNothing() {
        for (MembershipStatus status :
                List.of(MembershipStatus.INVITED, MembershipStatus.DISABLED, MembershipStatus.DISMISSED)) {
            UUID person = account.person("p" + status, SystemRole.ADMIN, status);
            assertThat(decision(person, "job", "VIEW", orders)).isEqualTo("false NOT_ACTIVE - -");
        }
    }

    @Test
    void anybodyThenAsksAboutThemselvesAndOnlyWhoManagesPeopleAboutOthers() {
        AdminApi cus = account.as(account.cus);
        assertThat(demo.decision(cus, account.cus, "job", "VIEW", null)).isEqualTo("false LEVEL_MISSING - -");
        List<String> audited = account.audited(() -> {
            for (UUID somebody : List.of(account.carl, account.olga, UUID.randomUUID())) {
                assertThat(demo.decision(cus, somebody, "job", "VIEW", orders)).isEqualTo("403 CAPABILITY_MISSING");
            }
        });
        assertThat(audited).hasSize(3).containsOnly("ADMIN_REFUSED CAPABILITY_MISSING");
        AdminApi manager = account.as(demo.person("NONE", Capability.PEOPLE_MANAGE));
        assertThat(demo.decision(manager, account.olga, "job", "VIEW", orders)).isEqualTo("true - OWNER -");
        assertThat(demo.decision(manager, UUID.randomUUID(), "job", "VIEW", orders))
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void integrationThatTheCallerDoesNotSeeThenAnswersAsOneThatIsNotThere() {
        AdminApi cus = account.as(account.cus);
        for (String resource : List.of("job", "stack")) {
            assertThat(cus.post("/permissions/evaluate", question(resource, orders))
                            .text())
                    .isEqualTo(cus.post("/permissions/evaluate", question(resource, UUID.randomUUID()))
                            .text());
            assertThat(demo.decision(cus, account.cus, resource, "VIEW", orders))
                    .isEqualTo("404 NOT_FOUND");
        }
        demo.chosen(account.cus, orders, "MONITOR");
        assertThat(demo.decision(cus, account.cus, "job", "VIEW", orders)).isEqualTo("true - MONITOR -");
        assertThat(demo.decision(cus, account.cus, "job", "VIEW", invoices)).isEqualTo("404 NOT_FOUND");
        assertThat(demo.decision(account.as(demo.mo), demo.mo, "job", "VIEW", invoices))
                .isEqualTo("true - MONITOR -");
    }

    private Object question(String resource, UUID integrationId) {
        return object("userId", account.cus, "resource", resource, "integrationId", integrationId, "verb", "VIEW");
    }

    @Test
    void idsOfAnotherAccountThenAreNotFound() {
        IntegrationFixture other = new IntegrationFixture();
        UUID theirs = other.integration("Theirs");
        assertThat(decision(other.account.cus, "job", "VIEW", orders)).isEqualTo("404 NOT_FOUND");
        assertThat(decision(account.cus, "job", "VIEW", theirs)).isEqualTo("404 NOT_FOUND");
        assertThat(decision(account.cus, "token", "VIEW", theirs)).isEqualTo("404 NOT_FOUND");
        assertThat(decision(account.ada, "job", "VIEW", UUID.randomUUID())).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void wordsThatMeanNothingThenAreRefused() {
        for (List<String> words : List.of(
                List.of("flows", "VIEW"),
                List.of("flow group", "VIEW"),
                List.of("flow", "LOOK"),
                List.of("flow", "V"),
                List.of("", "VIEW"),
                List.of("to\u212Aen", "VIEW"))) {
            assertThat(decision(account.cus, words.get(0), words.get(1), orders))
                    .isEqualTo("422 INVALID_VALUE");
        }
        for (Object malformed : list(
                object("userId", account.cus, "resource", 1, "verb", "VIEW"),
                object("userId", account.cus, "resource", "flow", "verb", list()),
                object("userId", account.cus, "resource", "flow", "verb", "VIEW", "level", "OWNER"))) {
            assertThat(api.post("/permissions/evaluate", malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
        }
    }

    @Test
    void peopleWithALevelOnAllThenTouchNoSettingsAndNoPeople() {
        for (UUID person : List.of(account.mel, demo.mo)) {
            AdminApi caller = account.as(person);
            assertThat(caller.get("/account").outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(caller.patch("/account", object("name", "Mine")).outcome())
                    .isEqualTo("403 CAPABILITY_MISSING");
            assertThat(caller.get("/users").outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(caller.post("/api-tokens", object("name", "x", "scope", "admin"))
                            .outcome())
                    .isEqualTo("403 CAPABILITY_MISSING");
        }
    }
}
