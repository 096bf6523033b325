package dev.gatehouse.authserver.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.Routes.Route;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every route, taken from the route table, times every kind of caller. */
class CallersTests {

    private static final String FORBIDDEN = "403 CAPABILITY_MISSING";
    private static final String UNKNOWN = "401 UNAUTHENTICATED";
    private static final Function<String, String> NOBODYS = kind ->
            kind.equals("client-domains") ? "nobody.example" : UUID.randomUUID().toString();

    private final AccountFixture demo = new AccountFixture();

    /** The outcome of each route, with ids of these kinds. */
    private static Map<Route, String> callAll(AdminApi caller, Function<String, String> ids) {
        Map<Route, String> outcomes = new LinkedHashMap<>();
        Routes.closed().forEach(route -> outcomes.put(route, Routes.call(caller, route, ids)));
        return outcomes;
    }

    private static Set<String> answers(Map<Route, String> outcomes) {
        return new TreeSet<>(outcomes.values());
    }

    /** What is made of every kind that a route has in its path. */
    private static Things all(AccountFixture account) {
        Things things = new Things(account);
        Routes.closed().forEach(route -> things.path(route.pattern()));
        return things;
    }

    @Test
    void routesThenAreManyAndEachSaysWhatItRequires() {
        assertThat(Routes.closed()).hasSizeGreaterThan(40).allMatch(route -> route.action() != null);
    }

    @Test
    void everyRouteWhenTheCallerIsUnknownThenAsksForAToken() {
        Things things = all(demo);
        UUID disabled = demo.person("dis", SystemRole.ADMIN, MembershipStatus.DISABLED);
        UUID demoted = demo.carl;
        MembershipRepository memberships = AdminApi.bean(MembershipRepository.class);
        AdminApi demotedApi = demo.as(demoted);
        memberships.save(
                memberships.findById(demo.membership(demoted)).orElseThrow().withStatus(MembershipStatus.INVITED));
        String revoked = demo.token(demo.ada, null, Duration.ofDays(1));
        AccountFixture.jdbc()
                .sql("update api_token set revoked_at = current_timestamp where hash = :hash")
                .param("hash", Secrets.digest(revoked))
                .update();
        String live = demo.token(demo.ada, null, Duration.ofDays(1));
        List<AdminApi> strangers = List.of(
                AdminApi.anonymous(),
                AdminApi.with("garbage"),
                AdminApi.with(demo.token(demo.ada, null, Duration.ofSeconds(-1))),
                AdminApi.with(demo.token(demo.ada, UUID.fromString(things.id("servers")), Duration.ofDays(1))),
                AdminApi.with(revoked),
                demo.as(disabled),
                demotedApi,
                AdminApi.anonymous().header("Authorization", "Basic " + live),
                AdminApi.anonymous().header("Authorization", "Bearer"),
                AdminApi.anonymous().header("Authorization", "Bearer " + live + " " + live),
                AdminApi.with(live).header("Authorization", "Bearer " + live),
                AdminApi.anonymous().header("Cookie", "GATEHOUSE_SESSION=" + live));
        List<String> audited = demo.audited(() -> {
            for (AdminApi stranger : strangers) {
                assertThat(answers(callAll(stranger, things::id))).containsExactly(UNKNOWN);
                assertThat(stranger.get("/nothing").outcome()).isEqualTo(UNKNOWN);
                assertThat(stranger.get("/users").header("WWW-Authenticate")).startsWith("Bearer");
            }
        });
        assertThat(audited).isEmpty();
        assertThat(AdminApi.anonymous().get("/users").header("WWW-Authenticate"))
                .isEqualTo("Bearer");
        assertThat(AdminApi.anonymous().get("/users?access_token=" + live).outcome())
                .isEqualTo(UNKNOWN);
        assertThat(AdminApi.anonymous()
                        .header("Authorization", "bearer " + live)
                        .get("/users")
                        .outcome())
                .isEqualTo("200");
    }

    @Test
    void everyRouteButMeWhenTheCallerIsNoAdminThenIsForbiddenBeforeAnythingIsRead() {
        Things things = all(demo);
        for (UUID person : List.of(demo.mel, demo.cus)) {
            AdminApi caller = demo.as(person);
            Map<Route, String> outcomes = new LinkedHashMap<>();
            List<String> audited = demo.audited(() -> outcomes.putAll(callAll(caller, things::id)));

            outcomes.forEach((route, outcome) -> {
                if (route.action().capability().isPresent()) {
                    assertThat(outcome).as(route.toString()).isEqualTo(FORBIDDEN);
                } else {
                    assertThat(outcome)
                            .as(route.toString())
                            .doesNotStartWith("401")
                            .doesNotStartWith("5");
                }
                if (route.action().name().startsWith("ME_")) {
                    assertThat(outcome).as(route.toString()).isNotEqualTo(FORBIDDEN);
                }
            });
            assertThat(outcomes).containsEntry(Routes.of("GET /api/v1/me"), "200");
            long refused = outcomes.values().stream().filter(FORBIDDEN::equals).count();
            assertThat(audited.stream().filter("ADMIN_REFUSED CAPABILITY_MISSING"::equals))
                    .hasSize((int) refused);
            assertThat(caller.header("Content-Type", "text/plain")
                            .post("/servers", "{")
                            .outcome())
                    .isEqualTo(FORBIDDEN);
        }
    }

    @ParameterizedTest
    @EnumSource(Capability.class)
    void everyRouteWhenTheCallerHasOneCapabilityThenIsOpenIfItIsTheOne(Capability capability) {
        AdminApi caller = demo.as(holder(capability));
        Map<Route, String> outcomes = new LinkedHashMap<>();
        List<String> audited = demo.audited(() -> outcomes.putAll(callAll(caller, NOBODYS)));

        long refused = outcomes.values().stream().filter(FORBIDDEN::equals).count();
        assertThat(audited.stream().filter("ADMIN_REFUSED CAPABILITY_MISSING"::equals))
                .hasSize((int) refused);
        assertThat(audited).allMatch(row -> row.startsWith("ADMIN_REFUSED "));
        outcomes.forEach((route, outcome) -> {
            boolean open = route.action().capability().map(capability::equals).orElse(true);
            assertThat(outcome)
                    .as(route + " for " + capability)
                    .doesNotStartWith("401")
                    .doesNotStartWith("5");
            if (!open || !judgedByItsTarget(route)) {
                assertThat(outcome.equals(FORBIDDEN))
                        .as(route + " for " + capability)
                        .isNotEqualTo(open);
            }
        });
    }

    /** Bundles are for those whose teams reach them, too (domain rule R44); what asks for no capability looks at the target. */
    private static boolean judgedByItsTarget(Route route) {
        return route.action().capability().isEmpty() || route.action().name().matches("(BUNDLE|ASSIGNMENT)_.*");
    }

    private UUID holder(Capability capability) {
        UUID role = UUID.randomUUID();
        AdminApi.bean(RoleRepository.class)
                .save(new RoleRow(role, demo.id, null, "Only " + capability, null, capability.name(), "NONE", 0));
        UUID person = demo.person("one-" + role, SystemRole.CUSTOM_LEVEL);
        AccountFixture.jdbc()
                .sql("update membership set role_id = :role where id = :id")
                .param("role", role)
                .param("id", demo.membership(person))
                .update();
        return person;
    }

    @Test
    void everyRouteWithAnIdWhenItIsOfAnotherAccountThenThereIsNoSuchThingAndNothingChanges() {
        noneOf(new AccountFixture());
    }

    /** The token is fixed to its account, whatever its user may do elsewhere. */
    @Test
    void everyRouteWithAnIdWhenTheCallerIsAnAdminOfThatOtherAccountTooThenTheSame() {
        AccountFixture other = new AccountFixture();
        AdminApi.bean(MembershipRepository.class)
                .save(MembershipRow.create(
                        UUID.randomUUID(), other.id, demo.olga, other.roles.get(SystemRole.ADMIN), Instant.now()));
        assertThat(other.as(demo.olga).get("/users/" + other.cus).status()).isEqualTo(200);
        noneOf(other);
    }

    private void noneOf(AccountFixture other) {
        Things mine = all(demo);
        Things theirs = all(other);
        String before = shown(theirs);
        List<String> audited = other.audited(() -> assertThat(demo.audited(() -> {
                    for (Route route : Routes.closed()) {
                        for (String kind : Things.kinds(route.pattern())) {
                            foreign(mine, theirs, route, kind);
                        }
                    }
                }))
                .allMatch(row -> row.startsWith("ADMIN_REFUSED ")));
        assertThat(audited).isEmpty();
        assertThat(shown(theirs)).isEqualTo(before);
        assertThat(other.fate(UUID.fromString(theirs.id("authorizations")))).isEqualTo("alive");
        assertThat(shown(mine)).contains(demo.mark).doesNotContain(other.mark);
    }

    /** One id of a route is another account's, nobody's or none at all; the rest, and the body, is in order. */
    private static void foreign(Things mine, Things theirs, Route route, String kind) {
        ApiDescription.Operation operation = AdminApi.description().operations().stream()
                .filter(candidate -> candidate.route().equals(route.toString()))
                .findFirst()
                .orElseThrow();
        if (operation.id().equals("setClientDomain")) {
            return; // a domain is nobody's
        }
        String body = operation.takesBody() ? mine.body(operation.bodyExample()).toString() : null;
        for (String id : List.of(theirs.id(kind), NOBODYS.apply(kind), "x", "%20")) {
            String path = Things.fill(route.pattern(), each -> each.equals(kind) ? id : mine.id(each));
            assertThat(mine.owner.send(route.method(), path, body).outcome())
                    .as(route.method() + " " + path)
                    .isEqualTo("404 NOT_FOUND");
        }
    }

    @Test
    void everyBodyWithAnIdWhenItIsOfAnotherAccountThenIsRefusedAndNothingChanges() {
        Things mine = all(demo);
        AccountFixture other = new AccountFixture();
        Things theirs = all(other);
        List<String> refused = new ArrayList<>();
        List<String> audited =
                other.audited(() -> assertThat(demo.audited(() -> AdminApi.description().routes().stream()
                                .filter(ApiDescription.Operation::takesBody)
                                .forEach(operation -> refused.addAll(foreignBodies(mine, theirs, operation)))))
                        .allMatch(row -> row.startsWith("ADMIN_REFUSED ")));
        assertThat(audited).isEmpty();
        assertThat(refused).hasSizeGreaterThanOrEqualTo(5);
    }

    /** Each kind of id in the body, once another account's and once nobody's. */
    private static List<String> foreignBodies(Things mine, Things theirs, ApiDescription.Operation operation) {
        Set<String> kinds = new TreeSet<>();
        mine.body(operation.bodyExample(), kind -> {
            kinds.add(kind);
            return mine.id(kind);
        });
        List<String> refused = new ArrayList<>();
        for (String kind : kinds) {
            for (String id : List.of(theirs.id(kind), UUID.randomUUID().toString())) {
                String body = mine.body(operation.bodyExample(), each -> each.equals(kind) ? id : mine.id(each))
                        .toString();
                String outcome = mine.owner
                        .send(operation.method(), mine.path(operation.path()), body)
                        .outcome();
                assertThat(outcome).as(operation + " " + body).isIn("404 NOT_FOUND", "422 INVALID_VALUE");
                refused.add(operation + " " + kind);
            }
        }
        return refused;
    }

    /** What every route that only reads shows of the account. Tokens tell when they were used, and so are left out. */
    private static String shown(Things things) {
        return Routes.closed().stream()
                .filter(route -> route.method().equals("GET"))
                .filter(route -> !route.pattern().matches(".*/(api-tokens|audit-.*)"))
                .map(route -> route + " "
                        + things.owner.get(things.path(route.pattern())).text())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void everyRouteWhenTheCallerIsAdminOrOwnerThenIsOpen() {
        for (UUID person : List.of(demo.olga, demo.ada)) {
            Map<Route, String> outcomes = callAll(demo.as(person), NOBODYS);
            outcomes.forEach((route, outcome) -> {
                boolean forTheOwner = route.action().capability().equals(Optional.of(Capability.OWNERSHIP_TRANSFER));
                assertThat(outcome.startsWith("403"))
                        .as(route.toString())
                        .isEqualTo(forTheOwner && person.equals(demo.ada));
                assertThat(outcome).doesNotStartWith("401").doesNotStartWith("5");
            });
            assertThat(outcomes.values()).contains("200", "404 NOT_FOUND");
        }
    }
}
