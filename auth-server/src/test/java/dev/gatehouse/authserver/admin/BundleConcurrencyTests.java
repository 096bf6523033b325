package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Changes of teams and bundles that meet. */
class BundleConcurrencyTests {

    private static final int ROUNDS = 12;

    private final BundleFixture demo = new BundleFixture();
    private final AccountFixture account = demo.account;
    private final AdminApi api = demo.api;
    private final UUID notes = account.server("notes");

    private static Object users(UUID... ids) {
        return object("userIds", List.of(ids));
    }

    @Test
    void bundleWhenDeletedWhileAServerIsAssignedThenCarriesNothing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID bundle = demo.bundle("b" + round);
            List<String> outcomes = together(
                    () -> api.delete("/bundles/" + bundle).outcome(),
                    () -> api.post("/bundles/" + bundle + "/servers", object("serverId", notes))
                            .outcome());
            assertThat(outcomes.get(0)).isEqualTo("204");
            assertThat(outcomes.get(1)).isIn("201", "404 NOT_FOUND");
        }
        assertThat(AccountFixture.jdbc()
                        .sql("select count(*) from bundle_server where server_id = :id")
                        .param("id", notes)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void lastTwoWaysWhenTakenAtOnceThenNothingStaysAlive() throws Exception {
        UUID one = demo.team("One");
        UUID two = demo.team("Two");
        UUID bundle = demo.bundle("desk", one, two);
        demo.carry(bundle, notes);
        for (int round = 0; round < ROUNDS; round++) {
            demo.put(one, account.cus);
            demo.put(two, account.cus);
            api.patch("/teams/" + two, object("enabled", true));
            UUID family = account.authorizationThrough(account.cus, bundle, notes);
            List<String> outcomes = together(
                    () -> api.delete("/teams/" + one + "/members/" + account.cus)
                            .outcome(),
                    () -> api.patch("/teams/" + two, object("enabled", false)).outcome());
            assertThat(outcomes).containsExactly("204", "200");
            assertThat(account.fate(family)).isEqualTo("REACH_LOST");
        }
    }

    @Test
    void addsAndRemovesWhenAtOnceThenAllSucceedAndATeamThatGoesIsNotFound() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID team = demo.team("T" + round, account.carl);
            String members = "/teams/" + team + "/members";
            List<String> outcomes = together(
                    () -> api.post(members, users(account.cus, account.mel)).outcome(),
                    () -> api.post(members, users(account.mel, account.cus)).outcome(),
                    () -> api.delete(members + "/" + account.carl).outcome(),
                    () -> api.put(members, users(account.ada)).outcome());
            assertThat(outcomes).containsExactly("200", "200", "204", "200");
            List<String> gone = together(
                    () -> api.post(members, users(account.olga)).outcome(),
                    () -> api.delete("/teams/" + team).outcome());
            assertThat(gone.get(0)).isIn("200", "404 NOT_FOUND");
            assertThat(gone.get(1)).isEqualTo("204");
        }
    }

    @Test
    void oneSlugOrNameOrAssignmentWhenWantedTwiceAtOnceThenOneGetsItAndTheOtherLearnsWhy() throws Exception {
        AdminApi other = new AccountFixture().api;
        UUID bundle = demo.bundle("carrier");
        for (int round = 0; round < ROUNDS; round++) {
            Object wanted = object("name", "x", "slug", demo.slug("race" + round));
            assertThat(together(
                            () -> api.post("/bundles", wanted).outcome(),
                            () -> other.post("/bundles", wanted).outcome()))
                    .containsExactlyInAnyOrder("201", "409 SLUG_TAKEN");
            Object team = object("name", "Team " + round);
            assertThat(together(
                            () -> api.post("/teams", team).outcome(),
                            () -> api.post("/teams", team).outcome()))
                    .containsExactlyInAnyOrder("201", "409 NAME_TAKEN");
            String servers = "/bundles/" + bundle + "/servers";
            Object server = object("serverId", notes);
            assertThat(together(
                            () -> api.post(servers, server).outcome(),
                            () -> api.post(servers, server).outcome()))
                    .containsExactlyInAnyOrder("201", "409 ASSIGNMENT_EXISTS");
            assertThat(api.delete(servers + "/" + notes).outcome()).isEqualTo("204");
        }
    }

    @SafeVarargs
    private static List<String> together(Callable<String>... calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.length);
        try {
            List<Future<String>> running = Stream.of(calls).map(threads::submit).toList();
            List<String> outcomes = new ArrayList<>();
            for (Future<String> call : running) {
                outcomes.add(call.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
