package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TeamsTests {

    private final BundleFixture demo = new BundleFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;

    private String members(UUID team) {
        return "/teams/" + team + "/members";
    }

    private static Object users(UUID... ids) {
        return object("userIds", List.of(ids));
    }

    @Test
    void createWhenNamedThenIsThereWithNobodyInItAndAuditedOnce() {
        List<String> audited = account.audited(() -> {
            Answer created = api.post("/teams", object("name", " Support ", "enabled", false));
            assertThat(created.outcome()).isEqualTo("201");
            String id = created.json().path("id").asString();
            assertThat(created.header("Location")).isEqualTo("/api/v1/teams/" + id);
            assertThat(created.text())
                    .isEqualTo("{\"id\":\"" + id
                            + "\",\"name\":\"Support\",\"enabled\":false,\"members\":0,\"version\":1}");
            assertThat(api.get("/teams/" + id).text()).isEqualTo(created.text());
            assertThat(api.get("/teams").items("id")).containsExactly(id);
        });
        assertThat(audited).containsExactly("TEAM_CREATED");
    }

    @Test
    void namesWhenTakenInTheAccountThenRefuseAndElsewhereAreFree() {
        UUID one = demo.team("Support");
        demo.team("Sales");
        assertThat(api.post("/teams", object("name", "Support")).outcome()).isEqualTo("409 NAME_TAKEN");
        assertThat(api.patch("/teams/" + one, object("name", "Sales")).outcome())
                .isEqualTo("409 NAME_TAKEN");
        assertThat(api.patch("/teams/" + one, object("name", "Support")).outcome())
                .isEqualTo("200");
        assertThat(new AccountFixture()
                        .api
                        .post("/teams", object("name", "Support"))
                        .outcome())
                .isEqualTo("201");
    }

    @Test
    void bodiesWhenTheyAreWrongThenNothingIsMadeOrChanged() {
        UUID team = demo.team("Support", account.cus);
        String before = api.get("/teams").text();
        List<String> audited = account.audited(() -> {
            for (Object malformed : list(
                    "{",
                    list(),
                    object("name", 5),
                    object("name", "x", "enabled", "yes"),
                    object("name", "x", "owner", "me"),
                    object("name", "x", "version", 1))) {
                assertThat(api.post("/teams", malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
            }
            for (Object invalid : list(
                    object(),
                    object("name", null),
                    object("name", " "),
                    object("name", "a\u0000b"),
                    object("name", "a\u202eb"),
                    object("name", "x".repeat(201)))) {
                assertThat(api.post("/teams", invalid).outcome()).isEqualTo("422 INVALID_VALUE");
            }
            assertThat(api.patch("/teams/" + team, object("name", null)).outcome())
                    .isEqualTo("422 INVALID_VALUE");
            assertThat(api.patch("/teams/" + team, object("enabled", null)).outcome())
                    .isEqualTo("422 INVALID_VALUE");
            assertThat(api.patch("/teams/" + team, "{\"version\":1e99}").outcome())
                    .isEqualTo("400 MALFORMED_REQUEST");
        });
        assertThat(audited).isEmpty();
        assertThat(api.get("/teams").text()).isEqualTo(before);
    }

    @Test
    void listsOfPeopleWhenTheyAreWrongThenNobodyIsAddedOrRemoved() {
        UUID team = demo.team("Support", account.cus);
        String before = api.get(members(team)).text();
        List<String> audited = account.audited(() -> {
            for (Object malformed : list(
                    object("userIds", "x"),
                    object("userIds", list(1)),
                    object("userIds", list((Object) null)),
                    object("userIds", list(), "version", 1))) {
                assertThat(api.post(members(team), malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
                assertThat(api.put(members(team), malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
            }
            List<UUID> many = Stream.generate(UUID::randomUUID).limit(1001).toList();
            for (Object invalid :
                    list(object(), object("userIds", null), object("userIds", list("x")), object("userIds", many))) {
                assertThat(api.post(members(team), invalid).outcome()).isEqualTo("422 INVALID_VALUE");
                assertThat(api.put(members(team), invalid).outcome()).isEqualTo("422 INVALID_VALUE");
            }
            assertThat(api.post(members(team), users()).outcome()).isEqualTo("422 INVALID_VALUE");
            List<UUID> tooMany = Stream.generate(UUID::randomUUID).limit(10_000).toList();
            assertThat(api.put(members(team), object("userIds", tooMany)).outcome())
                    .isEqualTo("413 CONTENT_TOO_LARGE");
        });
        assertThat(audited).isEmpty();
        assertThat(api.get(members(team)).text()).isEqualTo(before);
    }

    @Test
    void versionWhenStaleThenRefusesAndWhenNothingChangesThenNothingIsWritten() {
        UUID team = demo.team("Support");
        assertThat(api.patch("/teams/" + team, object("name", "Help", "version", 1))
                        .outcome())
                .isEqualTo("200");
        assertThat(api.patch("/teams/" + team, object("enabled", false, "version", 1))
                        .outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(api.header("If-Match", "\"1\"").delete("/teams/" + team).outcome())
                .isEqualTo("409 STALE_VERSION");
        List<String> audited = account.audited(() -> {
            Answer same = api.header("If-Match", "\"2\"").patch("/teams/" + team, object("name", "Help"));
            assertThat(same.outcome()).isEqualTo("200");
            assertThat(same.json().path("version").asInt()).isEqualTo(2);
        });
        assertThat(audited).isEmpty();
        assertThat(demo.states("TEAM_CHANGED")).singleElement().asString().contains("Support", "Help");
        assertThat(api.header("If-Match", "\"2\"").delete("/teams/" + team).outcome())
                .isEqualTo("204");
        assertThat(api.get("/teams/" + team).outcome()).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void addWhenRepeatedThenAuditsOnceAndShowsThoseNamed() {
        UUID team = demo.team("Support");
        List<String> audited = account.audited(() -> {
            Answer added = api.post(members(team), users(account.cus, account.carl, account.cus));
            assertThat(added.outcome()).isEqualTo("200");
            assertThat(added.items("userId"))
                    .containsExactlyInAnyOrder(account.cus.toString(), account.carl.toString());
            assertThat(added.item("userId", account.cus).toString())
                    .isEqualTo("{\"userId\":\"" + account.cus + "\",\"name\":\"cus\",\"email\":\"cus@" + account.mark
                            + ".example\",\"role\":\"Custom\",\"status\":\"ACTIVE\",\"source\":\"MANUAL\"}");
            assertThat(api.post(members(team), users(account.cus)).items("userId"))
                    .containsExactly(account.cus.toString());
        });
        assertThat(audited).containsExactly("TEAM_MEMBERS_CHANGED");
        assertThat(demo.states("TEAM_MEMBERS_CHANGED"))
                .singleElement()
                .asString()
                .startsWith("{\"count\":0,\"ids\":[]} => {\"count\":2,")
                .contains(account.cus.toString(), account.carl.toString());
        assertThat(api.get("/teams/" + team).json().path("members").asInt()).isEqualTo(2);
        assertThat(api.get("/teams/" + team).json().path("version").asInt()).isEqualTo(1);
        Answer page = api.get(members(team) + "?limit=1");
        assertThat(page.items("userId")).hasSize(1);
        assertThat(api.get(members(team) + "?limit=1&cursor="
                                + page.json().path("next").asString())
                        .items("userId"))
                .hasSize(1)
                .doesNotContainAnyElementsOf(page.items("userId"));
    }

    @Test
    void addWhenOneIsNoActiveMemberThenNobodyIsAdded() {
        UUID team = demo.team("Support");
        UUID stranger = new AccountFixture().cus;
        UUID disabled = account.person("dis", SystemRole.CUSTOM_LEVEL, MembershipStatus.DISABLED);
        UUID invited = account.person("inv", SystemRole.CUSTOM_LEVEL, MembershipStatus.INVITED);
        for (UUID wrong : List.of(stranger, disabled, invited, UUID.randomUUID())) {
            assertThat(api.post(members(team), users(account.cus, wrong)).outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(api.put(members(team), users(account.cus, wrong)).outcome())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(api.get(members(team)).items("userId")).isEmpty();
        assertThat(demo.states("TEAM_MEMBERS_CHANGED")).isEmpty();
    }

    @Test
    void replaceThenExactlyThoseAreInItWhomAdminsPutThereAndTheDirectorysStay() {
        UUID team = demo.team("Support", account.cus, account.carl);
        AccountFixture.jdbc()
                .sql("update team_member set source = 'SCIM' where membership_id = :id")
                .param("id", account.membership(account.carl))
                .update();
        Answer replaced = api.put(members(team), users(account.mel));
        assertThat(replaced.items("userId")).containsExactly(account.mel.toString());
        assertThat(api.get(members(team)).items("userId"))
                .containsExactlyInAnyOrder(account.mel.toString(), account.carl.toString());
        assertThat(api.get(members(team))
                        .item("userId", account.carl)
                        .path("source")
                        .asString())
                .isEqualTo("SCIM");

        List<String> audited = account.audited(() -> {
            assertThat(api.put(members(team), users(account.mel)).outcome()).isEqualTo("200");
            assertThat(api.put(members(team), users(account.mel, account.carl)).outcome())
                    .isEqualTo("200");
        });
        assertThat(audited).isEmpty();
        assertThat(api.put(members(team), users()).items("userId")).isEmpty();
        assertThat(api.get(members(team)).items("userId")).containsExactly(account.carl.toString());
    }

    @Test
    void removeWhenRepeatedThenAuditsOnceAndUnknownPeopleAreNotFound() {
        UUID team = demo.team("Support", account.cus);
        List<String> audited = account.audited(() -> {
            assertThat(api.delete(members(team) + "/" + account.cus).outcome()).isEqualTo("204");
            assertThat(api.delete(members(team) + "/" + account.cus).outcome()).isEqualTo("204");
            assertThat(api.delete(members(team) + "/" + account.mel).outcome()).isEqualTo("204");
        });
        assertThat(audited).containsExactly("TEAM_MEMBERS_CHANGED");
        for (Object unknown : list(UUID.randomUUID(), new AccountFixture().cus, "x")) {
            assertThat(api.delete(members(team) + "/" + unknown).outcome()).isEqualTo("404 NOT_FOUND");
        }
    }

    @Test
    void everyRouteWhenTheTeamIsOfAnotherAccountThenThereIsNoSuchThing() {
        BundleFixture other = new BundleFixture();
        UUID team = other.team("Theirs", other.account.cus);
        for (Object id : list(team, UUID.randomUUID(), "x")) {
            assertThat(api.get("/teams/" + id).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.patch("/teams/" + id, object("name", "Ours")).outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(api.delete("/teams/" + id).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.get("/teams/" + id + "/members").outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.post("/teams/" + id + "/members", users(account.cus)).outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(api.put("/teams/" + id + "/members", users()).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.delete("/teams/" + id + "/members/" + account.cus).outcome())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(api.get("/teams").items("id")).isEmpty();
        assertThat(other.api.get("/teams/" + team).json().path("members").asInt())
                .isEqualTo(1);
    }

    @Test
    void removalOfTheOnlyWayThenTheAuthorizationEndsAndOthersLive() {
        UUID notes = account.server("notes");
        UUID team = demo.team("Support", account.cus, account.carl);
        UUID bundle = demo.bundle("desk", team);
        demo.carry(bundle, notes);
        account.grant(notes, account.carl);
        UUID lost = account.authorizationThrough(account.cus, bundle, notes);
        UUID granted = account.authorizationThrough(account.carl, bundle, notes);
        UUID direct = account.authorization(account.carl, notes);

        List<String> audited = account.audited(() -> demo.put(team));

        assertThat(audited).containsExactlyInAnyOrder("TEAM_MEMBERS_CHANGED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(account.fate(granted)).isEqualTo("alive");
        assertThat(account.fate(direct)).isEqualTo("alive");
        assertThat(AccountFixture.feed(lost)).isEmpty();
        demo.put(team, account.cus);
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        UUID again = account.authorizationThrough(account.cus, bundle, notes);
        api.delete(members(team) + "/" + account.cus);
        assertThat(account.fate(again)).isEqualTo("REACH_LOST");
    }

    @Test
    void teamWhenDisabledThenItsAuthorizationsEndUnlessAnotherTeamReaches() {
        UUID vault = account.server("vault");
        api.patch("/servers/" + vault, object("revocationMode", "IMMEDIATE"));
        UUID team = demo.team("Support", account.cus, account.carl);
        UUID bundle = demo.bundle("desk", team, demo.team("Second", account.carl));
        demo.carry(bundle, vault);
        UUID lost = account.authorizationThrough(account.cus, bundle, vault);
        UUID kept = account.authorizationThrough(account.carl, bundle, vault);
        UUID admin = account.authorizationThrough(account.ada, bundle, vault);

        assertThat(api.patch("/teams/" + team, object("enabled", false)).outcome())
                .isEqualTo("200");

        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(AccountFixture.feed(lost)).containsExactly("AUTHORIZATION REACH_LOST");
        assertThat(account.fate(kept)).isEqualTo("alive");
        assertThat(account.fate(admin)).isEqualTo("alive");
        api.patch("/teams/" + team, object("enabled", true));
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
    }

    @Test
    void teamWhenDeletedThenItsMembersAndBundlesGoAndSoDoesTheDefaultOfTheAccount() {
        UUID notes = account.server("notes");
        UUID team = demo.team("Support", account.cus);
        UUID bundle = demo.bundle("desk", team);
        demo.carry(bundle, notes);
        UUID lost = account.authorizationThrough(account.cus, bundle, notes);
        demo.setAccount("default_team_id = :value", team);

        List<String> audited = account.audited(
                () -> assertThat(api.delete("/teams/" + team).outcome()).isEqualTo("204"));

        assertThat(audited).containsExactlyInAnyOrder("TEAM_DELETED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(demo.states("TEAM_DELETED"))
                .singleElement()
                .asString()
                .contains("\"accountDefault\":true", bundle.toString());
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(api.get("/bundles/" + bundle).json().path("teams").asInt()).isZero();
        assertThat(api.get("/teams").items("id")).isEmpty();
        assertThat(AccountFixture.jdbc()
                        .sql("select count(*) from account where id = :id and default_team_id is null")
                        .param("id", account.id)
                        .query(Long.class)
                        .single())
                .isOne();
        demo.team("Support");
    }

    @Test
    void addWhenAThousandAtOnceThenAllAreThere() {
        UUID team = demo.team("Everybody");
        List<UUID> people = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            people.add(account.person("p" + i, SystemRole.CUSTOM_LEVEL));
        }
        List<UUID> repeated = new ArrayList<>();
        Collections.nCopies(25, people).forEach(repeated::addAll);
        assertThat(api.post(members(team), object("userIds", repeated)).items("userId"))
                .hasSize(40);
        assertThat(api.get("/teams/" + team).json().path("members").asInt()).isEqualTo(40);
    }
}
