package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.integration.IntegrationRow;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;
import tools.jackson.databind.JsonNode;

/** {@code /me}: who one is, what one may connect to, one's own password and authorizations. */
class MeTests {

    private static final String OLD = "seven brown teapots";
    private static final String NEW = "nine green umbrellas";

    private final AccountFixture demo = new AccountFixture();
    private final TeamRows rows = new TeamRows(demo);

    /** An account with every way to a server, and every reason why one is shut. */
    private final class Mixed {

        final List<UUID> people = new ArrayList<>(List.of(demo.olga, demo.ada, demo.mel, demo.cus, demo.carl));
        final List<UUID> servers = new ArrayList<>();
        final List<UUID> bundles = new ArrayList<>();

        Mixed() {
            for (String name : List.of("one", "two", "three", "off", "foreign", "gone")) {
                servers.add(demo.server(name));
            }
            UUID two = servers.get(1);
            UUID three = servers.get(2);
            UUID off = servers.get(3);
            UUID foreign = servers.get(4);
            UUID all = person("all");
            UUID team = person("team");
            UUID both = person("both");
            UUID scopeless = person("scopeless");
            UUID shut = person("shut");
            UUID mute = demo.person("mute", SystemRole.CUSTOM_LEVEL);
            people.add(mute);
            assertThat(demo.access(all, object("mode", "ALL")).status()).isEqualTo(200);
            for (UUID server : List.of(two, off, foreign)) {
                demo.grant(server, demo.cus, both, mute, scopeless);
            }
            demo.api.post(
                    "/servers/" + two + "/users", object("userIds", List.of(demo.cus), "scopes", List.of("mcp:read")));
            sql("update server_grant set scopes = 'mcp:strange' where membership_id = :id", demo.membership(scopeless));
            muted(mute);
            UUID open = rows.bundle("open", rows.team(team, both, demo.mel, all, demo.ada, mute));
            UUID closed = rows.bundle("closed", rows.team(shut, team));
            UUID ofNoTeam = rows.bundle("lonely", rows.team(shut));
            UUID asleep = rows.team(shut);
            UUID sleeping = rows.bundle("sleeping", asleep);
            for (UUID bundle : List.of(open, closed, ofNoTeam, sleeping)) {
                bundles.add(bundle);
                for (UUID server : List.of(two, three, off, foreign)) {
                    rows.carry(bundle, server);
                }
            }
            rows.disable("bundle", closed);
            rows.disable("team", asleep);
            rows.disableAssignments(ofNoTeam);
            rows.disable("mcp_server", off);
            demo.switchTo(foreign, demo.provider());
            assertThat(demo.api.delete("/servers/" + servers.remove(5)).status())
                    .isEqualTo(204);
        }

        private UUID person(String name) {
            UUID userId = demo.person(name, SystemRole.CUSTOM_LEVEL);
            people.add(userId);
            return userId;
        }

        private void muted(UUID userId) {
            UUID role = UUID.randomUUID();
            AdminApi.bean(RoleRepository.class)
                    .save(new RoleRow(role, demo.id, null, "Mute", null, "MCP_USE_ALL_SERVERS", "NONE", 0));
            rows.member(userId, "role_id", "'" + role + "'");
        }

        /** What {@code /decisions} says of this person: the servers by themselves, and those that a team gives. */
        TreeSet<String> decided(UUID userId) {
            TreeSet<String> open = new TreeSet<>();
            for (UUID server : servers) {
                ask(userId, server, null, open);
                bundles.forEach(bundle -> ask(userId, server, bundle, open));
            }
            return open;
        }

        private void ask(UUID userId, UUID server, UUID bundle, TreeSet<String> open) {
            Map<String, Object> question = object("userId", userId, "serverId", server, "action", "AUTHORIZE");
            if (bundle != null) {
                question.put("bundleId", bundle);
            }
            JsonNode decision = demo.api.post("/decisions", question).json();
            boolean told = bundle == null || decision.path("basis").asString("").equals("TEAM");
            if (decision.path("allowed").asBoolean() && told) {
                open.add(line(
                        server.toString(),
                        String.valueOf(bundle),
                        decision.path("basis").asString(),
                        decision.path("scopes").toString(),
                        decision.path("server").path("resource").asString()));
            }
        }
    }

    private static String line(String... words) {
        return String.join(" ", words);
    }

    private static void sql(String statement, UUID id) {
        AccountFixture.jdbc().sql(statement).param("id", id).update();
    }

    private static List<JsonNode> items(Iterable<JsonNode> list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    private static TreeSet<String> lines(Iterable<JsonNode> servers) {
        TreeSet<String> lines = new TreeSet<>();
        servers.forEach(server -> assertThat(lines.add(line(
                        server.path("id").asString(),
                        server.path("bundleId").asString("null"),
                        server.path("basis").asString(),
                        server.path("scopes").toString(),
                        server.path("resource").asString())))
                .isTrue());
        return lines;
    }

    /** Every page, of this many each. */
    private static List<JsonNode> pages(AdminApi caller, String path, int limit) {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        for (int n = 0; n < 50; n++) {
            Answer page = caller.get(path + "?limit=" + limit + (next.isEmpty() ? "" : "&cursor=" + next));
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            page.json().path("items").forEach(all::add);
            if (page.json().path("next").isNull()) {
                return all;
            }
            next = page.json().path("next").asString();
        }
        throw new AssertionError("the list has no end");
    }

    @Test
    void serversThenAreThoseThatDecisionsAllowForEveryPersonAndServer() {
        Mixed mixed = new Mixed();
        Map<String, Integer> bases = new LinkedHashMap<>();
        for (UUID person : mixed.people) {
            AdminApi caller = demo.as(person);
            TreeSet<String> decided = mixed.decided(person);

            assertThat(lines(caller.get("/me").json().path("servers"))).isEqualTo(decided);
            assertThat(lines(pages(caller, "/me/servers", 1))).isEqualTo(decided);
            assertThat(lines(pages(caller, "/me/servers", 200))).isEqualTo(decided);
            decided.forEach(line -> bases.merge(line.split(" ")[2], 1, Integer::sum));
        }
        assertThat(bases).containsOnlyKeys("ROLE", "ALL_GRANT", "SERVER_GRANT", "TEAM");

        rows.account("direct_grants", "false");
        assertThat(lines(demo.as(demo.cus).get("/me/servers").json().path("items")))
                .isEqualTo(mixed.decided(demo.cus))
                .isEmpty();
        rows.account("direct_grants", "true");
        rows.account("team_grants", "false");
        assertThat(lines(demo.as(demo.mel).get("/me/servers").json().path("items")))
                .isEqualTo(mixed.decided(demo.mel))
                .isEmpty();
    }

    @Test
    void serversWhenTheCursorIsNoneThenInvalid() {
        for (String cursor : List.of("x", "%00", "AAAA")) {
            assertThat(demo.api.get("/me/servers?cursor=" + cursor).outcome()).isEqualTo("422 INVALID_VALUE");
        }
        assertThat(demo.api.get("/me/servers?limit=0").outcome()).isEqualTo("422 INVALID_VALUE");
    }

    @Test
    void meThenTellsAccountRoleAndStatus() {
        JsonNode me = demo.as(demo.mel).get("/me").json();
        assertThat(me.path("account").asString()).isEqualTo("Demo " + demo.mark);
        assertThat(me.path("role").asString()).isEqualTo("Manage all");
        assertThat(me.path("roleId").asString())
                .isEqualTo(demo.roles.get(SystemRole.MANAGE_ALL).toString());
        assertThat(me.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(me.path("integrationLevel").asString()).isEqualTo("MANAGE");
    }

    @Test
    void integrationsThenByRoleAllAndElseTheChosenOnesAndManageBeatsMonitor() {
        UUID orders = integration(demo.id, "Orders");
        UUID stock = integration(demo.id, "Stock");
        UUID bills = integration(demo.id, "Bills");
        AccountFixture other = new AccountFixture();
        integration(other.id, "Elsewhere");
        UUID mo = demo.person("mo", SystemRole.MONITOR_ALL);
        Map<UUID, IntegrationLevel> chosen = Map.of(orders, IntegrationLevel.MANAGE, stock, IntegrationLevel.MONITOR);
        for (UUID person : List.of(demo.cus, mo, demo.mel)) {
            AdminApi.bean(IntegrationAccess.class).replace(demo.membership(person), chosen);
        }

        assertThat(levels(demo.cus)).containsOnly(Map.entry(orders, "MANAGE"), Map.entry(stock, "MONITOR"));
        assertThat(levels(demo.carl)).isEmpty();
        assertThat(levels(mo))
                .containsOnly(Map.entry(orders, "MANAGE"), Map.entry(stock, "MONITOR"), Map.entry(bills, "MONITOR"));
        for (UUID person : List.of(demo.mel, demo.ada, demo.olga)) {
            assertThat(levels(person))
                    .containsOnly(Map.entry(orders, "MANAGE"), Map.entry(stock, "MANAGE"), Map.entry(bills, "MANAGE"));
        }
    }

    private Map<UUID, String> levels(UUID person) {
        AdminApi caller = demo.as(person);
        Map<UUID, String> levels = new LinkedHashMap<>();
        pages(caller, "/me/integrations", 1)
                .forEach(item -> levels.put(
                        UUID.fromString(item.path("id").asString()),
                        item.path("level").asString()));
        assertThat(items(caller.get("/me").json().path("integrations")))
                .isEqualTo(pages(caller, "/me/integrations", 200))
                .hasSize(levels.size());
        return levels;
    }

    private static UUID integration(UUID accountId, String name) {
        return AdminApi.bean(IntegrationRepository.class)
                .save(IntegrationRow.create(accountId, name, Instant.now()))
                .id();
    }

    private Answer change(UUID person, String current, String wanted) {
        return demo.as(person).put("/me/password", object("currentPassword", current, "newPassword", wanted));
    }

    private boolean opens(UUID person, String password) {
        String hash = AccountFixture.jdbc()
                .sql("select password_hash from person where id = :id")
                .param("id", person)
                .query(String.class)
                .single();
        return AdminApi.bean(PasswordEncoder.class).matches(password, hash);
    }

    @Test
    void passwordWhenTheCurrentOneIsRightThenChangedAndEverySessionEndsButTokensStay() {
        demo.password(demo.cus, OLD);
        AdminApi caller = demo.as(demo.cus);
        Answer wrong = change(demo.cus, "six brown teapots!", NEW);
        assertThat(wrong.outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(wrong.text()).contains("`currentPassword` is wrong").doesNotContain("teapots", NEW);
        assertThat(change(demo.cus, OLD, "short").outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(change(demo.cus, OLD, OLD).outcome()).isEqualTo("422 INVALID_VALUE");
        assertThat(change(demo.cus, OLD, "cus@" + demo.mark + ".example").outcome())
                .isEqualTo("422 INVALID_VALUE");
        assertThat(opens(demo.cus, OLD)).isTrue();
        long before = version(demo.cus);

        Answer changed = change(demo.cus, OLD, NEW);

        assertThat(changed.outcome()).isEqualTo("204");
        assertThat(opens(demo.cus, NEW)).isTrue();
        assertThat(version(demo.cus)).isEqualTo(before + 1);
        assertThat(caller.get("/me").status()).isEqualTo(200);
        assertThat(noted(demo.cus)).containsExactly("SIGN_IN_REFUSED", "PASSWORD_CHANGED");
    }

    /** Which sessions may go on is told by this number, see SessionStillGood. */
    private static long version(UUID person) {
        return AccountFixture.jdbc()
                .sql("select password_version from person where id = :id")
                .param("id", person)
                .query(Long.class)
                .single();
    }

    private static List<String> noted(UUID person) {
        return AccountFixture.jdbc()
                .sql("select action from audit_event where subject = :subject order by at, id")
                .param("subject", "user:" + person)
                .query(String.class)
                .list();
    }

    @Test
    void passwordWhenTriedTooOftenThen429WhateverTheTokenAndNobodyElseWaits() {
        demo.password(demo.cus, OLD);
        demo.password(demo.carl, OLD);
        for (int n = 0; n < 10; n++) {
            assertThat(change(demo.cus, "wrong " + n, NEW).outcome()).isEqualTo("422 INVALID_VALUE");
        }
        Answer answer = change(demo.cus, OLD, NEW);
        assertThat(answer.outcome()).isEqualTo("429 TOO_MANY_REQUESTS");
        assertThat(Integer.parseInt(String.valueOf(answer.header("Retry-After"))))
                .isBetween(1, 600);
        assertThat(opens(demo.cus, OLD)).isTrue();
        assertThat(change(demo.carl, OLD, NEW).outcome()).isEqualTo("204");
    }

    @Test
    void passwordOfSomebodyWhoIsInAnotherAccountTooThenTheyChangeItThemselves() {
        AccountFixture other = new AccountFixture();
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(
                                UUID.randomUUID(),
                                other.id,
                                demo.cus,
                                other.roles.get(SystemRole.CUSTOM_LEVEL),
                                Instant.now())
                        .withStatus(MembershipStatus.ACTIVE));
        demo.password(demo.cus, OLD);
        assertThat(demo.api.post("/users/" + demo.cus + "/password-reset", null).outcome())
                .isEqualTo("409 MEMBER_ELSEWHERE");

        assertThat(change(demo.cus, OLD, NEW).outcome()).isEqualTo("204");
    }

    @Test
    void authorizationsThenOnlyOnesOwnAreSeenAndSignedOut() {
        UUID server = demo.server("notes");
        UUID mine = demo.authorization(demo.cus, server);
        UUID second = demo.authorization(demo.cus, server, "d");
        UUID theirs = demo.authorization(demo.carl, server);
        AdminApi cus = demo.as(demo.cus);
        assertThat(cus.get("/me/authorizations").items("id"))
                .containsExactlyInAnyOrder(mine.toString(), second.toString());

        List<String> refused = demo.audited(() -> {
            for (UUID id : List.of(theirs, UUID.randomUUID())) {
                assertThat(cus.delete("/me/authorizations/" + id).outcome()).isEqualTo("404 NOT_FOUND");
            }
        });
        assertThat(refused).containsExactly("ADMIN_REFUSED NOT_FOUND", "ADMIN_REFUSED NOT_FOUND");
        assertThat(demo.fate(theirs)).isEqualTo("alive");

        assertThat(cus.delete("/me/authorizations/" + mine).outcome()).isEqualTo("204");
        assertThat(cus.delete("/me/authorizations/" + mine).outcome()).isEqualTo("204");
        assertThat(demo.fate(mine)).isEqualTo("SIGNED_OUT");
        assertThat(AccountFixture.feed(mine)).containsExactly("AUTHORIZATION SIGNED_OUT");
        assertThat(demo.fate(second)).isEqualTo("alive");

        assertThat(cus.delete("/me/authorizations").outcome()).isEqualTo("204");
        assertThat(demo.fate(second)).isEqualTo("SIGNED_OUT");
        assertThat(demo.fate(theirs)).isEqualTo("alive");
        assertThat(cus.get("/me/authorizations").items("id")).isEmpty();
    }
}
