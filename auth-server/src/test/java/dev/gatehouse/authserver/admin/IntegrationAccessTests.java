package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IntegrationAccessTests {

    private final IntegrationFixture demo = new IntegrationFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;
    private final UUID orders = demo.integration("Orders");
    private final UUID invoices = demo.integration("Invoices");

    private static String access(UUID userId) {
        return "/users/" + userId + "/integration-access";
    }

    @Test
    void setThenReplacesTheListUnderTheVersionOfTheMembershipAndAuditsOnce() {
        assertThat(api.get(access(demo.mo)).text())
                .isEqualTo("{\"level\":\"MONITOR\",\"integrations\":[],\"version\":1}");
        List<String> audited = account.audited(() -> {
            Answer set = demo.choose(api, demo.mo, orders, "MANAGE");
            assertThat(set.text())
                    .isEqualTo("{\"level\":\"MONITOR\",\"integrations\":[{\"id\":\"" + orders
                            + "\",\"name\":\"Orders\",\"level\":\"MANAGE\"}],\"version\":2}");
            assertThat(api.get(access(demo.mo)).text()).isEqualTo(set.text());
            assertThat(demo.choose(api, demo.mo, orders, "MANAGE").text()).isEqualTo(set.text());
            assertThat(api.header("If-Match", "1")
                            .put(access(demo.mo), IntegrationFixture.levels(invoices, "MONITOR"))
                            .outcome())
                    .isEqualTo("409 STALE_VERSION");
            Map<String, Object> again = IntegrationFixture.levels(invoices, "MONITOR");
            again.put("version", 2);
            assertThat(api.put(access(demo.mo), again).json().path("version").asInt())
                    .isEqualTo(3);
            assertThat(demo.choose(api, demo.mo).json().path("integrations")).isEmpty();
        });
        assertThat(audited)
                .containsExactly(
                        "INTEGRATION_ACCESS_CHANGED",
                        "ADMIN_REFUSED STALE_VERSION",
                        "INTEGRATION_ACCESS_CHANGED",
                        "INTEGRATION_ACCESS_CHANGED");
        assertThat(api.get("/audit-events?action=INTEGRATION_ACCESS_CHANGED&subject=user:" + demo.mo)
                        .json()
                        .at("/items/2/after/integrations/0/level")
                        .asString())
                .isEqualTo("MANAGE");
    }

    @Test
    void entriesBelowTheLevelOfTheRoleThenAreKeptAndAddNothing() {
        Answer set = demo.choose(api, account.mel, orders, "MONITOR");
        assertThat(set.json().path("level").asString()).isEqualTo("MANAGE");
        assertThat(set.json().at("/integrations/0/level").asString()).isEqualTo("MONITOR");
        assertThat(demo.seen(account.mel)).isEqualTo(Map.of("Orders", "MANAGE", "Invoices", "MANAGE"));

        api.put("/users/" + account.mel + "/role", object("roleId", account.roles.get(SystemRole.CUSTOM_LEVEL)));
        assertThat(demo.seen(account.mel)).as("in another role they count").isEqualTo(Map.of("Orders", "MONITOR"));
    }

    @Test
    void levelsThenNeverReachAServer() {
        UUID server = account.server("everything");
        demo.chosen(account.cus, orders, "MANAGE");
        assertThat(api.get("/users/" + account.cus + "/mcp-access").json().path("servers"))
                .isEmpty();
        assertThat(api.get("/servers/" + server + "/candidates").items("userId"))
                .contains(account.cus.toString(), account.mel.toString(), demo.mo.toString());
    }

    @Test
    void nobodyThenGivesALevelThatTheyDoNotHave() {
        UUID monitor = demo.person("MONITOR", Capability.PEOPLE_MANAGE);
        AdminApi caller = account.as(monitor);
        List<String> audited = account.audited(() -> {
            assertThat(demo.choose(caller, account.cus, orders, "MANAGE").outcome())
                    .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
            assertThat(demo.choose(caller, monitor, orders, "MANAGE").outcome())
                    .as("nor to themselves")
                    .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        });
        assertThat(audited)
                .containsExactly("ADMIN_REFUSED PRIVILEGE_EXCEEDS_ACTOR", "ADMIN_REFUSED PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(demo.choose(caller, account.cus, orders, "MONITOR").outcome())
                .isEqualTo("200");

        demo.chosen(account.carl, orders, "MANAGE");
        assertThat(demo.choose(caller, account.carl, orders, "MANAGE", invoices, "MONITOR")
                        .outcome())
                .as("what somebody has may stay")
                .isEqualTo("200");
        assertThat(demo.choose(caller, account.carl).outcome())
                .as("and be taken")
                .isEqualTo("200");

        demo.chosen(monitor, orders, "MANAGE");
        assertThat(demo.choose(caller, account.cus, orders, "MANAGE").outcome())
                .as("their own level on that one counts")
                .isEqualTo("200");
        assertThat(demo.choose(caller, account.cus, invoices, "MANAGE").outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        demo.settings("managePeopleMayExceedActor", true);
        assertThat(demo.choose(caller, account.cus, invoices, "MANAGE").outcome())
                .isEqualTo("200");
    }

    @Test
    void ownerThenIsForNobodyElse() {
        assertThat(demo.choose(api, account.olga, orders, "MONITOR").outcome()).isEqualTo("403 TARGET_IS_OWNER");
        assertThat(demo.choose(account.as(account.olga), account.olga, orders, "MONITOR")
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.choose(api, account.ada, orders, "MONITOR").outcome()).isEqualTo("200");
    }

    @Test
    void idsWhenUnknownOrOfAnotherAccountThenAreNotFoundAndNothingIsWritten() {
        IntegrationFixture other = new IntegrationFixture();
        UUID theirs = other.integration("Theirs");
        demo.chosen(account.cus, orders, "MONITOR");
        String before = api.get(access(account.cus)).text();
        for (UUID unknown : List.of(theirs, UUID.randomUUID())) {
            assertThat(demo.choose(api, account.cus, invoices, "MANAGE", unknown, "MONITOR")
                            .outcome())
                    .isEqualTo("404 NOT_FOUND");
        }
        for (UUID person : List.of(other.account.cus, UUID.randomUUID())) {
            assertThat(api.get(access(person)).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(demo.choose(api, person, orders, "MONITOR").outcome()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(api.get(access(account.cus)).text()).isEqualTo(before);
    }

    @Test
    void bodiesWhenTheyAreWrongThenNothingIsWritten() {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 800; i++) {
            many.addAll(List.of(UUID.randomUUID(), "MANAGE"));
        }
        List<String> audited = account.audited(() -> {
            for (Object malformed : list(
                    object("integrations", "x"),
                    object("integrations", list(orders)),
                    object("integrations", list(object("id", orders, "level", "MONITOR", "name", "x"))),
                    object("integrations", list(object("id", orders, "level", 1))),
                    object("levels", list()))) {
                assertThat(api.put(access(account.cus), malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
            }
            for (Object invalid : list(
                    object(),
                    object("integrations", null),
                    IntegrationFixture.levels(orders, "NONE"),
                    IntegrationFixture.levels(orders, "manage"),
                    IntegrationFixture.levels("x", "MANAGE"),
                    IntegrationFixture.levels(orders, "MANAGE", orders, "MONITOR"),
                    object("integrations", list(object("id", orders))))) {
                assertThat(api.put(access(account.cus), invalid).outcome()).isEqualTo("422 INVALID_VALUE");
            }
        });
        assertThat(audited).isEmpty();
        assertThat(demo.choose(api, account.cus, many.toArray()).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(api.get(access(account.cus)).json().path("integrations")).isEmpty();
    }

    @Test
    void personWhoIsInvitedThenCanHaveLevelsThatCountOnceTheyAreActive() {
        UUID ivy = account.person("ivy", SystemRole.CUSTOM_LEVEL, MembershipStatus.INVITED);
        demo.chosen(ivy, orders, "MANAGE");
        assertThat(demo.decision(api, ivy, "flow", "VIEW", orders)).isEqualTo("false NOT_ACTIVE - -");
        AccountFixture.jdbc()
                .sql("update membership set status = 'ACTIVE' where id = :id")
                .param("id", account.membership(ivy))
                .update();
        assertThat(demo.decision(api, ivy, "flow", "VIEW", orders)).isEqualTo("true - MANAGE -");
    }

    @Test
    void personWhoLeavesThenTakesTheirLevelsAlong() {
        demo.chosen(account.cus, orders, "MANAGE");
        assertThat(api.delete("/users/" + account.cus).outcome()).isEqualTo("204");
        assertThat(api.delete("/integrations/" + orders).outcome()).isEqualTo("204");
    }

    @Test
    void withoutTheCapabilityThenNobodyReadsOrSetsEvenTheirOwn() {
        for (UUID person : List.of(account.mel, account.cus)) {
            AdminApi caller = account.as(person);
            assertThat(caller.get(access(person)).outcome()).isEqualTo("403 CAPABILITY_MISSING");
            assertThat(demo.choose(caller, person, orders, "MONITOR").outcome()).isEqualTo("403 CAPABILITY_MISSING");
        }
    }
}
