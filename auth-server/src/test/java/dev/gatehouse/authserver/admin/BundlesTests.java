package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BundlesTests {

    private final BundleFixture demo = new BundleFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;

    private Object wanted(String name, Object... more) {
        java.util.Map<String, Object> body = object("name", name, "slug", demo.slug(name));
        body.putAll(object(more));
        return body;
    }

    private static Object teams(UUID... ids) {
        return object("teamIds", List.of(ids));
    }

    @Test
    void createThenShowsItWithItsTeamsCountedAndAuditsOnce() {
        UUID team = demo.team("Support");
        List<String> audited = account.audited(() -> {
            Answer created = api.post("/bundles", wanted("desk", "enabled", false, "teamIds", list(team, team)));
            assertThat(created.outcome()).isEqualTo("201");
            String id = created.json().path("id").asString();
            assertThat(created.header("Location")).isEqualTo("/api/v1/bundles/" + id);
            assertThat(created.text())
                    .isEqualTo("{\"id\":\"" + id + "\",\"name\":\"desk\",\"slug\":\"" + demo.slug("desk")
                            + "\",\"enabled\":false,\"teams\":1,\"servers\":0,\"version\":1}");
            assertThat(api.get("/bundles/" + id).text()).isEqualTo(created.text());
            assertThat(api.get("/bundles").items("id")).containsExactly(id);
            assertThat(api.get("/bundles/" + id + "/teams").text())
                    .isEqualTo("{\"items\":[{\"teamId\":\"" + team
                            + "\",\"name\":\"Support\",\"enabled\":true}],\"next\":null}");
        });
        assertThat(audited).containsExactly("BUNDLE_CREATED");
    }

    @Test
    void createWhenTheActorReachesNotAllServersThenNeedsATeamOfTheirOwn() {
        UUID gina = demo.person("gina", Capability.GATEWAY_MANAGE, Capability.GATEWAY_PROVISION_TEAMS);
        UUID own = demo.team("Own", gina);
        UUID others = demo.team("Others", account.cus);
        UUID off = demo.team("Off", gina);
        api.patch("/teams/" + off, object("enabled", false));
        AdminApi caller = account.as(gina);

        List<String> audited = account.audited(() -> {
            for (Object body : list(
                    wanted("a"),
                    wanted("a", "teamIds", list()),
                    wanted("a", "teamIds", list(others)),
                    wanted("a", "teamIds", list(off)))) {
                assertThat(caller.post("/bundles", body).outcome()).isEqualTo("403 CAPABILITY_MISSING");
            }
        });
        assertThat(audited).hasSize(4).containsOnly("ADMIN_REFUSED CAPABILITY_MISSING");
        assertThat(caller.post("/bundles", wanted("a", "teamIds", list(own, others)))
                        .outcome())
                .isEqualTo("201");
        assertThat(api.post("/bundles", wanted("b")).outcome()).isEqualTo("201");
    }

    @Test
    void createWhenTheActorMayNotProvisionThenOnlyTheirOwnTeams() {
        UUID gina = demo.person("gina", Capability.GATEWAY_MANAGE);
        UUID everywhere = demo.person("eve", Capability.GATEWAY_MANAGE, Capability.MCP_USE_ALL_SERVERS);
        UUID own = demo.team("Own", gina);
        UUID others = demo.team("Others", account.cus);

        assertThat(account.as(gina)
                        .post("/bundles", wanted("a", "teamIds", list(own, others)))
                        .outcome())
                .isEqualTo("403 CAPABILITY_MISSING");
        assertThat(account.as(everywhere)
                        .post("/bundles", wanted("a", "teamIds", list(others)))
                        .outcome())
                .isEqualTo("403 CAPABILITY_MISSING");
        assertThat(account.as(gina)
                        .post("/bundles", wanted("a", "teamIds", list(own)))
                        .outcome())
                .isEqualTo("201");
        assertThat(account.as(everywhere).post("/bundles", wanted("b")).outcome())
                .isEqualTo("201");
    }

    @Test
    void everyActionWhenNoTeamOfTheActorReachesTheBundleThenForbiddenWhateverTheirCapabilities() {
        UUID gina = demo.person("gina", Capability.GATEWAY_MANAGE, Capability.GATEWAY_PROVISION_TEAMS);
        UUID own = demo.team("Own", gina);
        UUID others = demo.team("Others", account.cus);
        UUID mine = demo.bundle("mine", own);
        UUID theirs = demo.bundle("theirs", others);
        UUID notes = account.server("notes");
        demo.carry(theirs, notes);
        AdminApi caller = account.as(gina);

        assertThat(caller.get("/bundles").items("id")).containsExactly(mine.toString());
        List<List<Object>> calls = List.of(
                List.of("GET", "", ""),
                List.of("PATCH", "", object("name", "x")),
                List.of("DELETE", "", ""),
                List.of("GET", "/teams", ""),
                List.of("POST", "/teams", teams(own)),
                List.of("PUT", "/teams", teams(own)),
                List.of("DELETE", "/teams/" + others, ""),
                List.of("GET", "/servers", ""),
                List.of("POST", "/servers", object("serverId", notes)),
                List.of("GET", "/servers/" + notes, ""),
                List.of("PATCH", "/servers/" + notes, object("enabled", false)),
                List.of("DELETE", "/servers/" + notes, ""));
        for (List<Object> call : calls) {
            Object body = call.get(2).equals("") ? null : call.get(2);
            assertThat(caller.send((String) call.get(0), "/bundles/" + theirs + call.get(1), body)
                            .outcome())
                    .as(call.toString())
                    .isEqualTo("403 CAPABILITY_MISSING");
        }
        assertThat(api.get("/bundles/" + theirs).json().path("servers").asInt()).isEqualTo(1);
        assertThat(caller.get("/bundles/" + mine).outcome()).isEqualTo("200");

        api.patch("/teams/" + own, object("enabled", false));
        assertThat(caller.get("/bundles/" + mine).outcome()).isEqualTo("403 CAPABILITY_MISSING");
        assertThat(caller.get("/bundles").items("id")).isEmpty();
    }

    @Test
    void everyActionWhenTheRoleReachesAllServersThenTeamsDoNotMatterAndTheCapabilityStillDoes() {
        UUID bundle = demo.bundle("desk", demo.team("Others", account.cus));
        UUID eve = demo.person("eve", Capability.GATEWAY_MANAGE, Capability.MCP_USE_ALL_SERVERS);
        UUID ulf = demo.person("ulf", Capability.MCP_USE_ALL_SERVERS);
        AdminApi caller = account.as(eve);
        assertThat(caller.get("/bundles").items("id")).containsExactly(bundle.toString());
        assertThat(caller.patch("/bundles/" + bundle, object("name", "Desk")).outcome())
                .isEqualTo("200");
        assertThat(caller.put("/bundles/" + bundle + "/teams", teams()).outcome())
                .isEqualTo("403 CAPABILITY_MISSING");
        assertThat(account.as(ulf).get("/bundles").outcome()).isEqualTo("403 CAPABILITY_MISSING");
        assertThat(account.as(ulf).get("/bundles/" + bundle).outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void slugWhenUsedOnceThenNeverAgainForAnybody() {
        UUID bundle = demo.bundle("desk");
        BundleFixture other = new BundleFixture();
        Object same = object("name", "x", "slug", demo.slug("desk"));
        assertThat(api.post("/bundles", same).outcome()).isEqualTo("409 SLUG_TAKEN");
        assertThat(other.api.post("/bundles", same).outcome()).isEqualTo("409 SLUG_TAKEN");
        assertThat(api.delete("/bundles/" + bundle).outcome()).isEqualTo("204");
        assertThat(api.post("/bundles", same).outcome()).isEqualTo("409 SLUG_TAKEN");
        assertThat(other.api.post("/bundles", same).outcome()).isEqualTo("409 SLUG_TAKEN");
        assertThat(api.get("/bundles/" + bundle).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(api.delete("/bundles/" + bundle).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void bodiesWhenTheyAreWrongThenNothingIsMadeOrChanged() {
        UUID team = demo.team("Support");
        UUID bundle = demo.bundle("desk", team);
        String before = api.get("/bundles").text();
        List<String> audited = account.audited(() -> {
            for (Object malformed : list(
                    "[]",
                    object("name", 1, "slug", "x"),
                    wanted("a", "enabled", 1),
                    wanted("a", "teamIds", "x"),
                    wanted("a", "teamIds", list(5)),
                    wanted("a", "version", 1),
                    wanted("a", "resource", "x"))) {
                assertThat(api.post("/bundles", malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
            }
            for (Object invalid : list(
                    object("name", "x"),
                    object("slug", "x"),
                    object("name", "x", "slug", "X"),
                    object("name", "x", "slug", "a/b"),
                    object("name", "x", "slug", "-a"),
                    object("name", "x", "slug", "a".repeat(64)),
                    object("name", "a\u0000", "slug", "ok"),
                    wanted("a", "teamIds", list("nobody")))) {
                assertThat(api.post("/bundles", invalid).outcome()).isEqualTo("422 INVALID_VALUE");
            }
            for (Object invalid : list(
                    object("slug", "other"), object("slug", null), object("name", null), object("enabled", null))) {
                assertThat(api.patch("/bundles/" + bundle, invalid).outcome()).isEqualTo("422 INVALID_VALUE");
            }
            assertThat(api.post("/bundles/" + bundle + "/teams", teams()).outcome())
                    .isEqualTo("422 INVALID_VALUE");
            assertThat(api.put("/bundles/" + bundle + "/teams", object()).outcome())
                    .isEqualTo("422 INVALID_VALUE");
            assertThat(api.put("/bundles/" + bundle + "/teams", object("teamIds", object()))
                            .outcome())
                    .isEqualTo("400 MALFORMED_REQUEST");
            assertThat(api.patch("/bundles/" + bundle, object("slug", demo.slug("desk")))
                            .outcome())
                    .isEqualTo("200");
        });
        assertThat(audited).isEmpty();
        assertThat(api.get("/bundles").text()).isEqualTo(before);
    }

    @Test
    void changeWhenVersionIsStaleThenRefusesAndWhenNothingChangesThenNothingIsWritten() {
        UUID bundle = demo.bundle("desk");
        UUID notes = account.server("notes");
        demo.carry(bundle, notes);
        assertThat(api.patch("/bundles/" + bundle, object("name", "Desk", "version", 1))
                        .outcome())
                .isEqualTo("200");
        assertThat(AccountFixture.feed(notes)).containsExactly("SERVER CREATED", "SERVER ASSIGNMENT_CREATED");
        assertThat(api.patch("/bundles/" + bundle, object("enabled", false, "version", 1))
                        .outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(api.header("If-Match", "1").delete("/bundles/" + bundle).outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(account.audited(() -> api.patch("/bundles/" + bundle, object("name", "Desk", "version", 2))))
                .isEmpty();
        assertThat(demo.states("BUNDLE_CHANGED")).singleElement().asString().contains("\"desk\"", "\"Desk\"");
    }

    @Test
    void teamsWhenAddedReplacedAndRemovedThenAuditsEachChangeOnce() {
        UUID one = demo.team("One");
        UUID two = demo.team("Two");
        UUID three = demo.team("Three");
        UUID bundle = demo.bundle("desk", one);
        String path = "/bundles/" + bundle + "/teams";
        List<String> audited = account.audited(() -> {
            assertThat(api.post(path, teams(one, two)).items("teamId"))
                    .containsExactlyInAnyOrder(one.toString(), two.toString());
            assertThat(api.post(path, teams(two)).items("teamId")).containsExactly(two.toString());
            assertThat(api.put(path, teams(two, three)).items("teamId"))
                    .containsExactlyInAnyOrder(two.toString(), three.toString());
            assertThat(api.put(path, teams(three, two)).outcome()).isEqualTo("200");
            assertThat(api.delete(path + "/" + two).outcome()).isEqualTo("204");
            assertThat(api.delete(path + "/" + two).outcome()).isEqualTo("204");
        });
        assertThat(audited).containsExactly("BUNDLE_TEAMS_CHANGED", "BUNDLE_TEAMS_CHANGED", "BUNDLE_TEAMS_CHANGED");
        assertThat(demo.states("BUNDLE_TEAMS_CHANGED").get(1))
                .startsWith("{\"count\":2,\"ids\":[\"" + one + "\"]}")
                .endsWith("{\"count\":2,\"ids\":[\"" + three + "\"]}");
        assertThat(api.get(path).items("teamId")).containsExactly(three.toString());
        assertThat(api.put(path, teams()).items("teamId")).isEmpty();
    }

    @Test
    void teamsWhenOfAnotherAccountThenNothingIsProvisioned() {
        BundleFixture other = new BundleFixture();
        UUID foreign = other.team("Foreign", other.account.cus);
        UUID own = demo.team("Own");
        UUID bundle = demo.bundle("desk", own);
        String path = "/bundles/" + bundle + "/teams";
        for (UUID wrong : List.of(foreign, UUID.randomUUID())) {
            assertThat(api.post("/bundles", wanted("x", "teamIds", list(own, wrong)))
                            .outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(api.post(path, teams(own, wrong)).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.put(path, teams(wrong)).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.delete(path + "/" + wrong).outcome()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(api.get(path).items("teamId")).containsExactly(own.toString());
        assertThat(api.get("/bundles").items("id")).containsExactly(bundle.toString());
    }

    @Test
    void everyRouteWhenTheBundleIsOfAnotherAccountThenThereIsNoSuchThing() {
        BundleFixture other = new BundleFixture();
        UUID bundle = other.bundle("theirs");
        for (Object id : list(bundle, UUID.randomUUID(), "x")) {
            String path = "/bundles/" + id;
            assertThat(api.get(path).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.patch(path, object("name", "x")).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.delete(path).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.get(path + "/teams").outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.put(path + "/teams", teams()).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.get(path + "/servers").outcome()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(api.get("/bundles").items("id")).isEmpty();
        assertThat(other.api.get("/bundles/" + bundle).outcome()).isEqualTo("200");
    }

    @Test
    void lastTeamOfTheActorWhenTheyRemoveItThenTheyAreOut() {
        UUID gina = demo.person("gina", Capability.GATEWAY_MANAGE, Capability.GATEWAY_PROVISION_TEAMS);
        UUID own = demo.team("Own", gina);
        UUID bundle = demo.bundle("desk", own);
        AdminApi caller = account.as(gina);
        assertThat(caller.delete("/bundles/" + bundle + "/teams/" + own).outcome())
                .isEqualTo("204");
        assertThat(caller.post("/bundles/" + bundle + "/teams", teams(own)).outcome())
                .isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void bundleWhenDisabledThenTeamReachEndsTheRestLivesAndTheGatewayLearnsOfEveryServer() {
        UUID notes = account.server("notes");
        UUID vault = account.server("vault");
        UUID bundle = demo.bundle("desk", demo.team("Support", account.cus));
        demo.carry(bundle, notes);
        demo.carry(bundle, vault);
        account.grant(vault, account.carl);
        UUID lost = account.authorizationThrough(account.cus, bundle, notes);
        UUID kept = account.authorizationThrough(account.carl, bundle, vault);

        List<String> audited =
                account.audited(() -> assertThat(api.patch("/bundles/" + bundle, object("enabled", false))
                                .outcome())
                        .isEqualTo("200"));

        assertThat(audited).containsExactlyInAnyOrder("BUNDLE_CHANGED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(account.fate(kept)).isEqualTo("alive");
        assertThat(AccountFixture.feed(lost)).isEmpty();
        assertThat(AccountFixture.feed(notes)).last().isEqualTo("SERVER BUNDLE_CHANGED");
        assertThat(AccountFixture.feed(vault)).last().isEqualTo("SERVER BUNDLE_CHANGED");
        api.patch("/bundles/" + bundle, object("enabled", true));
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(AccountFixture.feed(notes))
                .filteredOn("SERVER BUNDLE_CHANGED"::equals)
                .hasSize(2);
    }

    @Test
    void bundleWhenDeletedThenEveryAuthorizationThroughItEndsAtOnce() {
        UUID notes = account.server("notes");
        UUID bundle = demo.bundle("desk", demo.team("Support", account.cus));
        demo.carry(bundle, notes);
        UUID byTeam = account.authorizationThrough(account.cus, bundle, notes);
        UUID byRole = account.authorizationThrough(account.ada, bundle, notes);
        UUID direct = account.authorization(account.ada, notes);

        List<String> audited = account.audited(
                () -> assertThat(api.delete("/bundles/" + bundle).outcome()).isEqualTo("204"));

        assertThat(audited)
                .containsExactlyInAnyOrder(
                        "BUNDLE_DELETED", "AUTHORIZATION_REVOKED REACH_LOST", "AUTHORIZATION_REVOKED REACH_LOST");
        for (UUID ended : List.of(byTeam, byRole)) {
            assertThat(account.fate(ended)).isEqualTo("REACH_LOST");
            assertThat(AccountFixture.feed(ended)).containsExactly("AUTHORIZATION REACH_LOST");
        }
        assertThat(account.fate(direct)).isEqualTo("alive");
        assertThat(AccountFixture.feed(notes)).last().isEqualTo("SERVER BUNDLE_DELETED");
        assertThat(api.get("/bundles").items("id")).isEmpty();
        assertThat(AccountFixture.jdbc()
                        .sql("select (select count(*) from bundle_server where bundle_id = :id)"
                                + " + (select count(*) from bundle_team where bundle_id = :id)")
                        .param("id", bundle)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void unprovisionThenThoseWhoCameByThatTeamAloneAreOut() {
        UUID notes = account.server("notes");
        UUID one = demo.team("One", account.cus, account.carl);
        UUID two = demo.team("Two", account.carl);
        UUID bundle = demo.bundle("desk", one, two);
        UUID elsewhere = demo.bundle("other", one);
        demo.carry(bundle, notes);
        demo.carry(elsewhere, notes);
        UUID lost = account.authorizationThrough(account.cus, bundle, notes);
        UUID kept = account.authorizationThrough(account.carl, bundle, notes);
        UUID other = account.authorizationThrough(account.cus, elsewhere, notes);

        assertThat(api.put("/bundles/" + bundle + "/teams", teams(two)).outcome())
                .isEqualTo("200");

        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(account.fate(kept)).isEqualTo("alive");
        assertThat(account.fate(other)).isEqualTo("alive");
        api.delete("/bundles/" + bundle + "/teams/" + two);
        assertThat(account.fate(kept)).isEqualTo("REACH_LOST");
    }
}
