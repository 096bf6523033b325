package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PeopleTests {

    private final AccountFixture demo = new AccountFixture();

    @Test
    void listWhenAskedThenShowsEverybodyOfTheAccountWithTheirRole() {
        UUID invited = demo.person("ivy", SystemRole.MONITOR_ALL, MembershipStatus.INVITED);

        Answer list = demo.api.get("/users");

        assertThat(list.items("email"))
                .containsExactlyInAnyOrder(
                        "olga@" + demo.mark + ".example",
                        "ada@" + demo.mark + ".example",
                        "mel@" + demo.mark + ".example",
                        "cus@" + demo.mark + ".example",
                        "carl@" + demo.mark + ".example",
                        "ivy@" + demo.mark + ".example");
        assertThat(list.item("id", demo.olga).get("role").asString()).isEqualTo("Owner");
        assertThat(list.item("id", demo.ada).get("role").asString()).isEqualTo("Admin");
        assertThat(list.item("id", demo.mel).get("role").asString()).isEqualTo("Manage all");
        assertThat(list.item("id", demo.cus).get("role").asString()).isEqualTo("Custom");
        assertThat(list.item("id", invited).get("status").asString()).isEqualTo("INVITED");
        assertThat(new TreeSet<>(list.item("id", demo.cus).propertyNames()))
                .containsExactly(
                        "email",
                        "id",
                        "integrationLevel",
                        "lastSignInAt",
                        "mayEditRetryData",
                        "mfaRequired",
                        "name",
                        "role",
                        "roleId",
                        "ssoRequired",
                        "status",
                        "version");
    }

    @Test
    void getWhenAskedThenIsTheItemOfTheList() {
        AccountFixture.jdbc()
                .sql("update person set last_sign_in_at = timestamp with time zone '2026-11-21 10:15:00.5+00:00'"
                        + " where id = :id")
                .param("id", demo.cus)
                .update();

        JsonNode person = demo.api.get("/users/" + demo.cus).json();

        assertThat(person).isEqualTo(demo.api.get("/users").item("id", demo.cus));
        assertThat(person.get("lastSignInAt").asString()).isEqualTo("2026-11-21T10:15:00.500Z");
        assertThat(person.get("roleId").asString())
                .isEqualTo(demo.roles.get(SystemRole.CUSTOM_LEVEL).toString());
    }

    @Test
    void roleColumnThenShowsTheFiveKindsOfPeopleWithTheirLevel() {
        demo.person("mo", SystemRole.MONITOR_ALL);
        assertThat(shown("role", "integrationLevel"))
                .containsOnly(
                        "olga Owner MANAGE",
                        "ada Admin MANAGE",
                        "mel Manage all MANAGE",
                        "mo Monitor all MONITOR",
                        "cus Custom NONE",
                        "carl Custom NONE");
    }

    @Test
    void mayEditRetryDataThenIsOfferedToThoseAloneWhoMonitorAndManageNothing() {
        UUID mo = demo.person("mo", SystemRole.MONITOR_ALL);
        UUID both = demo.person("both", SystemRole.MONITOR_ALL);
        UUID one = integration("One");
        UUID two = integration("Two");
        level(demo.cus, Map.of(one, "MONITOR"));
        level(demo.carl, Map.of(one, "MONITOR", two, "MANAGE"));
        level(both, Map.of(one, "MANAGE"));
        level(demo.mel, Map.of(one, "MONITOR"));

        assertThat(shown("mayEditRetryData"))
                .containsOnly("olga null", "ada null", "mel null", "mo true", "both null", "cus true", "carl null");

        Answer off = demo.api.patch("/users/" + mo, AdminApi.object("mayEditRetryData", false));
        assertThat(off.json().get("mayEditRetryData").asBoolean()).isFalse();
        Answer kept = demo.api.patch("/users/" + demo.carl, AdminApi.object("mayEditRetryData", false));
        assertThat(kept.outcome()).isEqualTo("200");
        assertThat(kept.json().get("mayEditRetryData").isNull()).isTrue();
        level(demo.carl, Map.of(one, "MONITOR"));
        assertThat(demo.api
                        .get("/users/" + demo.carl)
                        .json()
                        .get("mayEditRetryData")
                        .asBoolean())
                .isFalse();
    }

    private UUID integration(String name) {
        return UUID.fromString(demo.api
                .post("/integrations", AdminApi.object("name", name))
                .json()
                .path("id")
                .asString());
    }

    private void level(UUID userId, Map<UUID, String> levels) {
        List<Object> list = new ArrayList<>();
        levels.forEach((id, level) -> list.add(AdminApi.object("id", id, "level", level)));
        assertThat(demo.api
                        .put("/users/" + userId + "/integration-access", AdminApi.object("integrations", list))
                        .outcome())
                .isEqualTo("200");
    }

    /** The members of each person of the list, behind their name. */
    private List<String> shown(String... members) {
        List<String> shown = new ArrayList<>();
        demo.api.get("/users").json().get("items").forEach(person -> {
            StringBuilder line = new StringBuilder(person.get("name").asString());
            for (String member : members) {
                line.append(' ')
                        .append(
                                person.get(member).isNull()
                                        ? "null"
                                        : person.get(member).asString());
            }
            shown.add(line.toString());
        });
        return shown;
    }

    @Test
    void meWhenAskedThenTellsWhoTheTokenActsAs() {
        JsonNode ada = demo.api.get("/me").json();
        assertThat(ada.get("id").asString()).isEqualTo(demo.ada.toString());
        assertThat(ada.get("isOwner").asBoolean()).isFalse();
        assertThat(ada.get("accountId").asString()).isEqualTo(demo.id.toString());
        assertThat(ada.get("capabilities").toString())
                .contains("MCP_SERVER_MANAGE")
                .doesNotContain("OWNERSHIP_TRANSFER");

        JsonNode olga = demo.as(demo.olga).get("/me").json();
        assertThat(olga.get("isOwner").asBoolean()).isTrue();
        JsonNode cus = demo.as(demo.cus).get("/me").json();
        assertThat(cus.get("capabilities").toString()).isEqualTo("[\"MCP_CONNECT\"]");
    }

    @Test
    void listWhenPagedThenTheCursorIsOpaqueAndTheLastPageHasNone() {
        Answer page = demo.api.get("/users?limit=4");
        assertThat(page.items("id")).hasSize(4);
        String next = page.json().get("next").asString();
        assertThat(next).doesNotContain(page.items("id").get(3));

        Answer rest = demo.api.get("/users?limit=4&cursor=" + next);
        assertThat(rest.items("id")).hasSize(1).doesNotContainAnyElementsOf(page.items("id"));
        assertThat(rest.json().get("next").isNull()).isTrue();
        assertThat(demo.api.get("/users?limit=5").json().get("next").isNull()).isTrue();
        assertThat(List.copyOf(rest.items("status"))).containsExactly("ACTIVE");
    }
}
