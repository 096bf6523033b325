package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrencyTests {

    private static final int ROUNDS = 15;

    private final AccountFixture demo = new AccountFixture();
    private final UUID everything = demo.server("everything");
    private final UUID notes = demo.server("notes");
    private final String users = "/servers/" + everything + "/users";

    @Test
    void addAndRemoveWhenAtOnceThenBothSucceedAndNoAuthorizationOutlivesTheGrant() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            demo.grant(everything, demo.cus);
            UUID family = demo.authorization(demo.cus, everything);
            List<String> outcomes = together(
                    () -> demo.grant(everything, demo.cus).outcome(),
                    () -> demo.api.delete(users + "/" + demo.cus).outcome(),
                    () -> demo.grant(everything, demo.carl).outcome(),
                    () -> demo.api.delete(users + "/" + demo.carl).outcome());

            assertThat(outcomes).containsExactly("200", "204", "200", "204");
            assertThat(demo.fate(family)).isEqualTo("REACH_LOST");
        }
    }

    @Test
    void removalsWhenTheyTakeTheLastTwoReachesAtOnceThenNothingStaysAlive() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            demo.access(demo.cus, object("mode", "SELECTED", "servers", List.of(object("id", everything))));
            demo.access(demo.cus, object("mode", "ALL"));
            UUID family = demo.authorization(demo.cus, everything);
            List<String> outcomes = together(
                    () -> demo.access(demo.cus, object("mode", "SELECTED", "servers", List.of()))
                            .outcome(),
                    () -> demo.api
                            .delete(users + "/" + demo.cus + "?convert=selected")
                            .outcome());

            assertThat(outcomes).containsExactly("200", "204");
            assertThat(demo.fate(family)).isEqualTo("REACH_LOST");
        }
    }

    @Test
    void bulkAddsWhenInOppositeOrdersThenNeitherDeadlocks() throws Exception {
        List<UUID> there = List.of(demo.cus, demo.carl, demo.mel);
        List<UUID> back = List.of(demo.mel, demo.carl, demo.cus);
        for (int round = 0; round < ROUNDS; round++) {
            List<String> outcomes = together(
                    () -> demo.api.post(users, object("userIds", there)).outcome(),
                    () -> demo.api
                            .post("/servers/" + notes + "/users", object("userIds", back))
                            .outcome(),
                    () -> demo.access(demo.mel, object("mode", "SELECTED", "servers", List.of()))
                            .outcome());
            assertThat(outcomes).containsOnly("200");
        }
    }

    @Test
    void selectionsWhenTheyNameServersInOppositeOrdersThenNeitherDeadlocks() throws Exception {
        List<Object> there = List.of(object("id", everything), object("id", notes));
        List<Object> back = List.of(object("id", notes), object("id", everything));
        for (int round = 0; round < ROUNDS; round++) {
            List<String> outcomes = together(
                    () -> demo.access(demo.cus, object("mode", "SELECTED", "servers", there))
                            .outcome(),
                    () -> demo.access(demo.carl, object("mode", "SELECTED", "servers", back))
                            .outcome(),
                    () -> demo.grant(notes, demo.mel).outcome());
            assertThat(outcomes).containsOnly("200");
        }
    }

    @Test
    void grantWhenTheServerIsDeletedAtOnceThenNoGrantIsLeft() throws Exception {
        for (int round = 0; round < 10; round++) {
            UUID server = demo.server("gone" + round);
            List<String> outcomes = together(
                    () -> demo.grant(server, demo.cus, demo.carl).outcome(),
                    () -> demo.api.delete("/servers/" + server).outcome(),
                    () -> demo.access(demo.mel, object("mode", "SELECTED", "servers", List.of(object("id", server))))
                            .outcome());

            assertThat(outcomes.get(0)).isIn("200", "404 NOT_FOUND");
            assertThat(outcomes.get(1)).isEqualTo("204");
            assertThat(outcomes.get(2)).isIn("200", "404 NOT_FOUND");
            assertThat(AccountFixture.jdbc()
                            .sql("select count(*) from server_grant where server_id = :id")
                            .param("id", server)
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    @SafeVarargs
    private static List<String> together(Callable<String>... calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.length);
        try {
            List<Future<String>> running = IntStream.range(0, calls.length)
                    .mapToObj(i -> threads.submit(calls[i]))
                    .toList();
            List<String> outcomes = new java.util.ArrayList<>();
            for (Future<String> call : running) {
                outcomes.add(call.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
