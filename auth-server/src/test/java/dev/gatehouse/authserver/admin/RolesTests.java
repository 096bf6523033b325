package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Roles: what there is, and what may change. */
class RolesTests {

    private static final List<String> PEOPLE = List.of("MCP_CONNECT", "PEOPLE_MANAGE");

    private final AccountFixture demo = new AccountFixture();

    private String role(SystemRole role) {
        return "/roles/" + demo.roles.get(role);
    }

    private String create(AdminApi by, String name, List<String> capabilities) {
        Answer created = by.post("/roles", object("name", name, "capabilities", capabilities));
        assertThat(created.outcome()).as(created.text()).isEqualTo("201");
        return "/roles/" + created.json().path("id").asString();
    }

    private static List<String> capabilities(JsonNode role) {
        return role.path("capabilities").valueStream().map(JsonNode::asString).toList();
    }

    @ParameterizedTest
    @EnumSource(SystemRole.class)
    void presetThenHasTheCapabilitiesAndTheLockOfItsKind(SystemRole kind) {
        JsonNode role = demo.api.get(role(kind)).json();
        assertThat(capabilities(role))
                .containsExactlyElementsOf(
                        kind.capabilities().stream().map(Enum::name).sorted().toList());
        assertThat(role.path("capabilitiesLocked").asBoolean()).isEqualTo(kind.locked());
        assertThat(role.path("systemKey").asString()).isEqualTo(kind.name());
        assertThat(role.path("name").asString()).isEqualTo(kind.displayName());
        assertThat(role.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "name",
                        "icon",
                        "systemKey",
                        "capabilities",
                        "capabilitiesLocked",
                        "integrationLevel",
                        "members",
                        "version");
        assertThat(demo.api.get("/roles").item("id", role.path("id").asString()))
                .isEqualTo(role);
    }

    @Test
    void capabilitiesWhenListedThenEachHasADescription() {
        Answer list = demo.api.get("/capabilities");
        assertThat(list.items("name"))
                .containsExactlyElementsOf(Arrays.stream(Capability.values())
                        .map(Enum::name)
                        .sorted()
                        .toList());
        assertThat(list.items("description")).doesNotHaveDuplicates().allMatch(text -> text.length() > 20);
        assertThat(list.json().get("next").isNull()).isTrue();
    }

    @Test
    void listWhenPagedThenEveryRoleOnce() {
        create(demo.api, "Extra", List.of());
        Answer first = demo.api.get("/roles?limit=5");
        Answer second =
                demo.api.get("/roles?limit=5&cursor=" + first.json().get("next").asString());
        assertThat(first.items("id")).hasSize(5).doesNotContainAnyElementsOf(second.items("id"));
        assertThat(second.items("id")).hasSize(4);
        assertThat(second.json().get("next").isNull()).isTrue();
    }

    @Test
    void createThenARoleOfTheAccountsOwnThatNobodyHolds() {
        List<String> audited = demo.audited(() -> {
            Answer created = demo.api.post(
                    "/roles",
                    object(
                            "name",
                            "  Support ",
                            "icon",
                            "\uD83D\uDEDF",
                            "capabilities",
                            List.of("PEOPLE_MANAGE", "MCP_CONNECT", "MCP_CONNECT"),
                            "integrationLevel",
                            "MONITOR"));
            assertThat(created.status()).isEqualTo(201);
            JsonNode role = created.json();
            assertThat(created.header("Location"))
                    .isEqualTo("/api/v1/roles/" + role.path("id").asString());
            assertThat(role.path("name").asString()).isEqualTo("Support");
            assertThat(role.path("icon").asString()).isEqualTo("\uD83D\uDEDF");
            assertThat(role.path("systemKey").isNull()).isTrue();
            assertThat(capabilities(role)).isEqualTo(PEOPLE);
            assertThat(role.path("capabilitiesLocked").asBoolean()).isFalse();
            assertThat(role.path("integrationLevel").asString()).isEqualTo("MONITOR");
            assertThat(role.path("members").asInt()).isZero();
            assertThat(demo.api.get("/roles/" + role.path("id").asString()).json())
                    .isEqualTo(role);
        });
        assertThat(audited).containsExactly("ROLE_CREATED");
    }

    @Test
    void createWhenThePlanIsFullThenRefusedAndADeletionMakesRoom() {
        AccountFixture.jdbc()
                .sql("update account set custom_role_limit = 2 where id = :id")
                .param("id", demo.id)
                .update();
        String first = create(demo.api, "One", List.of());
        create(demo.api, "Two", List.of());
        assertThat(demo.api
                        .post("/roles", object("name", "Three", "capabilities", List.of()))
                        .outcome())
                .isEqualTo("409 ROLE_LIMIT");
        assertThat(demo.api.post(first + "/duplicate", object()).outcome()).isEqualTo("409 ROLE_LIMIT");
        assertThat(demo.api.delete(first).outcome()).isEqualTo("204");
        create(demo.api, "Three", List.of());
    }

    @Test
    void nameWhenAnotherRoleHasItThenTaken() {
        String mine = create(demo.api, "Mine", List.of());
        assertThat(demo.api
                        .post("/roles", object("name", "Owner", "capabilities", List.of()))
                        .outcome())
                .isEqualTo("409 NAME_TAKEN");
        assertThat(demo.api.patch(mine, object("name", "Member")).outcome()).isEqualTo("409 NAME_TAKEN");
        assertThat(demo.api.post(mine + "/duplicate", object("name", "Admin")).outcome())
                .isEqualTo("409 NAME_TAKEN");
        assertThat(demo.api.patch(mine, object("name", "Mine")).outcome()).isEqualTo("200");
        new AccountFixture().api.post("/roles", object("name", "Mine", "capabilities", List.of()));
        assertThat(create(new AccountFixture().api, "Mine", List.of())).isNotEqualTo(mine);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}|422",
                "{'name':'A'}|422",
                "{'name':'A','capabilities':null}|422",
                "{'name':null,'capabilities':[]}|422",
                "{'name':' ','capabilities':[]}|422",
                "{'name':'a\\u0000b','capabilities':[]}|422",
                "{'name':'a\\u202eb','capabilities':[]}|422",
                "{'name':'a\\u200fb','capabilities':[]}|422",
                "{'name':'a\\ud800','capabilities':[]}|422",
                "{'name':'A','icon':'','capabilities':[]}|422",
                "{'name':'A','icon':'\\u0007','capabilities':[]}|422",
                "{'name':'A','capabilities':['FLY']}|422",
                "{'name':'A','capabilities':['mcp_connect']}|422",
                "{'name':'A','capabilities':[],'integrationLevel':'ALL'}|422",
                "{'name':7,'capabilities':[]}|400",
                "{'name':'A','capabilities':'MCP_CONNECT'}|400",
                "{'name':'A','capabilities':[1]}|400",
                "{'name':'A','capabilities':[],'systemKey':'OWNER'}|400",
                "{'name':'A','capabilities':[],'id':'x'}|400",
                "[]|400"
            })
    void createWhenTheBodyIsWrongThenRefusedAndNothingIsMade(String body, int status) {
        assertThat(demo.api.post("/roles", body.replace('\'', '"')).status()).isEqualTo(status);
        assertThat(demo.api.get("/roles").items("id")).hasSize(SystemRole.values().length);
    }

    @Test
    void duplicateWhenThereIsNoBodyThenTakesNameAndIconOfTheOriginal() {
        String made = create(demo.api, "Support", List.of());

        Answer bare = demo.api.post(made + "/duplicate", null);
        Answer empty = demo.api.post(made + "/duplicate", "");

        assertThat(bare.status()).as(bare.text()).isEqualTo(201);
        assertThat(bare.json().path("name").asString()).isEqualTo("Support (copy)");
        assertThat(empty.status()).as(empty.text()).isEqualTo(201);
        assertThat(demo.api.post(made + "/duplicate", object("colour", "red")).outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
    }

    @Test
    void nameWhenLongerThan100CharactersThenRefused() {
        String longest = "x".repeat(100);
        String made = create(demo.api, longest, List.of());
        assertThat(demo.api.patch(made, object("name", longest + "x")).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.patch(made, object("icon", "y".repeat(101))).outcome())
                .isEqualTo("422 INVALID_VALUE");
        JsonNode copy = demo.api.post(made + "/duplicate", object()).json();
        assertThat(copy.path("name").asString()).hasSize(100).endsWith("x (copy)");
    }

    @ParameterizedTest
    @EnumSource(
            value = SystemRole.class,
            names = {"OWNER", "ADMIN", "SUPER_ADMIN"})
    void lockedRoleThenNameAndIconMayChangeAndCapabilitiesNever(SystemRole kind) {
        List<String> all = capabilities(demo.api.get(role(kind)).json());
        List<String> audited = demo.audited(() -> {
            for (Map<String, Object> patch : List.of(
                    object("capabilities", List.of("MCP_CONNECT")),
                    object("capabilities", List.of()),
                    object("integrationLevel", "NONE"),
                    object("name", "X", "capabilities", List.of("MCP_CONNECT")))) {
                assertThat(demo.as(demo.olga).patch(role(kind), patch).outcome())
                        .isEqualTo("409 ROLE_LOCKED");
            }
            Answer changed = demo.api.patch(role(kind), object("name", "Boss", "icon", "B", "capabilities", all));
            assertThat(changed.outcome()).isEqualTo("200");
            assertThat(changed.json().path("name").asString()).isEqualTo("Boss");
            assertThat(capabilities(changed.json())).isEqualTo(all);
            assertThat(demo.api
                            .patch(role(kind), object("icon", null))
                            .json()
                            .path("icon")
                            .isNull())
                    .isTrue();
            assertThat(demo.api.delete(role(kind)).outcome()).isEqualTo("409 ROLE_SYSTEM");
        });
        assertThat(audited.stream().filter("ROLE_CHANGED"::equals)).hasSize(2);
        assertThat(audited).contains("ADMIN_REFUSED ROLE_LOCKED", "ADMIN_REFUSED ROLE_SYSTEM");
    }

    @ParameterizedTest
    @EnumSource(
            value = SystemRole.class,
            names = {"ADMINISTRATOR", "MEMBER", "MANAGE_ALL", "MONITOR_ALL", "CUSTOM_LEVEL"})
    void presetThatIsNotLockedThenMayBeEditedAndNotDeleted(SystemRole kind) {
        Answer changed = demo.api.patch(role(kind), object("capabilities", PEOPLE, "integrationLevel", "MONITOR"));
        assertThat(changed.outcome()).isEqualTo("200");
        assertThat(capabilities(changed.json())).isEqualTo(PEOPLE);
        assertThat(demo.api.delete(role(kind)).outcome()).isEqualTo("409 ROLE_SYSTEM");
    }

    @Test
    void changeThatChangesNothingThenNoTraceAndAStaleVersionIsRefused() {
        String mine = create(demo.api, "Mine", PEOPLE);
        long version = demo.api.get(mine).json().path("version").asLong();
        assertThat(demo.audited(() -> {
                    Answer same = demo.api.patch(mine, object("name", "Mine", "capabilities", PEOPLE, "icon", null));
                    assertThat(same.json().path("version").asLong()).isEqualTo(version);
                }))
                .isEmpty();
        demo.api.patch(mine, object("name", "Ours", "version", version));
        assertThat(demo.api
                        .patch(mine, object("name", "Theirs", "version", version))
                        .outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(demo.api
                        .header("If-Match", "\"" + version + "\"")
                        .delete(mine)
                        .outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(demo.api.get(mine).json().path("name").asString()).isEqualTo("Ours");
    }

    @ParameterizedTest
    @EnumSource(MembershipStatus.class)
    void deleteWhenSomebodyHoldsItInWhateverStateThenRefused(MembershipStatus status) {
        String mine = create(demo.api, "Mine", List.of());
        UUID roleId = UUID.fromString(mine.substring("/roles/".length()));
        UUID person = demo.person("pat", SystemRole.MEMBER, status);
        demo.api.put("/users/" + person + "/role", object("roleId", roleId));
        assertThat(demo.api.get(mine).json().path("members").asInt()).isEqualTo(1);
        assertThat(demo.api.delete(mine).outcome()).isEqualTo("409 ROLE_IN_USE");

        demo.api.put("/users/" + person + "/role", object("roleId", demo.roles.get(SystemRole.MEMBER)));
        assertThat(demo.audited(
                        () -> assertThat(demo.api.delete(mine).outcome()).isEqualTo("204")))
                .containsExactly("ROLE_DELETED");
        assertThat(demo.api.get(mine).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.delete(mine).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void deleteWhenNewcomersGetItThenRefused() {
        String mine = create(demo.api, "Mine", List.of());
        demo.api.patch("/account", object("defaultRoleId", mine.substring("/roles/".length())));
        assertThat(demo.api.delete(mine).outcome()).isEqualTo("409 ROLE_IN_USE");
    }

    @Test
    void everyRouteWhenTheRoleIsOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        for (String id : List.of(other.roles.get(SystemRole.MEMBER).toString(), UUID.randomUUID() + "", "x", "%20")) {
            assertThat(List.of(
                            demo.api.get("/roles/" + id).outcome(),
                            demo.api.patch("/roles/" + id, object("name", "x")).outcome(),
                            demo.api.delete("/roles/" + id).outcome(),
                            demo.api
                                    .post("/roles/" + id + "/duplicate", object())
                                    .outcome()))
                    .as(id)
                    .containsOnly("404 NOT_FOUND");
        }
        assertThat(other.api.get("/roles").text()).contains("\"Member\"");
    }

    @ParameterizedTest
    @CsvSource({"OWNER", "owner", "Super  Admin", "\uFF2Fwner", "Own\u200Der", "manage\u00A0ALL", "Custom"})
    void nameThatReadsLikeABuiltInRoleThenTakenForAllOthersEvenOnceThatOneIsRenamed(String name) {
        String mine = create(demo.api, "Mine", List.of());
        for (SystemRole kind : SystemRole.values()) {
            assertThat(demo.api.patch(role(kind), object("name", "Our " + kind)).outcome())
                    .isEqualTo("200");
        }
        assertThat(demo.api
                        .post("/roles", object("name", name, "capabilities", List.of()))
                        .outcome())
                .isEqualTo("409 NAME_TAKEN");
        assertThat(demo.api.patch(mine, object("name", name)).outcome()).isEqualTo("409 NAME_TAKEN");
        assertThat(demo.api.post(mine + "/duplicate", object("name", name)).outcome())
                .isEqualTo("409 NAME_TAKEN");
        assertThat(demo.api.patch(role(SystemRole.MEMBER), object("name", name)).outcome())
                .isEqualTo("409 NAME_TAKEN");
        create(demo.api, name + " of the demo", List.of());
        for (SystemRole kind : SystemRole.values()) {
            assertThat(demo.api
                            .patch(role(kind), object("name", kind.displayName().toUpperCase(java.util.Locale.ROOT)))
                            .outcome())
                    .as("its own")
                    .isEqualTo("200");
        }
    }
}
