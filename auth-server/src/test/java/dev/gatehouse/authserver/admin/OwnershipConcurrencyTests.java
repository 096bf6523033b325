package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.account.SystemRole;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners and admins who act at the same time: one owner, one winner, and nobody gets a 5xx. */
class OwnershipConcurrencyTests {

    private static final int ROUNDS = 10;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final OwnershipFixture account = new OwnershipFixture();
    private final AccountFixture demo = account.demo;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private List<String> together(Callable<String> one, Callable<String> two) throws Exception {
        List<String> outcomes = new ArrayList<>();
        for (Future<String> call : threads.invokeAll(List.of(one, two))) {
            outcomes.add(call.get());
        }
        return outcomes;
    }

    @Test
    void offerWhenAcceptedAndItsTargetDeletedOrDisabledAtOnceThenOneOfThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            boolean delete = round % 2 == 0;
            UUID owner = account.owner();
            UUID target = demo.person("target" + round, SystemRole.ADMIN);
            UUID admin = demo.person("admin" + round, SystemRole.ADMIN);
            AdminApi by = demo.as(admin);
            AdminApi next = demo.as(target);
            String path = account.offer(owner, target, demo.roles.get(SystemRole.ADMIN));
            String user = "/users/" + target;

            List<String> outcomes = together(
                    () -> next.post(path + "/accept", null).outcome(),
                    () -> delete
                            ? by.delete(user).outcome()
                            : by.patch(user, object("status", "DISABLED")).outcome());

            if (outcomes.get(0).equals("200")) {
                assertThat(outcomes.get(1)).isEqualTo("403 TARGET_IS_OWNER");
                assertThat(account.owner()).isEqualTo(target);
            } else {
                assertThat(outcomes.get(0)).startsWith("401");
                assertThat(outcomes.get(1)).isEqualTo(delete ? "204" : "200");
                assertThat(account.owner()).isEqualTo(owner);
                assertThat(account.status(path)).isEqualTo("CANCELLED");
            }
        }
    }

    @Test
    void offerWhenAcceptedAndTakenBackAtOnceThenOneOfThem() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID owner = account.owner();
            UUID target = owner.equals(demo.olga) ? demo.mel : demo.olga;
            AdminApi from = demo.as(owner);
            AdminApi to = demo.as(target);
            String path = account.offer(owner, target, null);
            List<String> outcomes = together(
                    () -> to.post(path + "/accept", null).outcome(),
                    () -> from.delete(path).outcome());
            if (outcomes.get(0).equals("200")) {
                assertThat(outcomes.get(1)).isIn("409 TRANSFER_CLOSED", "403 CAPABILITY_MISSING", "404 NOT_FOUND");
                assertThat(account.owner()).isEqualTo(target);
            } else {
                assertThat(outcomes).containsExactly("409 TRANSFER_CLOSED", "204");
                assertThat(account.owner()).isEqualTo(owner);
            }
        }
    }

    @Test
    void adminsWhenTheyDeleteEachOtherAtOnceThenExactlyOneGoesAndTheOtherCallIsRefused() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID one = demo.person("one" + round, SystemRole.ADMIN);
            UUID two = demo.person("two" + round, SystemRole.ADMIN);
            AdminApi byOne = demo.as(one);
            AdminApi byTwo = demo.as(two);
            List<String> outcomes = together(
                    () -> byOne.delete("/users/" + two).outcome(),
                    () -> byTwo.delete("/users/" + one).outcome());
            assertThat(outcomes).filteredOn("204"::equals).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> outcome.startsWith("401"))
                    .hasSize(1);
        }
    }

    @Test
    void adminsWhenTheyDemoteEachOtherAtOnceThenExactlyOneFallsAndTheOtherCallIsRefused() throws Exception {
        Object member = object("roleId", demo.roles.get(SystemRole.MEMBER));
        for (int round = 0; round < ROUNDS; round++) {
            UUID one = demo.person("one" + round, SystemRole.ADMIN);
            UUID two = demo.person("two" + round, SystemRole.ADMIN);
            AdminApi byOne = demo.as(one);
            AdminApi byTwo = demo.as(two);
            List<String> outcomes = together(
                    () -> byOne.put("/users/" + two + "/role", member).outcome(),
                    () -> byTwo.put("/users/" + one + "/role", member).outcome());
            assertThat(outcomes).containsExactlyInAnyOrder("200", "403 CAPABILITY_MISSING");
        }
    }
}
