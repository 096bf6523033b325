package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What admins may do to the owner, to each other and to themselves (R83 to R87, R111). */
class OwnerTests {

    private final OwnershipFixture account = new OwnershipFixture();
    private final AccountFixture demo = account.demo;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /users/{olga}/role           | {\"roleId\":\"{custom}\"}   | 403 TARGET_IS_OWNER",
                "PUT    | /users/{olga}/role           | {\"roleId\":\"{owner}\"}    | 403 TARGET_IS_OWNER",
                "PATCH  | /users/{olga}                | {\"status\":\"DISABLED\"}   | 403 TARGET_IS_OWNER",
                "PATCH  | /users/{olga}                | {\"name\":\"Mine\"}         | 403 TARGET_IS_OWNER",
                "PATCH  | /users/{olga}                | {\"mayEditRetryData\":false}| 403 TARGET_IS_OWNER",
                "DELETE | /users/{olga}                |                             | 403 TARGET_IS_OWNER",
                "POST   | /users/{olga}/password-reset |                             | 403 TARGET_IS_OWNER",
                "PUT    | /users/{olga}/mcp-access     | {\"mode\":\"ALL\"}          | 409 ROLE_COVERS",
                "POST   | /ownership-transfers         | {\"toUserId\":\"{ada}\"}    | 403 CAPABILITY_MISSING",
                "PUT    | /users/{cus}/role            | {\"roleId\":\"{owner}\"}    | 403 PRIVILEGE_EXCEEDS_ACTOR",
                "PUT    | /users/{ada}/role            | {\"roleId\":\"{owner}\"}    | 403 PRIVILEGE_EXCEEDS_ACTOR",
                "PATCH  | /account                     | {\"defaultRoleId\":\"{owner}\"} | 403 PRIVILEGE_EXCEEDS_ACTOR",
                "PATCH  | /roles/{owner}               | {\"capabilities\":[]}       | 409 ROLE_LOCKED",
                "DELETE | /roles/{owner}               |                             | 409 ROLE_SYSTEM"
            })
    void ownerAndTheirRoleWhenAnAdminReachesForThemThenRefusedAndNothingChanges(
            String method, String path, String body, String outcome) {
        String before = demo.api.get("/users/" + demo.olga).text();
        Answer answer = demo.api.send(method, filled(path), body == null ? null : filled(body));
        assertThat(answer.outcome()).isEqualTo(outcome);
        assertThat(account.owner()).isEqualTo(demo.olga);
        assertThat(demo.api.get("/users/" + demo.olga).text()).isEqualTo(before);
    }

    private String filled(String text) {
        return text.replace("{olga}", demo.olga.toString())
                .replace("{ada}", demo.ada.toString())
                .replace("{cus}", demo.cus.toString())
                .replace("{owner}", demo.roles.get(SystemRole.OWNER).toString())
                .replace("{custom}", demo.roles.get(SystemRole.CUSTOM_LEVEL).toString());
    }

    @Test
    void ownerWhenAnAdminSignsThemOutOrRevokesTheirTokensThenItHappensBecauseNoPermissionChanges() {
        UUID server = demo.server("everything");
        UUID one = demo.authorization(demo.olga, server);
        UUID other = demo.authorization(demo.olga, server, "other");
        assertThat(demo.api.delete("/authorizations/" + one).outcome()).isEqualTo("204");
        assertThat(List.of(demo.fate(one), demo.fate(other))).containsExactly("SIGNED_OUT", "alive");
        assertThat(demo.api.delete("/users/" + demo.olga + "/authorizations").outcome())
                .isEqualTo("204");
        assertThat(demo.fate(other)).isEqualTo("SIGNED_OUT");
        AdminApi olga = demo.as(demo.olga);
        String token = olga.post("/api-tokens", object("name", "mine", "scope", "admin"))
                .json()
                .path("id")
                .asString();
        assertThat(demo.api.delete("/api-tokens/" + token).outcome()).isEqualTo("204");
        assertThat(olga.get("/me").json().path("isOwner").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"OWNER", "ADMIN"})
    void personWhenOwnerOrAdminGivesThemAnyOfTheFourRolesThenTheyHaveIt(SystemRole actor) {
        AdminApi by = demo.as(actor == SystemRole.OWNER ? demo.olga : demo.ada);
        for (SystemRole role : List.of(
                SystemRole.ADMIN,
                SystemRole.MANAGE_ALL,
                SystemRole.MONITOR_ALL,
                SystemRole.CUSTOM_LEVEL,
                SystemRole.ADMIN,
                SystemRole.CUSTOM_LEVEL)) {
            Answer answer = by.put("/users/" + demo.cus + "/role", object("roleId", demo.roles.get(role)));
            assertThat(answer.outcome()).isEqualTo("200");
            assertThat(answer.json().path("role").asString()).isEqualTo(role.displayName());
            assertThat(demo.as(demo.cus).get("/users").status()).isEqualTo(role == SystemRole.ADMIN ? 200 : 403);
        }
    }

    @Test
    void peopleThenTheListNamesEachRoleAsThePublishedModelDoes() {
        demo.person("mo", SystemRole.MONITOR_ALL);
        assertThat(demo.api.get("/users").items("role"))
                .containsExactlyInAnyOrder("Owner", "Admin", "Manage all", "Custom", "Custom", "Monitor all");
    }

    @Test
    void adminWhenDeletedByAnotherThenGoneWithAllTheirPowers() {
        UUID second = demo.person("second", SystemRole.ADMIN);
        AdminApi theirs = demo.as(second);
        assertThat(demo.api.delete("/users/" + second).outcome()).isEqualTo("204");
        assertThat(theirs.get("/users").outcome()).isEqualTo("401 UNAUTHENTICATED");
        assertThat(demo.api.delete("/users/" + demo.ada).outcome())
                .as("the last admin may go: the owner is there")
                .isEqualTo("204");
        assertThat(account.owner()).isEqualTo(demo.olga);
    }

    @Test
    void installationWhenTheCallerLostTheirPowersMeanwhileThenItIsNotSignedOut() {
        UUID server = demo.server("everything");
        UUID family = demo.authorization(demo.olga, server);
        var members = AdminApi.bean(dev.gatehouse.db.account.MemberRepository.class);
        var ada = members.find(demo.id, demo.ada).orElseThrow();
        var actor = new dev.gatehouse.policy.admin.AdminActor(ada.userId(), demo.id, ada.status(), ada.role());
        demo.as(demo.olga).patch("/users/" + demo.ada, object("status", "DISABLED"));
        Installations installations = AdminApi.bean(Installations.class);
        for (Runnable call : List.<Runnable>of(
                () -> installations.end(actor, family), () -> installations.endAll(actor, demo.olga))) {
            org.assertj.core.api.Assertions.assertThatThrownBy(call::run)
                    .isInstanceOf(AdminRefusal.class)
                    .hasMessage("ACTOR_NOT_ACTIVE");
        }
        assertThat(demo.fate(family)).isEqualTo("alive");
    }
}
