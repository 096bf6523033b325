package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Who may give which role to whom, and what follows. */
class RoleAssignmentTests {

    private final AccountFixture demo = new AccountFixture();

    private Answer assign(AdminApi by, UUID person, SystemRole role) {
        return by.put("/users/" + person + "/role", object("roleId", demo.roles.get(role)));
    }

    private void teamMode() {
        AdminApi owner = demo.as(demo.olga);
        assertThat(owner.patch("/account", object("reachPolicy", object("directGrants", false)))
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void assignThenThePersonHasThatRoleAloneAndOneAuditRowTells() {
        List<String> audited = demo.audited(() -> {
            Answer answer = assign(demo.api, demo.cus, SystemRole.MONITOR_ALL);
            assertThat(answer.outcome()).isEqualTo("200");
            assertThat(answer.json())
                    .isEqualTo(demo.api.get("/users/" + demo.cus).json());
            assertThat(answer.json().path("role").asString()).isEqualTo("Monitor all");
            assertThat(answer.json().path("version").asLong()).isEqualTo(2);
        });
        assertThat(audited).containsExactly("ROLE_ASSIGNED");
        JsonNode after = state("after_state");
        assertThat(after.path("role").asString()).isEqualTo("Monitor all");
        assertThat(state("before_state").path("roleId").asString())
                .isEqualTo(demo.roles.get(SystemRole.CUSTOM_LEVEL).toString());

        assertThat(demo.audited(() -> assign(demo.api, demo.cus, SystemRole.MONITOR_ALL)))
                .isEmpty();
    }

    private JsonNode state(String column) {
        return tools.jackson.databind.json.JsonMapper.builder()
                .build()
                .readTree(AccountFixture.jdbc()
                        .sql("select " + column + " from audit_event where account_id = :id and action ="
                                + " 'ROLE_ASSIGNED'")
                        .param("id", demo.id)
                        .query(String.class)
                        .single());
    }

    @ParameterizedTest
    @CsvSource({
        // actor, target's role, role to give, outcome
        "OWNER,         CUSTOM_LEVEL, ADMIN,         200",
        "OWNER,         CUSTOM_LEVEL, OWNER,         403 PRIVILEGE_EXCEEDS_ACTOR",
        "ADMIN,         CUSTOM_LEVEL, ADMIN,         200",
        "ADMIN,         CUSTOM_LEVEL, SUPER_ADMIN,   200",
        "ADMIN,         ADMIN,        CUSTOM_LEVEL,  200",
        "ADMIN,         OWNER,        ADMIN,         403 TARGET_IS_OWNER",
        "OWNER,         OWNER,        ADMIN,         403 TARGET_IS_OWNER",
        "ADMINISTRATOR, CUSTOM_LEVEL, ADMINISTRATOR, 200",
        "ADMINISTRATOR, CUSTOM_LEVEL, ADMIN,         403 PRIVILEGE_EXCEEDS_ACTOR",
        "ADMINISTRATOR, ADMIN,        MEMBER,        200",
        "MEMBER,        CUSTOM_LEVEL, MEMBER,        403 CAPABILITY_MISSING"
    })
    void assignAsTheTableSays(SystemRole actor, SystemRole target, SystemRole given, String outcome) {
        UUID person = target == SystemRole.OWNER ? demo.olga : demo.person("target", target);
        UUID by = actor == SystemRole.OWNER ? demo.olga : demo.person("actor", actor);
        String before = demo.api.get("/users/" + person).text();
        assertThat(assign(demo.as(by), person, given).outcome()).isEqualTo(outcome);
        if (!outcome.equals("200")) {
            assertThat(demo.api.get("/users/" + person).text()).isEqualTo(before);
        }
    }

    @Test
    void boundLiftedByTheAccountThenAnyRoleButTheOwners() {
        UUID administrator = demo.person("adm", SystemRole.ADMINISTRATOR);
        demo.api.patch("/account", object("managePeopleMayExceedActor", true));
        assertThat(assign(demo.as(administrator), demo.cus, SystemRole.OWNER).outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(assign(demo.as(administrator), demo.cus, SystemRole.ADMIN).outcome())
                .isEqualTo("200");
    }

    @Test
    void adminStepsDownThenAtOnceWithoutTheirPowers() {
        assertThat(assign(demo.api, demo.ada, SystemRole.CUSTOM_LEVEL).outcome())
                .isEqualTo("200");
        assertThat(demo.api.get("/users").outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void promotionThenGrantsSleepAndDemotionWakesThem() {
        UUID granted = demo.server("granted");
        UUID other = demo.server("other");
        demo.grant(granted, demo.cus);
        UUID early = demo.authorization(demo.cus, granted);

        assign(demo.api, demo.cus, SystemRole.ADMIN);
        assertThat(demo.fate(early)).isEqualTo("alive");
        assertThat(demo.grant(granted, demo.cus).outcome()).isEqualTo("409 ROLE_COVERS");
        UUID elsewhere = demo.authorization(demo.cus, other);

        assign(demo.api, demo.cus, SystemRole.CUSTOM_LEVEL);
        assertThat(demo.fate(early)).isEqualTo("alive");
        assertThat(demo.fate(elsewhere)).isEqualTo("REACH_LOST");
        assertThat(AccountFixture.feed(elsewhere)).isEmpty();
        assertThat(demo.api
                        .get("/users/" + demo.cus + "/mcp-access")
                        .json()
                        .path("servers")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void roleThatMayNotConnectThenEverythingOfThePersonEnds() {
        UUID granted = demo.server("granted");
        demo.grant(granted, demo.cus);
        UUID family = demo.authorization(demo.cus, granted);
        String none = demo.api
                .post("/roles", object("name", "Nothing", "capabilities", List.of()))
                .json()
                .path("id")
                .asString();
        demo.api.put("/users/" + demo.cus + "/role", object("roleId", none));
        assertThat(demo.fate(family)).isEqualTo("REACH_LOST");
    }

    @Test
    void versionThatIsStaleThenRefused() {
        String path = "/users/" + demo.cus + "/role";
        UUID member = demo.roles.get(SystemRole.MEMBER);
        assertThat(demo.api.put(path, object("roleId", member, "version", 7)).outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(demo.api
                        .header("If-Match", "\"1\"")
                        .put(path, object("roleId", member))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.api.put(path, object("roleId", member, "version", 1)).outcome())
                .isEqualTo("409 STALE_VERSION");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|422",
                "{\"roleId\":null}|422",
                "{\"roleId\":\"x\"}|422",
                "{\"roleId\":7}|400",
                "{\"roleId\":\"00000000-0000-0000-0000-000000000000\"}|404",
                "{\"roleId\":\"00000000-0000-0000-0000-000000000000\",\"role\":\"x\"}|400",
                "{\"roleId\":\"00000000-0000-0000-0000-000000000000\",\"version\":99999999999999999999}|400"
            })
    void bodyThatIsWrongThenRefusedAndNothingChanges(String body, int status) {
        assertThat(demo.api.put("/users/" + demo.cus + "/role", body).status()).isEqualTo(status);
        assertThat(demo.api.get("/users/" + demo.cus).json().path("version").asLong())
                .isEqualTo(1);
    }

    @Test
    void roleOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        UUID theirs = other.roles.get(SystemRole.MEMBER);
        assertThat(demo.api
                        .put("/users/" + demo.cus + "/role", object("roleId", theirs))
                        .outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(demo.api
                        .put("/users/" + other.cus + "/role", object("roleId", demo.roles.get(SystemRole.MEMBER)))
                        .outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(other.api.get("/users/" + other.cus).json().path("role").asString())
                .isEqualTo("Custom");
    }

    @Test
    void lastSuperAdminOfAnAccountOfTeamsThenStaysWhateverIsTried() {
        UUID sue = demo.person("sue", SystemRole.SUPER_ADMIN);
        UUID off = demo.person("off", SystemRole.SUPER_ADMIN, MembershipStatus.DISABLED);
        teamMode();
        String path = "/users/" + sue;
        for (AdminApi actor : List.of(demo.api, demo.as(demo.olga), demo.as(sue))) {
            assertThat(assign(actor, sue, SystemRole.MEMBER).outcome()).isEqualTo("409 LAST_SUPER_ADMIN");
            assertThat(actor.patch(path, object("status", "DISABLED")).outcome())
                    .isEqualTo("409 LAST_SUPER_ADMIN");
            assertThat(actor.delete(path).outcome()).isEqualTo("409 LAST_SUPER_ADMIN");
        }
        assertThat(demo.api.patch(path, object("name", "Susan")).outcome()).isEqualTo("200");
        assertThat(assign(demo.api, sue, SystemRole.SUPER_ADMIN).outcome()).isEqualTo("200");

        demo.api.patch("/users/" + off, object("status", "ACTIVE"));
        assertThat(assign(demo.api, sue, SystemRole.MEMBER).outcome()).isEqualTo("200");
        assertThat(demo.api.delete("/users/" + off).outcome()).isEqualTo("409 LAST_SUPER_ADMIN");
    }

    @Test
    void lastSuperAdminOfAnAccountWithGrantsThenMayGoAndSoMayTheLastAdmin() {
        UUID sue = demo.person("sue", SystemRole.SUPER_ADMIN);
        assertThat(assign(demo.api, sue, SystemRole.MEMBER).outcome()).isEqualTo("200");
        teamMode();
        assertThat(assign(demo.api, demo.ada, SystemRole.MEMBER).outcome()).isEqualTo("200");
    }
}
