package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ServerAccessTests {

    private final AccountFixture demo = new AccountFixture();
    private final UUID everything = demo.server("everything");
    private final UUID notes = demo.server("notes");

    private String users() {
        return "/servers/" + everything + "/users";
    }

    @Test
    void listWhenNobodyWasGrantedThenShowsOwnerAndAdminAsUnremovable() {
        Answer list = demo.api.get(users());

        assertThat(list.outcome()).isEqualTo("200");
        assertThat(list.items("userId")).containsExactlyInAnyOrder(demo.olga.toString(), demo.ada.toString());
        assertThat(list.items("basis")).containsOnly("ROLE");
        assertThat(list.items("removable")).containsOnly("false");
        assertThat(list.json().get("next").isNull()).isTrue();
        assertThat(demo.api.get(users() + "?basis=grant").items("userId")).isEmpty();
        assertThat(demo.api.get(users() + "?basis=role").outcome()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void grantWhenManyThenAllAppearWithBothScopesAndOneAuditRowEach() {
        List<String> audited = demo.audited(() -> {
            Answer granted = demo.grant(everything, demo.cus, demo.mel, demo.cus);
            assertThat(granted.outcome()).isEqualTo("200");
            assertThat(granted.items("userId")).containsExactlyInAnyOrder(demo.cus.toString(), demo.mel.toString());
        });

        Answer list = demo.api.get(users() + "?basis=grant");
        assertThat(list.items("userId")).containsExactlyInAnyOrder(demo.cus.toString(), demo.mel.toString());
        assertThat(list.item("userId", demo.cus).toString())
                .contains("\"basis\":\"SERVER_GRANT\"")
                .contains("\"scopes\":[\"mcp:read\",\"mcp:write\"]")
                .contains("\"removable\":true")
                .contains("\"role\":\"Custom\"");
        assertThat(audited).containsExactly("SERVER_ACCESS_GRANTED", "SERVER_ACCESS_GRANTED");
        assertThat(demo.api.get("/servers/" + notes + "/users?basis=grant").items("userId"))
                .isEmpty();
    }

    @Test
    void grantWhenRepeatedThenKeepsNarrowedScopesUnlessScopesCome() {
        Object narrow = object("userIds", List.of(demo.cus), "scopes", List.of("mcp:read"));
        assertThat(demo.api
                        .post(users(), narrow)
                        .item("userId", demo.cus)
                        .get("scopes")
                        .toString())
                .isEqualTo("[\"mcp:read\"]");

        List<String> audited = demo.audited(() -> {
            Answer repeated = demo.grant(everything, demo.cus);
            assertThat(repeated.item("userId", demo.cus).get("scopes").toString())
                    .isEqualTo("[\"mcp:read\"]");
        });
        assertThat(audited).isEmpty();

        Object wide = object("userIds", List.of(demo.cus), "scopes", List.of("mcp:write"));
        assertThat(demo.api
                        .post(users(), wide)
                        .item("userId", demo.cus)
                        .get("scopes")
                        .toString())
                .isEqualTo("[\"mcp:read\",\"mcp:write\"]");
    }

    @Test
    void grantWhenOneIsRefusedThenNobodyIsGranted() {
        UUID stranger = new AccountFixture().cus;
        UUID invited = demo.person("ivy", SystemRole.CUSTOM_LEVEL, MembershipStatus.INVITED);
        UUID everywhere = demo.person("all", SystemRole.CUSTOM_LEVEL);
        demo.access(everywhere, object("mode", "ALL"));

        assertThat(demo.grant(everything, demo.cus, demo.ada).outcome()).isEqualTo("409 ROLE_COVERS");
        assertThat(demo.grant(everything, demo.cus, demo.olga).outcome()).isEqualTo("409 ROLE_COVERS");
        assertThat(demo.grant(everything, demo.cus, everywhere).outcome()).isEqualTo("409 ALL_GRANT_COVERS");
        assertThat(demo.grant(everything, demo.cus, stranger).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.grant(everything, demo.cus, invited).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.grant(everything, demo.cus, UUID.randomUUID()).outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.get(users() + "?basis=grant").items("userId")).containsExactly(everywhere.toString());
    }

    @Test
    void grantWhenAccountUsesTeamsOnlyThenRefuses() {
        AccountFixture.jdbc()
                .sql("update account set direct_grants = false where id = :id")
                .param("id", demo.id)
                .update();

        assertThat(demo.grant(everything, demo.cus).outcome()).isEqualTo("409 DIRECT_GRANTS_OFF");
        assertThat(demo.access(demo.cus, object("mode", "ALL")).outcome()).isEqualTo("409 DIRECT_GRANTS_OFF");
    }

    @Test
    void removeWhenGrantedThenRevokesOnlyThatServersAuthorizationInTheSameBreath() {
        demo.grant(everything, demo.cus);
        demo.grant(notes, demo.cus);
        UUID here = demo.authorization(demo.cus, everything);
        UUID there = demo.authorization(demo.cus, notes);

        List<String> audited = demo.audited(() ->
                assertThat(demo.api.delete(users() + "/" + demo.cus).outcome()).isEqualTo("204"));

        assertThat(demo.fate(here)).isEqualTo("REACH_LOST");
        assertThat(demo.fate(there)).isEqualTo("alive");
        assertThat(audited).containsExactlyInAnyOrder("SERVER_ACCESS_REMOVED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(AccountFixture.feed(here)).isEmpty();
        demo.grant(everything, demo.cus);
        assertThat(demo.fate(here)).isEqualTo("REACH_LOST");
    }

    @Test
    void removeWhenServerIsImmediateThenTellsTheGateways() {
        demo.grant(everything, demo.cus);
        UUID here = demo.authorization(demo.cus, everything);
        demo.api.patch("/servers/" + everything, object("revocationMode", "IMMEDIATE"));

        demo.api.delete(users() + "/" + demo.cus);

        assertThat(AccountFixture.feed(here)).containsExactly("AUTHORIZATION REACH_LOST");
    }

    @Test
    void removeWhenThereIsNoGrantThenChangesNothing() {
        List<String> audited = demo.audited(() ->
                assertThat(demo.api.delete(users() + "/" + demo.cus).outcome()).isEqualTo("204"));

        assertThat(audited).isEmpty();
        assertThat(demo.api.delete(users() + "/" + UUID.randomUUID()).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.delete(users() + "/nobody").outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void removeWhenAdminOrOwnerThenRefusesAndAuditsOnce() {
        List<String> audited = demo.audited(() -> {
            assertThat(demo.api.delete(users() + "/" + demo.ada).outcome())
                    .isEqualTo("409 TARGET_IS_ADMIN_NOT_REMOVABLE");
        });

        assertThat(audited).containsExactly("ADMIN_REFUSED TARGET_IS_ADMIN_NOT_REMOVABLE");
        assertThat(demo.api
                        .delete(users() + "/" + demo.olga + "?convert=selected")
                        .outcome())
                .isEqualTo("409 TARGET_IS_ADMIN_NOT_REMOVABLE");
    }

    @Test
    void removeWhenAllServersUserThenConvertsOnRequestInOneChange() {
        demo.access(demo.cus, object("mode", "ALL"));
        UUID here = demo.authorization(demo.cus, everything);
        UUID there = demo.authorization(demo.cus, notes);
        Answer covered = demo.api.delete(users() + "/" + demo.cus);
        assertThat(covered.outcome()).isEqualTo("409 ALL_GRANT_COVERS");
        assertThat(covered.text()).contains("`?convert=selected`");
        assertThat(demo.api.delete(users() + "/" + demo.cus + "?convert=yes").outcome())
                .isEqualTo("422 INVALID_VALUE");

        List<String> audited = demo.audited(() -> assertThat(demo.api
                        .delete(users() + "/" + demo.cus + "?convert=selected")
                        .outcome())
                .isEqualTo("204"));

        assertThat(audited).containsExactlyInAnyOrder("SERVER_ACCESS_REMOVED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(demo.fate(here)).isEqualTo("REACH_LOST");
        assertThat(demo.fate(there)).isEqualTo("alive");
        Answer access = demo.api.get("/users/" + demo.cus + "/mcp-access");
        assertThat(access.json().get("mode").asString()).isEqualTo("SELECTED");
        assertThat(access.json().get("servers").toString())
                .contains(notes.toString())
                .doesNotContain(everything.toString());
    }

    @Test
    void candidatesWhenAskedThenAreExactlyTheActiveMembersWithoutAccess() {
        demo.grant(everything, demo.cus);
        demo.access(demo.mel, object("mode", "ALL"));
        demo.person("ivy", SystemRole.CUSTOM_LEVEL, MembershipStatus.INVITED);

        Answer candidates = demo.api.get("/servers/" + everything + "/candidates");

        assertThat(candidates.items("userId")).containsExactly(demo.carl.toString());
        assertThat(candidates.items("email")).containsExactly("carl@" + demo.mark + ".example");
        assertThat(candidates.items("role")).containsExactly("Custom");
    }

    @Test
    void everyCallWhenServerIsExternalThenRefuses() {
        demo.grant(everything, demo.cus);
        UUID live = demo.authorization(demo.cus, everything);
        demo.switchTo(everything, demo.provider());

        assertThat(demo.api.get(users()).outcome()).isEqualTo("409 IDP_EXTERNAL");
        assertThat(demo.api.get("/servers/" + everything + "/candidates").outcome())
                .isEqualTo("409 IDP_EXTERNAL");
        assertThat(demo.grant(everything, demo.carl).outcome()).isEqualTo("409 IDP_EXTERNAL");
        assertThat(demo.api.delete(users() + "/" + demo.cus).outcome()).isEqualTo("409 IDP_EXTERNAL");

        demo.switchTo(everything, null);
        assertThat(demo.api.get(users() + "?basis=grant").items("userId")).containsExactly(demo.cus.toString());
        assertThat(demo.fate(live)).isEqualTo("alive");
    }

    @Test
    void grantWhenValuesAreWrongThenRefusesThem() {
        assertThat(demo.api.post(users(), object("userIds", List.of())).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.post(users(), object()).outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.post(users(), object("userIds", List.of("x"))).outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(demo.api.post(users(), object("userIds", List.of(1))).outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
        assertThat(demo.api.post(users(), object("userIds", demo.cus)).outcome())
                .isEqualTo("400 MALFORMED_REQUEST");
        List<UUID> many =
                java.util.stream.Stream.generate(() -> demo.cus).limit(1001).toList();
        assertThat(demo.api.post(users(), object("userIds", many)).outcome()).isEqualTo("422 INVALID_VALUE");
        for (List<String> scopes : List.of(List.<String>of(), List.of("mcp:admin"), List.of("mcp:read", ""))) {
            Object body = object("userIds", List.of(demo.cus), "scopes", scopes);
            assertThat(demo.api.post(users(), body).outcome()).isEqualTo("422 INVALID_VALUE");
        }
    }

    @Test
    void listWhenPagedThenVisitsEverybodyOnce() {
        for (int i = 0; i < 5; i++) {
            demo.grant(everything, demo.person("p" + i, SystemRole.CUSTOM_LEVEL));
        }
        for (String path : List.of(users() + "?limit=2", users() + "?limit=2&basis=grant", "/users?limit=3")) {
            java.util.ArrayList<String> seen = new java.util.ArrayList<>();
            String member = path.startsWith("/users") ? "id" : "userId";
            Answer page = demo.api.get(path);
            seen.addAll(page.items(member));
            while (!page.json().get("next").isNull()) {
                page = demo.api.get(path + "&cursor=" + page.json().get("next").asString());
                seen.addAll(page.items(member));
            }
            String whole = path.replaceAll("limit=\\d", "limit=200");
            assertThat(seen)
                    .doesNotHaveDuplicates()
                    .isEqualTo(demo.api.get(whole).items(member));
        }
    }
}
