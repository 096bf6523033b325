package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two lists of a server: whoever is active is in exactly one of them. */
class ServerListsTests {

    private final AccountFixture demo = new AccountFixture();
    private final TeamRows rows = new TeamRows(demo);
    private final UUID server = demo.server("notes");
    private final UUID tom = demo.person("tom", SystemRole.MEMBER);
    private final UUID una = demo.person("una", SystemRole.MEMBER);
    private final UUID both = demo.person("both", SystemRole.MEMBER);
    private UUID team;
    private UUID bundle;

    @BeforeEach
    void fill() {
        UUID invited = demo.person("ivy", SystemRole.ADMIN, MembershipStatus.INVITED);
        UUID disabled = demo.person("dis", SystemRole.MEMBER, MembershipStatus.DISABLED);
        team = rows.team(tom, both, disabled, invited);
        bundle = rows.bundle("tools", team);
        rows.carry(bundle, server);
        demo.grant(server, both, demo.cus);
        demo.access(demo.mel, object("mode", "ALL"));
    }

    private List<String> all(String list, int limit) {
        List<String> found = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            Answer page = demo.api.get("/servers/" + server + list + "limit=" + limit + cursor);
            assertThat(page.items("userId")).hasSizeLessThanOrEqualTo(limit);
            found.addAll(page.items("userId"));
            cursor = page.json().get("next").isNull()
                    ? null
                    : "&cursor=" + page.json().get("next").asString();
        }
        return found;
    }

    @Test
    void listsWhenPagedThenEveryActivePersonIsOnceInOneOfThemWhateverTheSizeOfAPage() {
        List<String> active = Stream.of(demo.olga, demo.ada, demo.mel, demo.cus, demo.carl, tom, una, both)
                .map(UUID::toString)
                .toList();
        for (int limit = 1; limit <= 9; limit++) {
            List<String> users = all("/users?", limit);
            List<String> candidates = all("/candidates?", limit);
            assertThat(Stream.concat(users.stream(), candidates.stream()))
                    .as("pages of " + limit)
                    .containsExactlyInAnyOrderElementsOf(active);
            assertThat(candidates).containsExactlyInAnyOrder(demo.carl.toString(), una.toString());
            assertThat(all("/users?basis=grant&", limit))
                    .containsExactlyInAnyOrder(
                            demo.mel.toString(), demo.cus.toString(), tom.toString(), both.toString());
        }
    }

    @Test
    void listWhenATeamGivesItThenNamesTheBundleAndIsNotRemovable() {
        Answer list = demo.api.get("/servers/" + server + "/users");

        assertThat(list.item("userId", tom).toString())
                .contains("\"basis\":\"TEAM\"", "\"removable\":false", "\"mayConnect\":true")
                .contains("\"bundles\":[{\"id\":\"" + bundle + "\",\"slug\":\"tools-" + demo.mark + "\"}]");
        assertThat(list.item("userId", both).toString())
                .contains("\"basis\":\"SERVER_GRANT\"", "\"removable\":true", "\"bundles\":[]");
        assertThat(demo.grant(server, tom).outcome()).isEqualTo("200");
        assertThat(demo.api
                        .get("/servers/" + server + "/users")
                        .item("userId", tom)
                        .toString())
                .contains("\"basis\":\"SERVER_GRANT\"", "\"bundles\":[]");
    }

    @Test
    void listsWhenAnyJointToTheServerIsShutThenTheTeamGivesNothing() {
        List<Runnable> shut = List.of(
                () -> rows.account("team_grants", "false"),
                () -> rows.disable("team", team),
                () -> rows.disable("bundle", bundle),
                () -> rows.disableAssignments(bundle));
        for (Runnable joint : shut) {
            assertThat(all("/users?", 50)).contains(tom.toString());
            joint.run();
            assertThat(all("/users?", 50)).doesNotContain(tom.toString()).contains(both.toString());
            assertThat(all("/candidates?", 50)).contains(tom.toString()).doesNotContain(both.toString());
            open();
        }
    }

    private void open() {
        rows.account("team_grants", "true");
        for (String table : List.of("team", "bundle")) {
            AccountFixture.jdbc()
                    .sql("update " + table + " set enabled = true where account_id = :account")
                    .param("account", demo.id)
                    .update();
        }
        AccountFixture.jdbc()
                .sql("update bundle_server set enabled = true where account_id = :account")
                .param("account", demo.id)
                .update();
    }

    @Test
    void listWhenTheRoleMayNotConnectThenSaysThatTheGrantDoesNotWork() {
        AccountFixture.jdbc()
                .sql("update account_role set capabilities = 'NOT_KNOWN_HERE' where account_id = :account")
                .param("account", demo.id)
                .update();

        Answer list = demo.api.get("/servers/" + server + "/users");

        assertThat(list.item("userId", demo.cus).toString())
                .contains("\"basis\":\"SERVER_GRANT\"", "\"mayConnect\":false");
        assertThat(list.item("userId", demo.ada).toString()).contains("\"basis\":\"ROLE\"", "\"mayConnect\":true");
    }
}
