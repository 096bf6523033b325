package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.SystemRole;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What nobody can get by a role, and what its holders lose with it. */
class RolePowersTests {

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

    /** An actor in a role of the account's own with these capabilities. */
    private AdminApi actorWith(String name, List<String> capabilities) {
        String made = create(demo.as(demo.olga), name + "s", capabilities);
        UUID person = demo.person(name, SystemRole.MEMBER);
        assertThat(demo.as(demo.olga)
                        .put("/users/" + person + "/role", object("roleId", made.substring("/roles/".length())))
                        .outcome())
                .isEqualTo("200");
        return demo.as(person);
    }

    @Test
    void powersThatTheActorLacksThenNeitherCreatedNorDuplicatedNorAdded() {
        AdminApi helper = actorWith("hal", PEOPLE);
        assertThat(helper.post("/roles", object("name", "Up", "capabilities", List.of("TOKENS_MANAGE")))
                        .outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(helper.post(role(SystemRole.ADMINISTRATOR) + "/duplicate", object())
                        .outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        assertThat(helper.patch(
                                role(SystemRole.MEMBER),
                                object("capabilities", List.of("MCP_CONNECT", "LOGS_VIEW_EXPORT")))
                        .outcome())
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        create(helper, "Alike", PEOPLE);
        List<String> rest = Arrays.stream(Capability.values())
                .filter(SystemRole.ADMINISTRATOR.capabilities()::contains)
                .map(Enum::name)
                .filter(name -> !name.equals("TOKENS_MANAGE"))
                .toList();
        assertThat(helper.patch(role(SystemRole.ADMINISTRATOR), object("capabilities", rest))
                        .outcome())
                .as("only what is added counts")
                .isEqualTo("200");
        assertThat(helper.patch(role(SystemRole.ADMINISTRATOR), object("capabilities", List.of("TOKENS_MANAGE")))
                        .outcome())
                .as("what one took away by mistake, one cannot give back")
                .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
    }

    @Test
    void boundLiftedByTheAccountThenAnythingButOwnership() {
        AdminApi helper = actorWith("hal", PEOPLE);
        assertThat(demo.api
                        .patch("/account", object("managePeopleMayExceedActor", true))
                        .outcome())
                .isEqualTo("200");
        String up = create(helper, "Up", List.of("TOKENS_MANAGE"));
        assertThat(helper.patch(up, object("capabilities", List.of("LOGS_VIEW_EXPORT")))
                        .outcome())
                .isEqualTo("200");
        for (AdminApi actor : List.of(helper, demo.as(demo.olga))) {
            assertThat(actor.post("/roles", object("name", "Heir", "capabilities", List.of("OWNERSHIP_TRANSFER")))
                            .outcome())
                    .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
            assertThat(actor.patch(up, object("capabilities", List.of("OWNERSHIP_TRANSFER")))
                            .outcome())
                    .isEqualTo("403 PRIVILEGE_EXCEEDS_ACTOR");
        }
    }

    @Test
    void duplicateOfTheOwnersRoleThenFreeWithoutOwnershipAndIndependent() {
        JsonNode copy =
                demo.api.post(role(SystemRole.OWNER) + "/duplicate", object()).json();
        String path = "/roles/" + copy.path("id").asString();
        assertThat(copy.path("name").asString()).isEqualTo("Owner (copy)");
        assertThat(copy.path("systemKey").isNull()).isTrue();
        assertThat(copy.path("capabilitiesLocked").asBoolean()).isFalse();
        assertThat(capabilities(copy))
                .containsExactlyElementsOf(SystemRole.ADMIN.capabilities().stream()
                        .map(Enum::name)
                        .sorted()
                        .toList());
        assertThat(copy.path("integrationLevel").asString()).isEqualTo("MANAGE");

        assertThat(demo.api.patch(path, object("capabilities", List.of())).outcome())
                .isEqualTo("200");
        assertThat(capabilities(demo.api.get(role(SystemRole.OWNER)).json())).contains("OWNERSHIP_TRANSFER");
        JsonNode second = demo.api
                .post(role(SystemRole.OWNER) + "/duplicate", object("icon", "2"))
                .json();
        assertThat(second.path("name").asString()).isEqualTo("Owner (copy 2)");
        assertThat(second.path("icon").asString()).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MCP_CONNECT", "MCP_USE_ALL_SERVERS"})
    void editThatTakesReachThenEveryHoldersAuthorizationsEndAndNobodyElses(String taken) {
        UUID server = demo.server("everything");
        UUID granted = demo.server("granted");
        String mine = create(demo.api, "Mine", List.of("MCP_CONNECT", "MCP_USE_ALL_SERVERS", "TOKENS_MANAGE"));
        UUID one = demo.person("one", SystemRole.MEMBER);
        demo.grant(granted, one);
        UUID two = demo.person("two", SystemRole.MEMBER);
        for (UUID person : List.of(one, two)) {
            demo.api.put("/users/" + person + "/role", object("roleId", mine.substring("/roles/".length())));
        }
        UUID lost = demo.authorization(one, server);
        UUID alsoLost = demo.authorization(two, server);
        UUID byGrant = demo.authorization(one, granted);
        UUID ofAnAdmin = demo.authorization(demo.ada, server);
        List<String> left = List.of("MCP_CONNECT", "MCP_USE_ALL_SERVERS").stream()
                .filter(name -> !name.equals(taken))
                .toList();

        assertThat(demo.api
                        .patch(mine, object("capabilities", List.of("MCP_CONNECT", "MCP_USE_ALL_SERVERS")))
                        .outcome())
                .isEqualTo("200");
        assertThat(demo.fate(lost)).as("nothing that gives reach was taken").isEqualTo("alive");
        List<String> audited = demo.audited(() -> demo.api.patch(mine, object("capabilities", left)));

        assertThat(List.of(demo.fate(lost), demo.fate(alsoLost))).containsOnly("REACH_LOST");
        assertThat(demo.fate(byGrant)).isEqualTo(taken.equals("MCP_CONNECT") ? "REACH_LOST" : "alive");
        assertThat(demo.fate(ofAnAdmin)).isEqualTo("alive");
        assertThat(AccountFixture.feed(lost)).isEmpty();
        assertThat(audited).filteredOn("ROLE_CHANGED"::equals).hasSize(1);

        demo.api.patch(mine, object("capabilities", List.of("MCP_CONNECT", "MCP_USE_ALL_SERVERS")));
        assertThat(demo.fate(lost)).isEqualTo("REACH_LOST");
    }
}
