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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Admins who change integrations and levels at the same time: nothing half-written, and nobody gets a 5xx. */
class IntegrationConcurrencyTests {

    private static final int ROUNDS = 15;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final IntegrationFixture demo = new IntegrationFixture();
    private final AccountFixture account = demo.account;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @SafeVarargs
    private List<String> together(Callable<String>... calls) throws Exception {
        List<Future<String>> running = Stream.of(calls).map(threads::submit).toList();
        List<String> outcomes = new ArrayList<>();
        for (Future<String> call : running) {
            outcomes.add(call.get());
        }
        return outcomes;
    }

    @Test
    void integrationThatIsDeletedWhileLevelsAreGivenThenNoLevelIsLeftBehind() throws Exception {
        UUID stays = demo.integration("Stays");
        for (int round = 0; round < ROUNDS; round++) {
            UUID goes = demo.integration("Goes " + round);
            List<String> outcomes = together(
                    () -> demo.choose(demo.api, account.cus, goes, "MANAGE", stays, "MONITOR")
                            .outcome(),
                    () -> demo.api.delete("/integrations/" + goes).outcome(),
                    () -> demo.choose(demo.api, account.carl, goes, "MONITOR").outcome());
            assertThat(outcomes.get(0)).isIn("200", "404 NOT_FOUND");
            assertThat(outcomes.get(1)).isEqualTo("204");
            assertThat(outcomes.get(2)).isIn("200", "404 NOT_FOUND");
            assertThat(demo.seen(account.carl)).isEmpty();
            assertThat(demo.seen(account.cus).keySet()).isSubsetOf("Stays");
            demo.chosen(account.cus);
        }
    }

    @Test
    void oneNameTakenTwiceAtOnceThenOneIsMade() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Object body = object("name", "Same " + round);
            Callable<String> create = () -> demo.api.post("/integrations", body).outcome();
            assertThat(together(create, create)).containsExactlyInAnyOrder("201", "409 NAME_TAKEN");
        }
    }

    @Test
    void oneVersionWrittenTwiceAtOnceThenOneIsStale() throws Exception {
        UUID orders = demo.integration("Orders");
        for (int round = 0; round < ROUNDS; round++) {
            String version = demo.api
                    .get("/users/" + account.cus + "/integration-access")
                    .json()
                    .path("version")
                    .asString();
            AdminApi api = demo.api.header("If-Match", version);
            List<String> outcomes = together(
                    () -> demo.choose(api, account.cus, orders, "MANAGE").outcome(),
                    () -> demo.choose(api, account.cus, orders, "MONITOR").outcome());
            assertThat(outcomes).containsExactlyInAnyOrder("200", "409 STALE_VERSION");
            demo.chosen(account.cus);
        }
    }
}
