package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.Capability;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssignmentsTests {

    private static final Map<String, Object> ONLY_ECHO =
            object("tools", object("mode", "ALLOW_SELECTED", "names", list("echo")));

    private final BundleFixture demo = new BundleFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;
    private final UUID notes = account.server("notes");
    private final UUID team = demo.team("Support", account.cus);
    private final UUID bundle = demo.bundle("desk", team);
    private final String servers = "/bundles/" + bundle + "/servers";
    private final String path = servers + "/" + notes;

    private Answer carry(Object... more) {
        Map<String, Object> body = object("serverId", notes);
        body.putAll(object(more));
        return api.post(servers, body);
    }

    @Test
    void createThenHasAResourceOfItsOwnAndTheGatewayLearnsOfIt() {
        List<String> audited = account.audited(() -> {
            Answer created = carry();
            assertThat(created.outcome()).isEqualTo("201");
            assertThat(created.header("Location")).isEqualTo("/api/v1" + path);
            assertThat(created.text())
                    .isEqualTo("{\"serverId\":\"" + notes + "\",\"name\":\"notes\",\"slug\":\"" + demo.slug("notes")
                            + "\",\"resource\":\"http://localhost:8080/mcp/" + demo.slug("desk") + "/"
                            + demo.slug("notes")
                            + "\",\"enabled\":true,\"featurePolicy\":{},\"effectiveFeaturePolicy\":{},"
                            + "\"identityScheme\":null,\"version\":1}");
            assertThat(api.get(path).text()).isEqualTo(created.text());
            assertThat(api.get(servers).text()).isEqualTo("{\"items\":[" + created.text() + "],\"next\":null}");
        });
        assertThat(audited).containsExactly("ASSIGNMENT_CREATED");
        assertThat(AccountFixture.feed(notes)).containsExactly("SERVER CREATED", "SERVER ASSIGNMENT_CREATED");
        assertThat(api.get("/bundles/" + bundle).json().path("servers").asInt()).isEqualTo(1);
    }

    @Test
    void createWhenTheBundleCarriesTheServerThenRefusesAndAnotherBundleMay() {
        assertThat(carry().outcome()).isEqualTo("201");
        assertThat(carry("enabled", false).outcome()).isEqualTo("409 ASSIGNMENT_EXISTS");
        UUID second = demo.bundle("second");
        demo.carry(second, notes);
        assertThat(api.get("/bundles/" + second + "/servers/" + notes)
                        .json()
                        .path("resource")
                        .asString())
                .endsWith("/mcp/" + demo.slug("second") + "/" + demo.slug("notes"));
    }

    @Test
    void createWhenTheServerIsForeignDeletedOrSelfValidatingThenRefuses() {
        UUID foreign = new AccountFixture().server("theirs");
        UUID deleted = account.server("deleted");
        api.delete("/servers/" + deleted);
        for (UUID wrong : List.of(foreign, deleted, UUID.randomUUID())) {
            assertThat(api.post(servers, object("serverId", wrong)).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.get(servers + "/" + wrong).outcome()).isEqualTo("404 NOT_FOUND");
            assertThat(api.patch(servers + "/" + wrong, object("enabled", false))
                            .outcome())
                    .isEqualTo("404 NOT_FOUND");
            assertThat(api.delete(servers + "/" + wrong).outcome()).isEqualTo("404 NOT_FOUND");
        }
        Answer direct = api.post(
                "/servers",
                object("name", "d", "slug", demo.slug("d"), "resourceUri", "https://d-" + account.mark + ".example"));
        assertThat(api.post(servers, object("serverId", direct.json().path("id").asString()))
                        .outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(api.get(servers).items("serverId")).isEmpty();
    }

    @Test
    void bodiesWhenTheyAreWrongThenNothingIsMadeOrChanged() {
        for (Object malformed : list(
                "x",
                object("serverId", 1),
                object("serverId", notes, "resource", "x"),
                object("serverId", notes, "enabled", "true"),
                object("serverId", notes, "version", 1),
                object("serverId", notes, "featurePolicy", list()),
                object("serverId", notes, "identityScheme", 1))) {
            assertThat(api.post(servers, malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
        }
        for (Object invalid : list(
                object(),
                object("serverId", "x"),
                object("serverId", notes, "identityScheme", "SHARED"),
                object("serverId", notes, "identityScheme", "none"))) {
            assertThat(api.post(servers, invalid).outcome()).isEqualTo("422 INVALID_VALUE");
        }
        carry();
        String before = api.get(path).text();
        List<String> audited = account.audited(() -> {
            for (Object malformed : list(
                    object("resource", "x"), object("serverId", notes), object("enabled", 0), object("version", "1"))) {
                assertThat(api.patch(path, malformed).outcome()).isEqualTo("400 MALFORMED_REQUEST");
            }
            assertThat(api.patch(path, object("enabled", null)).outcome()).isEqualTo("422 INVALID_VALUE");
            assertThat(api.patch(path, object("identityScheme", "TOKEN_EXCHANGE"))
                            .outcome())
                    .isEqualTo("422 INVALID_VALUE");
            assertThat(api.patch(path, object("enabled", true, "featurePolicy", object(), "identityScheme", null))
                            .text())
                    .isEqualTo(before);
        });
        assertThat(audited).isEmpty();
        assertThat(api.get(path).text()).isEqualTo(before);
    }

    @Test
    void changeThenCountsTheVersionAndAStaleOneIsRefused() {
        carry();
        List<String> audited = account.audited(() -> assertThat(
                        api.patch(path, object("enabled", false, "identityScheme", "NONE", "version", 1))
                                .text())
                .contains("\"enabled\":false", "\"identityScheme\":\"NONE\"", "\"version\":2"));
        assertThat(audited).containsExactly("ASSIGNMENT_CHANGED");
        assertThat(api.patch(path, object("enabled", true, "version", 1)).outcome())
                .isEqualTo("409 STALE_VERSION");
        assertThat(api.header("If-Match", "1").delete(path).outcome()).isEqualTo("409 STALE_VERSION");
        assertThat(AccountFixture.feed(notes)).last().isEqualTo("SERVER ASSIGNMENT_CHANGED");
        assertThat(api.header("If-Match", "2").delete(path).outcome()).isEqualTo("204");
        assertThat(api.delete(path).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(AccountFixture.feed(notes)).last().isEqualTo("SERVER ASSIGNMENT_DELETED");
    }

    @Test
    void featurePolicyWhenTheServerHasOneTooThenBothMustExpose() {
        api.patch(
                "/servers/" + notes,
                object(
                        "featurePolicy",
                        object(
                                "tools", object("mode", "ALLOW_SELECTED", "names", list("add", "list")),
                                "resources", object("mode", "BLOCK_ALL"))));
        Answer created = carry(
                "featurePolicy",
                object(
                        "tools", object("mode", "ALLOW_SELECTED", "names", list("list", "drop")),
                        "resources", object("mode", "ALLOW_ALL"),
                        "prompts", object("mode", "BLOCK_ALL")));
        assertThat(created.json().path("featurePolicy").toString())
                .isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"drop\",\"list\"]},"
                        + "\"resources\":{\"mode\":\"ALLOW_ALL\"},\"prompts\":{\"mode\":\"BLOCK_ALL\"}}");
        assertThat(created.json().path("effectiveFeaturePolicy").toString())
                .isEqualTo("{\"tools\":{\"mode\":\"ALLOW_SELECTED\",\"names\":[\"list\"]},"
                        + "\"resources\":{\"mode\":\"BLOCK_ALL\"},\"prompts\":{\"mode\":\"BLOCK_ALL\"}}");
        assertThat(api.patch(path, object("featurePolicy", null))
                        .json()
                        .path("featurePolicy")
                        .toString())
                .isEqualTo("{}");
        assertThat(AccountFixture.feed(notes)).last().isEqualTo("SERVER ASSIGNMENT_CHANGED");
    }

    @Test
    void featurePolicyWhenTheActorMayNotChooseFeaturesThenOnlyTheRestMayChange() {
        UUID gina = demo.person("gina", Capability.GATEWAY_MANAGE);
        demo.put(team, account.cus, gina);
        AdminApi caller = account.as(gina);
        assertThat(caller.post(servers, object("serverId", notes, "featurePolicy", ONLY_ECHO))
                        .outcome())
                .isEqualTo("403 CAPABILITY_MISSING");
        assertThat(caller.post(servers, object("serverId", notes, "featurePolicy", object()))
                        .outcome())
                .isEqualTo("201");
        api.patch(path, object("featurePolicy", ONLY_ECHO));
        for (Object other : list(null, object("tools", null), object("prompts", object("mode", "BLOCK_ALL")))) {
            assertThat(caller.patch(path, object("enabled", false, "featurePolicy", other))
                            .outcome())
                    .isEqualTo("403 CAPABILITY_MISSING");
        }
        assertThat(caller.patch(path, object("enabled", false, "featurePolicy", ONLY_ECHO))
                        .outcome())
                .isEqualTo("200");
        UUID fay = demo.person("fay", Capability.GATEWAY_MANAGE, Capability.FEATURE_PROVISION);
        demo.put(team, account.cus, gina, fay);
        assertThat(account.as(fay).patch(path, object("featurePolicy", null)).outcome())
                .isEqualTo("200");
    }

    @Test
    void assignmentWhenDisabledThenTeamReachEndsAndGrantsLive() {
        carry();
        account.grant(notes, account.carl);
        UUID lost = account.authorizationThrough(account.cus, bundle, notes);
        UUID granted = account.authorizationThrough(account.carl, bundle, notes);
        UUID admin = account.authorizationThrough(account.ada, bundle, notes);

        List<String> audited = account.audited(() ->
                assertThat(api.patch(path, object("enabled", false)).outcome()).isEqualTo("200"));

        assertThat(audited).containsExactlyInAnyOrder("ASSIGNMENT_CHANGED", "AUTHORIZATION_REVOKED REACH_LOST");
        assertThat(account.fate(lost)).isEqualTo("REACH_LOST");
        assertThat(AccountFixture.feed(lost)).isEmpty();
        assertThat(account.fate(granted)).isEqualTo("alive");
        assertThat(account.fate(admin)).isEqualTo("alive");
    }

    @Test
    void assignmentWhenDeletedThenEverybodyThroughItIsOutAtOnceAndAReCreatedOneRevivesNothing() {
        carry();
        UUID byTeam = account.authorizationThrough(account.cus, bundle, notes);
        UUID byRole = account.authorizationThrough(account.ada, bundle, notes);
        UUID direct = account.authorization(account.ada, notes);

        assertThat(api.delete(path).outcome()).isEqualTo("204");

        for (UUID ended : List.of(byTeam, byRole)) {
            assertThat(account.fate(ended)).isEqualTo("ASSIGNMENT_DELETED");
            assertThat(AccountFixture.feed(ended)).containsExactly("AUTHORIZATION ASSIGNMENT_DELETED");
        }
        assertThat(account.fate(direct)).isEqualTo("alive");
        assertThat(carry().outcome()).isEqualTo("201");
        assertThat(account.fate(byTeam)).isEqualTo("ASSIGNMENT_DELETED");
    }

    @Test
    void assignmentWhenDeletedAfterTheTeamLostItThenTheSparedTokensAreRefusedToo() {
        UUID other = account.server("other");
        carry();
        demo.carry(bundle, other);
        UUID spared = account.authorizationThrough(account.cus, bundle, notes);
        UUID longAgo = account.authorizationThrough(account.cus, bundle, notes);
        UUID beside = account.authorizationThrough(account.cus, bundle, other);
        api.delete("/bundles/" + bundle + "/teams/" + team);
        AccountFixture.jdbc()
                .sql("update oauth_authorization set revoked_at = revoked_at - interval '61' minute where id = :id")
                .param("id", longAgo)
                .update();
        assertThat(AccountFixture.feed(spared)).isEmpty();

        List<String> audited =
                account.audited(() -> assertThat(api.delete(path).outcome()).isEqualTo("204"));

        assertThat(audited).containsExactlyInAnyOrder("ASSIGNMENT_DELETED", "AUTHORIZATION_REVOKED ASSIGNMENT_DELETED");
        assertThat(account.fate(spared)).isEqualTo("ASSIGNMENT_DELETED");
        assertThat(AccountFixture.feed(spared)).containsExactly("AUTHORIZATION ASSIGNMENT_DELETED");
        for (UUID left : List.of(longAgo, beside)) {
            assertThat(account.fate(left)).isEqualTo("REACH_LOST");
            assertThat(AccountFixture.feed(left)).isEmpty();
        }
    }

    @Test
    void assignmentWhenDeletedThenThoseBesideItInTheBundleLive() {
        UUID other = account.server("other");
        carry();
        demo.carry(bundle, other);
        UUID beside = account.authorizationThrough(account.cus, bundle, other);
        assertThat(api.delete(path).outcome()).isEqualTo("204");
        assertThat(account.fate(beside)).isEqualTo("alive");
    }

    @Test
    void serverWhenDeletedThenItsAssignmentsAndTheirAuthorizationsGo() {
        carry();
        UUID family = account.authorizationThrough(account.cus, bundle, notes);
        assertThat(api.delete("/servers/" + notes).outcome()).isEqualTo("204");
        assertThat(account.fate(family)).isEqualTo("SERVER_DELETED");
        assertThat(api.get(servers).items("serverId")).isEmpty();
        assertThat(api.get("/bundles/" + bundle).json().path("servers").asInt()).isZero();
        assertThat(api.get(path).outcome()).isEqualTo("404 NOT_FOUND");
    }
}
