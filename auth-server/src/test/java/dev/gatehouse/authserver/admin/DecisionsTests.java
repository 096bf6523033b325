package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Situations, and what {@code /decisions} says about each: the outcome, and the check that failed. */
class DecisionsTests {

    private static final String ALL = "AUTHORIZE EXCHANGE_CODE REFRESH INTROSPECT INVOKE";

    /** One account, one server, and cus, whom it is about. */
    static final class Scene {

        final AccountFixture demo = new AccountFixture();
        final TeamRows rows = new TeamRows(demo);
        final UUID server = demo.server("notes");
        final Map<String, Object> more = new HashMap<>();

        Answer ask(String action, UUID userId) {
            Map<String, Object> body = object("userId", userId, "serverId", server, "action", action);
            body.putAll(more);
            return demo.api.post("/decisions", body);
        }

        /** A bundle that carries the server, for a team of cus. */
        UUID bundle(String features) {
            UUID bundle = rows.bundle("tools", rows.team(demo.cus));
            rows.carry(bundle, server, features);
            more.put("bundleId", bundle);
            return bundle;
        }

        void grant(String... scopes) {
            Answer answer = demo.api.post(
                    "/servers/" + server + "/users", object("userIds", List.of(demo.cus), "scopes", List.of(scopes)));
            assertThat(answer.outcome()).isEqualTo("200");
        }

        void external() {
            demo.switchTo(server, demo.provider());
        }

        UUID authorized() {
            UUID id = demo.authorization(demo.cus, server);
            more.put("authorizationId", id);
            return id;
        }
    }

    /**
     * A situation.
     *
     * @param actions for which the outcome holds
     * @param outcome the basis, or the reason and the check: {@code NO_GRANT AUTHORIZE.HAS_REACH}; a star is the action
     */
    record Situation(String name, String actions, String outcome, Function<Scene, UUID> about) {
        @Override
        public String toString() {
            return name + ": " + actions;
        }
    }

    private static Situation is(String name, String actions, String outcome, Function<Scene, UUID> about) {
        return new Situation(name, actions, outcome, about);
    }

    private static Situation cus(
            String name, String actions, String outcome, java.util.function.Consumer<Scene> setUp) {
        return is(name, actions, outcome, scene -> {
            setUp.accept(scene);
            return scene.demo.cus;
        });
    }

    static Stream<Situation> people() {
        return Stream.of(
                is("an admin", ALL, "ROLE", scene -> scene.demo.ada),
                cus("granted", ALL, "SERVER_GRANT", scene -> scene.grant("mcp:write")),
                is("granted all", ALL, "ALL_GRANT", scene -> {
                    scene.demo.access(scene.demo.cus, object("mode", "ALL"));
                    return scene.demo.cus;
                }),
                cus("nothing", "AUTHORIZE EXCHANGE_CODE REFRESH", "NO_GRANT *.HAS_REACH", scene -> {}),
                cus("nothing", "INTROSPECT INVOKE", "NO_GRANT AUTHORIZE.HAS_REACH", scene -> {}),
                cus("grants off", "AUTHORIZE REFRESH", "NO_GRANT *.HAS_REACH", scene -> {
                    scene.grant("mcp:read");
                    scene.rows.account("direct_grants", "false");
                }),
                is(
                        "invited",
                        "AUTHORIZE REFRESH",
                        "INVITATION_PENDING *.IS_ACTIVE",
                        scene -> scene.demo.person("ivy", SystemRole.ADMIN, MembershipStatus.INVITED)),
                is(
                        "disabled",
                        "EXCHANGE_CODE REFRESH",
                        "USER_DISABLED *.IS_ACTIVE",
                        scene -> scene.demo.person("dis", SystemRole.ADMIN, MembershipStatus.DISABLED)),
                is(
                        "dismissed",
                        "AUTHORIZE REFRESH",
                        "NOT_A_MEMBER *.IS_MEMBER",
                        scene -> scene.demo.person("dee", SystemRole.ADMIN, MembershipStatus.DISMISSED)));
    }

    static Stream<Situation> conditions() {
        return Stream.of(
                cus("role without MCP_CONNECT", "AUTHORIZE REFRESH", "CAPABILITY_MISSING *.MAY_CONNECT", scene -> {
                    scene.grant("mcp:read");
                    AccountFixture.jdbc()
                            .sql("update account_role set capabilities = '' where id = :id")
                            .param("id", scene.demo.roles.get(SystemRole.CUSTOM_LEVEL))
                            .update();
                }),
                cus("must use SSO", "AUTHORIZE", "SSO_REQUIRED *.SIGNED_IN_WELL_ENOUGH", scene -> {
                    scene.grant("mcp:read");
                    scene.rows.member(scene.demo.cus, "sso_required", "true");
                }),
                cus("must use a second factor", "INVOKE", "MFA_REQUIRED AUTHORIZE.SIGNED_IN_WELL_ENOUGH", scene -> {
                    scene.grant("mcp:read");
                    scene.rows.account("mfa_for_password_sign_in", "true");
                }),
                cus("may only read, calls a tool", "INVOKE", "INSUFFICIENT_SCOPE *.SCOPE_COVERS", scene -> {
                    scene.grant("mcp:read");
                    scene.more.put("tool", "echo");
                }),
                cus("may write, calls a tool", "INVOKE", "SERVER_GRANT", scene -> {
                    scene.grant("mcp:write");
                    scene.more.put("tool", "echo");
                }),
                cus("in two hours", "INVOKE INTROSPECT", "TOKEN_EXPIRED *.TOKEN_ALIVE", scene -> {
                    scene.grant("mcp:read");
                    scene.more.put("at", Instant.now().plus(2, ChronoUnit.HOURS).toString());
                }),
                cus("in two hours", "AUTHORIZE REFRESH", "SERVER_GRANT", scene -> {
                    scene.grant("mcp:read");
                    scene.more.put("at", Instant.now().plus(2, ChronoUnit.HOURS).toString());
                }));
    }

    static Stream<Situation> servers() {
        return Stream.of(
                cus("disabled", "AUTHORIZE EXCHANGE_CODE REFRESH", "SERVER_DISABLED *.SERVER_ENABLED", scene -> {
                    scene.grant("mcp:read");
                    scene.demo.api.patch("/servers/" + scene.server, object("enabled", false));
                }),
                cus("deleted", "AUTHORIZE REFRESH", "SERVER_UNKNOWN *.SERVER_EXISTS", scene -> {
                    scene.grant("mcp:read");
                    scene.demo.api.delete("/servers/" + scene.server);
                }),
                cus(
                        "external",
                        "AUTHORIZE EXCHANGE_CODE REFRESH",
                        "EXTERNAL_IDP_GOVERNS *.BUILT_IN_GOVERNS",
                        Scene::external),
                cus("external", "INVOKE", "EXTERNAL_IDP", Scene::external),
                cus("external", "INTROSPECT", "EXTERNAL_IDP_GOVERNS AUTHORIZE.BUILT_IN_GOVERNS", Scene::external),
                cus("through a team", ALL, "TEAM", scene -> scene.bundle("{}")),
                cus("through a team, teams off", "AUTHORIZE", "NO_GRANT *.HAS_REACH", scene -> {
                    scene.bundle("{}");
                    scene.rows.account("team_grants", "false");
                }),
                cus("a team gives no server by itself", "AUTHORIZE", "NO_GRANT *.HAS_REACH", scene -> {
                    scene.bundle("{}");
                    scene.more.clear();
                }),
                cus(
                        "through a disabled bundle",
                        "REFRESH",
                        "NO_GRANT *.HAS_REACH",
                        scene -> scene.rows.disable("bundle", scene.bundle("{}"))),
                cus("granted, through a disabled assignment", "REFRESH", "SERVER_DISABLED *.BUNDLE_OPEN", scene -> {
                    scene.grant("mcp:read");
                    scene.rows.disableAssignments(scene.bundle("{}"));
                }),
                cus(
                        "a bundle that does not carry it",
                        "AUTHORIZE",
                        "SERVER_UNKNOWN *.SERVER_EXISTS",
                        scene -> scene.more.put("bundleId", scene.rows.bundle("empty"))),
                cus("a tool that the assignment hides", "INVOKE", "FEATURE_BLOCKED *.FEATURE_EXPOSED", scene -> {
                    scene.bundle("{\"tools\":{\"mode\":\"BLOCK_ALL\"}}");
                    scene.more.put("tool", "echo");
                }));
    }

    static Stream<Situation> installations() {
        return Stream.of(
                cus("alive", "REFRESH", "SERVER_GRANT", scene -> {
                    scene.grant("mcp:read");
                    scene.authorized();
                }),
                cus("its code is used up", "EXCHANGE_CODE", "FAMILY_REVOKED *.FAMILY_ALIVE", scene -> {
                    scene.grant("mcp:read");
                    scene.authorized();
                }),
                cus("grant removed: the live token works on", "INVOKE INTROSPECT", "TOKEN", scene -> {
                    scene.grant("mcp:read");
                    scene.authorized();
                    scene.demo.api.delete("/servers/" + scene.server + "/users/" + scene.demo.cus);
                }),
                cus("grant removed: no refresh", "REFRESH", "FAMILY_REVOKED *.FAMILY_ALIVE", scene -> {
                    scene.grant("mcp:read");
                    scene.authorized();
                    scene.demo.api.delete("/servers/" + scene.server + "/users/" + scene.demo.cus);
                }),
                cus("signed out", "INVOKE INTROSPECT", "TOKEN_REVOKED *.TOKEN_NOT_REVOKED", scene -> {
                    scene.grant("mcp:read");
                    scene.demo.api.delete("/authorizations/" + scene.authorized());
                }),
                cus("removed where it bites at once", "INVOKE", "TOKEN_REVOKED *.TOKEN_NOT_REVOKED", scene -> {
                    scene.grant("mcp:read");
                    scene.demo.api.patch("/servers/" + scene.server, object("revocationMode", "IMMEDIATE"));
                    scene.authorized();
                    scene.demo.api.delete("/servers/" + scene.server + "/users/" + scene.demo.cus);
                }),
                cus("a token of ours at an external server", "INVOKE", "ISSUER_NOT_TRUSTED *.ISSUER_TRUSTED", scene -> {
                    scene.authorized();
                    scene.external();
                }),
                cus("never used for half a year", "REFRESH", "FAMILY_REVOKED *.FAMILY_ALIVE", scene -> {
                    scene.grant("mcp:read");
                    scene.authorized();
                    scene.more.put("at", Instant.now().plus(31, ChronoUnit.DAYS).toString());
                }),
                cus("its scope is read", "INVOKE", "INSUFFICIENT_SCOPE *.SCOPE_COVERS", scene -> {
                    scene.grant("mcp:write");
                    scene.authorized();
                    scene.more.put("tool", "echo");
                }));
    }

    @ParameterizedTest
    @MethodSource({"people", "conditions", "servers", "installations"})
    void explainWhenInThisSituationThenSaysWhyAndAtWhichCheck(Situation situation) {
        Scene scene = new Scene();
        UUID userId = situation.about().apply(scene);
        for (String action : situation.actions().split(" ")) {
            List<Answer> answers = new ArrayList<>();
            List<String> audited = scene.demo.audited(() -> answers.add(scene.ask(action, userId)));

            Answer answer = answers.get(0);
            assertThat(answer.outcome()).as(answer.text()).isEqualTo("200");
            assertThat(outcome(answer.json()))
                    .as(answer.text())
                    .isEqualTo(situation.outcome().replace("*", action));
            assertThat(answer.json().get("allowed").asBoolean())
                    .isEqualTo(answer.json().get("reason").isNull());
            assertThat(answer.json().get("explanation").asString()).endsWith(".");
            assertThat(audited).isEmpty();
        }
    }

    private static String outcome(JsonNode answer) {
        if (answer.get("allowed").asBoolean()) {
            return answer.get("basis").asString();
        }
        List<String> failed = new ArrayList<>();
        for (JsonNode check : answer.get("checks")) {
            if (check.get("outcome").asString().equals("FAILED")) {
                assertThat(check.get("reason")).isEqualTo(answer.get("reason"));
                failed.add(check.get("action").asString() + "."
                        + check.get("check").asString());
            } else {
                assertThat(check.has("reason")).isFalse();
            }
        }
        return answer.get("reason").asString() + " " + String.join(" ", failed);
    }

    @Test
    void explainWhenAllowedThenShowsEveryCheckInOrderAndWhatWasAssumed() {
        Scene scene = new Scene();
        scene.grant("mcp:read");

        JsonNode answer = scene.ask("INVOKE", scene.demo.cus).json();

        List<String> checks = new ArrayList<>();
        answer.get("checks")
                .forEach(check -> checks.add(check.get("action").asString() + "."
                        + check.get("check").asString() + " "
                        + check.get("outcome").asString()));
        assertThat(checks)
                .startsWith("AUTHORIZE.SERVER_EXISTS PASSED", "AUTHORIZE.SERVER_ENABLED PASSED")
                .contains("AUTHORIZE.TOKEN_ALIVE NOT_APPLICABLE", "INVOKE.SCOPE_COVERS PASSED")
                .endsWith("INVOKE.FEATURE_EXPOSED PASSED", "INVOKE.IDENTITY_AVAILABLE PASSED")
                .noneMatch(check -> check.endsWith("FAILED") || check.endsWith("NOT_REACHED"));
        assertThat(answer.get("scopes").toString()).isEqualTo("[\"mcp:read\"]");
        assertThat(answer.at("/user/id").asString()).isEqualTo(scene.demo.cus.toString());
        assertThat(answer.at("/server/name").asString()).isEqualTo("notes");
        assertThat(answer.get("bundle").isNull()).isTrue();
        assertThat(answer.get("assumed")).hasSize(2);
        assertThat(Instant.parse(answer.get("at").asString()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void explainWhenOnlyATeamGivesItThenTheSentencePointsToTheBundle() {
        Scene scene = new Scene();
        scene.bundle("{}");
        Object bundle = scene.more.remove("bundleId");

        JsonNode alone = scene.ask("AUTHORIZE", scene.demo.cus).json();
        assertThat(alone.path("reason").asString()).isEqualTo("NO_GRANT");
        assertThat(alone.path("explanation").asString()).contains("`bundleId`");
        scene.more.put("bundleId", bundle);
        assertThat(scene.ask("AUTHORIZE", scene.demo.cus).json().path("basis").asString())
                .isEqualTo("TEAM");
    }

    @Test
    void explainWhenSomethingIsNotOfTheAccountThenIsNotFoundAsIfItWereNot() {
        Scene mine = new Scene();
        Scene other = new Scene();
        UUID foreignBundle = other.bundle("{}");
        UUID foreignAuthorization = other.demo.authorization(other.demo.cus, other.server);
        UUID second = mine.demo.server("second");
        UUID ofAnotherServer = mine.demo.authorization(mine.demo.cus, second);
        UUID ofAnother = mine.demo.authorization(mine.demo.carl, mine.server);
        UUID none = UUID.randomUUID();
        List<Object> bodies = new ArrayList<>();
        for (UUID user : List.of(other.demo.cus, none)) {
            bodies.add(object("userId", user, "serverId", mine.server, "action", "AUTHORIZE"));
        }
        for (UUID server : List.of(other.server, none)) {
            bodies.add(object("userId", mine.demo.cus, "serverId", server, "action", "AUTHORIZE"));
        }
        Map<String, Object> right = object("userId", mine.demo.cus, "serverId", mine.server, "action", "REFRESH");
        for (UUID bundle : List.of(foreignBundle, none)) {
            Map<String, Object> body = new HashMap<>(right);
            body.put("bundleId", bundle);
            bodies.add(body);
        }
        for (UUID authorization : List.of(foreignAuthorization, ofAnotherServer, ofAnother, none)) {
            Map<String, Object> body = new HashMap<>(right);
            body.put("authorizationId", authorization);
            bodies.add(body);
        }
        for (Object body : bodies) {
            assertThat(mine.demo.api.post("/decisions", body).outcome())
                    .as(body.toString())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(mine.demo.api.post("/decisions", right).outcome()).isEqualTo("200");
    }

    @Test
    void explainWhenTheInputIsBadThenSaysSo() {
        Scene scene = new Scene();
        Map<String, Object> right = object("userId", scene.demo.cus, "serverId", scene.server, "action", "INVOKE");
        Map<Map<String, Object>, String> more = new java.util.LinkedHashMap<>();
        more.put(object("colour", "red"), "400 MALFORMED_REQUEST");
        more.put(object("userId", 7), "400 MALFORMED_REQUEST");
        more.put(object("at", 7), "400 MALFORMED_REQUEST");
        more.put(object("tool", List.of("x")), "400 MALFORMED_REQUEST");
        more.put(object("userId", null), "422 INVALID_VALUE");
        more.put(object("userId", "x"), "422 INVALID_VALUE");
        more.put(object("action", "invoke"), "422 INVALID_VALUE");
        more.put(object("action", "CLIENT_CREDENTIALS"), "422 INVALID_VALUE");
        more.put(object("at", "tomorrow"), "422 INVALID_VALUE");
        more.put(object("at", "+999999999-12-31T23:59:59Z"), "422 INVALID_VALUE");
        more.put(object("tool", ""), "422 INVALID_VALUE");
        more.put(object("tool", "a\u0000b"), "422 INVALID_VALUE");
        more.put(object("tool", "echo\u202e"), "422 INVALID_VALUE");
        more.put(object("tool", "echo\u2028"), "422 INVALID_VALUE");
        more.put(object("tool", "x".repeat(257)), "422 INVALID_VALUE");
        more.put(object("tool", "echo", "action", "REFRESH"), "422 INVALID_VALUE");
        more.put(object("at", "9999-12-31T23:59:59Z"), "200");
        more.put(object("tool", null, "bundleId", null, "authorizationId", null, "at", null), "200");
        scene.grant("mcp:read");
        more.forEach((members, outcome) -> {
            Map<String, Object> body = new HashMap<>(right);
            body.putAll(members);
            assertThat(scene.demo.api.post("/decisions", body).outcome())
                    .as(members.toString())
                    .isEqualTo(outcome);
        });
    }
}
