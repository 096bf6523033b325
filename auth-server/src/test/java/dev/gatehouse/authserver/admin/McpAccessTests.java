package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class McpAccessTests {

    private final AccountFixture demo = new AccountFixture();
    private final UUID everything = demo.server("everything");
    private final UUID notes = demo.server("notes");
    private final String path = "/users/" + demo.cus + "/mcp-access";

    private static Map<String, Object> selected(Object... serverIds) {
        List<Map<String, Object>> servers =
                java.util.Arrays.stream(serverIds).map(id -> object("id", id)).toList();
        return object("mode", "SELECTED", "servers", servers);
    }

    private String shown() {
        return demo.api.get(path).text();
    }

    @Test
    void getWhenNothingWasGrantedThenIsAnEmptySelection() {
        assertThat(shown()).contains("\"mode\":\"SELECTED\"").contains("\"servers\":[]");
        assertThat(demo.api.get("/users/" + demo.ada + "/mcp-access").text())
                .contains("\"mode\":\"ROLE\"")
                .contains("\"servers\":null");
    }

    @Test
    void setWhenSelectedThenTheServersListShowsItAndTheOtherWayRound() {
        List<String> audited = demo.audited(
                () -> assertThat(demo.access(demo.cus, selected(everything)).outcome())
                        .isEqualTo("200"));

        assertThat(audited).containsExactly("MCP_ACCESS_CHANGED");
        assertThat(demo.api.get("/servers/" + everything + "/users?basis=grant").items("userId"))
                .containsExactly(demo.cus.toString());
        demo.grant(notes, demo.cus);
        assertThat(shown()).contains(everything.toString()).contains(notes.toString());
    }

    @Test
    void setWhenServersAreLeftOutThenEndsOnlyWhatRestedOnThem() {
        demo.access(demo.cus, selected(everything, notes));
        UUID here = demo.authorization(demo.cus, everything);
        UUID there = demo.authorization(demo.cus, notes);

        List<String> audited = demo.audited(() -> demo.access(demo.cus, selected(notes)));

        assertThat(audited).containsExactlyInAnyOrder("MCP_ACCESS_CHANGED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(demo.fate(here)).isEqualTo("REACH_LOST");
        assertThat(demo.fate(there)).isEqualTo("alive");
        demo.access(demo.cus, selected());
        assertThat(demo.fate(there)).isEqualTo("REACH_LOST");
    }

    @Test
    void setWhenAllThenCoversServersToComeAndKeepsSingleGrantsAsleep() {
        demo.access(demo.cus, selected(everything));
        UUID family = demo.authorization(demo.cus, everything);
        Answer all = demo.access(demo.cus, object("mode", "ALL"));

        assertThat(all.outcome()).isEqualTo("200");
        assertThat(all.text()).contains("\"mode\":\"ALL\"").contains("\"servers\":null");
        UUID later = demo.server("later");
        assertThat(demo.api
                        .get("/servers/" + later + "/users")
                        .item("userId", demo.cus)
                        .get("basis")
                        .asString())
                .isEqualTo("ALL_GRANT");
        assertThat(demo.audited(() -> demo.access(demo.cus, object("mode", "ALL"))))
                .isEmpty();

        demo.access(demo.cus, selected(everything));
        assertThat(demo.fate(family)).isEqualTo("alive");
        assertThat(demo.api.get("/servers/" + later + "/users?basis=grant").items("userId"))
                .isEmpty();
    }

    @Test
    void setWhenScopesAreLeftOutThenKeepsNarrowOnes() {
        Object narrow =
                object("mode", "SELECTED", "servers", list(object("id", everything, "scopes", list("mcp:read"))));
        demo.access(demo.cus, narrow);
        assertThat(shown()).contains("\"scopes\":[\"mcp:read\"]");

        assertThat(demo.audited(() -> demo.access(demo.cus, selected(everything))))
                .isEmpty();
        assertThat(shown()).contains("\"scopes\":[\"mcp:read\"]");
    }

    @Test
    void setWhenPersonIsCoveredByRoleThenRefuses() {
        List<String> audited = demo.audited(() -> {
            assertThat(demo.access(demo.ada, object("mode", "ALL")).outcome()).isEqualTo("409 ROLE_COVERS");
            assertThat(demo.access(demo.olga, selected()).outcome()).isEqualTo("409 ROLE_COVERS");
        });
        assertThat(audited).containsExactly("ADMIN_REFUSED ROLE_COVERS", "ADMIN_REFUSED ROLE_COVERS");
        assertThat(AccountFixture.jdbc()
                        .sql("select count(*) from all_servers_grant where account_id = :id")
                        .param("id", demo.id)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void setWhenPersonWasDemotedThenSleepingGrantsAwake() {
        demo.grant(everything, demo.cus);
        MembershipRepository memberships = AdminApi.bean(MembershipRepository.class);
        UUID membership = demo.membership(demo.cus);
        memberships.save(memberships.findById(membership).orElseThrow().withRole(demo.roles.get(SystemRole.ADMIN)));
        assertThat(shown()).contains("\"mode\":\"ROLE\"");
        assertThat(demo.access(demo.cus, selected()).outcome()).isEqualTo("409 ROLE_COVERS");

        memberships.save(
                memberships.findById(membership).orElseThrow().withRole(demo.roles.get(SystemRole.CUSTOM_LEVEL)));
        assertThat(shown()).contains(everything.toString());
    }

    @Test
    void setWhenVersionIsStaleThenRefuses() {
        long version = demo.api.get(path).json().get("version").asLong();
        assertThat(demo.api.get("/users/" + demo.cus).json().get("version").asLong())
                .isEqualTo(version);
        demo.grant(everything, demo.cus);

        Map<String, Object> body = selected(notes);
        body.put("version", version);
        assertThat(demo.access(demo.cus, body).outcome()).isEqualTo("409 STALE_VERSION");
        assertThat(demo.api
                        .header("If-Match", "\"" + version + "\"")
                        .put(path, selected(notes))
                        .outcome())
                .isEqualTo("409 STALE_VERSION");
        body.put("version", version + 1);
        Answer set = demo.access(demo.cus, body);
        assertThat(set.json().get("version").asLong()).isEqualTo(version + 2);
    }

    @Test
    void setWhenServersAreExternalThenCarriesThemOver() {
        demo.access(demo.cus, selected(everything, notes));
        demo.switchTo(everything, demo.provider());
        UUID ungranted = demo.server("ungranted");
        demo.switchTo(ungranted, demo.provider());

        assertThat(demo.access(demo.cus, selected()).outcome()).isEqualTo("200");
        assertThat(shown())
                .contains(everything.toString())
                .contains("\"governedExternally\":true")
                .doesNotContain(notes.toString());
        assertThat(demo.access(demo.cus, selected(everything, notes)).outcome()).isEqualTo("200");
        assertThat(demo.access(demo.cus, selected(ungranted)).outcome()).isEqualTo("409 IDP_EXTERNAL");
        Object narrowed =
                object("mode", "SELECTED", "servers", list(object("id", everything, "scopes", list("mcp:read"))));
        assertThat(demo.access(demo.cus, narrowed).outcome()).isEqualTo("409 IDP_EXTERNAL");

        demo.switchTo(everything, null);
        assertThat(demo.api.get("/servers/" + everything + "/users?basis=grant").items("userId"))
                .containsExactly(demo.cus.toString());
    }

    @Test
    void setWhenTheBodyIsWrongThenRefusesAndChangesNothing() {
        demo.access(demo.cus, selected(notes));
        String before = shown();
        UUID foreign = new AccountFixture().server("foreign");
        UUID gone = demo.server("gone");
        demo.api.delete("/servers/" + gone);

        for (Object body : list(
                object("mode", "ALL", "servers", list()),
                object("mode", "SELECTED"),
                object("mode", "ROLE"),
                object("mode", "SOME", "servers", list()),
                object("servers", list()),
                selected(everything, everything),
                selected("not-an-id"),
                object("mode", "SELECTED", "servers", list(object("scopes", list("mcp:read")))),
                object("mode", "SELECTED", "servers", list(object("id", everything, "scopes", list()))),
                object("mode", "SELECTED", "servers", list(object("id", everything, "scopes", list("x")))))) {
            assertThat(demo.access(demo.cus, body).outcome())
                    .as(body.toString())
                    .isEqualTo("422 INVALID_VALUE");
        }
        assertThat(demo.access(demo.cus, object("mode", "SOME")).text()).contains("one of [ALL, SELECTED]");
        for (Object body : list(
                object("mode", 1),
                object("mode", "SELECTED", "servers", everything),
                object("mode", "SELECTED", "servers", list(everything)),
                object("mode", "SELECTED", "servers", list(object("id", everything, "name", "x"))),
                object("mode", "SELECTED", "servers", list(object("id", everything, "scopes", "mcp:read"))),
                object("mode", "ALL", "role", "Admin"))) {
            assertThat(demo.access(demo.cus, body).outcome())
                    .as(body.toString())
                    .isEqualTo("400 MALFORMED_REQUEST");
        }
        for (Object body : list(selected(everything, foreign), selected(gone), selected(UUID.randomUUID()))) {
            assertThat(demo.access(demo.cus, body).outcome())
                    .as(body.toString())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(shown()).isEqualTo(before);
    }
}
