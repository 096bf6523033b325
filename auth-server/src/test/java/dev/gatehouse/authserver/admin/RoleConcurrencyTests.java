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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Admins who change roles and people at the same time: each rule holds, and nobody gets a 5xx. */
class RoleConcurrencyTests {

    private static final int ROUNDS = 20;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final AccountFixture demo = new AccountFixture();
    private final UUID member = demo.roles.get(SystemRole.MEMBER);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @SafeVarargs
    private List<String> together(Callable<String>... calls) throws Exception {
        List<Future<String>> running = IntStream.range(0, calls.length)
                .mapToObj(i -> threads.submit(calls[i]))
                .toList();
        List<String> outcomes = new ArrayList<>();
        for (Future<String> call : running) {
            outcomes.add(call.get());
        }
        return outcomes;
    }

    private String assign(UUID person, Object role) {
        return demo.api
                .put("/users/" + person + "/role", object("roleId", role))
                .outcome();
    }

    private String create(String name, String... capabilities) {
        return demo.api
                .post("/roles", object("name", name, "capabilities", List.of(capabilities)))
                .json()
                .path("id")
                .asString();
    }

    @Test
    void twoLastSuperAdminsWhenBothAreTakenAtOnceThenOneStays() throws Exception {
        UUID one = demo.person("one", SystemRole.SUPER_ADMIN);
        UUID two = demo.person("two", SystemRole.SUPER_ADMIN);
        UUID superAdmin = demo.roles.get(SystemRole.SUPER_ADMIN);
        demo.api.patch("/account", object("reachPolicy", object("directGrants", false)));
        for (int round = 0; round < ROUNDS; round++) {
            boolean disable = round % 2 == 1;
            List<String> outcomes = together(
                    () -> assign(one, member),
                    () -> disable
                            ? demo.api
                                    .patch("/users/" + two, object("status", "DISABLED"))
                                    .outcome()
                            : assign(two, member));
            assertThat(outcomes).containsExactlyInAnyOrder("200", "409 LAST_SUPER_ADMIN");
            demo.api.patch("/users/" + two, object("status", "ACTIVE"));
            assign(one, superAdmin);
            assign(two, superAdmin);
        }
    }

    @Test
    void roleWhenDeletedAndAssignedAtOnceThenOneOfThemWins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String doomed = create("Doomed " + round);
            List<String> outcomes =
                    together(() -> demo.api.delete("/roles/" + doomed).outcome(), () -> assign(demo.cus, doomed));
            assertThat(outcomes).isIn(List.of("204", "404 NOT_FOUND"), List.of("409 ROLE_IN_USE", "200"));
            assign(demo.cus, member);
            demo.api.delete("/roles/" + doomed);
        }
    }

    @Test
    void plansLastRoomWhenFourWantItAtOnceThenOneGetsIt() throws Exception {
        AccountFixture.jdbc()
                .sql("update account set custom_role_limit = 1 where id = :id")
                .param("id", demo.id)
                .update();
        for (int round = 0; round < ROUNDS; round++) {
            String name = "Role " + round + " ";
            List<Callable<String>> calls = IntStream.range(0, 4)
                    .<Callable<String>>mapToObj(i -> () -> demo.api
                            .post("/roles", object("name", name + i, "capabilities", List.of()))
                            .outcome())
                    .toList();
            List<String> outcomes = together(calls.get(0), calls.get(1), calls.get(2), calls.get(3));
            assertThat(outcomes).containsExactlyInAnyOrder("201", "409 ROLE_LIMIT", "409 ROLE_LIMIT", "409 ROLE_LIMIT");
            demo.api
                    .get("/roles")
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(role -> role.path("systemKey").isNull())
                    .forEach(role -> demo.api.delete("/roles/" + role.path("id").asString()));
        }
    }

    @Test
    void personWhenDisabledDeletedAndAssignedAtOnceThenNothingOfThemIsAlive() throws Exception {
        UUID server = demo.server("everything");
        for (int round = 0; round < ROUNDS; round++) {
            UUID person = demo.person("p" + round, SystemRole.MEMBER);
            demo.grant(server, person);
            UUID family = demo.authorization(person, server);
            String path = "/users/" + person;
            List<String> outcomes = together(
                    () -> demo.api.delete(path).outcome(),
                    () -> demo.api.patch(path, object("status", "DISABLED")).outcome(),
                    () -> assign(person, demo.roles.get(SystemRole.ADMIN)),
                    () -> demo.grant(server, person).outcome());
            assertThat(outcomes.get(0)).isEqualTo("204");
            assertThat(outcomes.subList(1, 3))
                    .allMatch(outcome -> List.of("200", "404 NOT_FOUND").contains(outcome));
            assertThat(outcomes.get(3)).isIn("200", "404 NOT_FOUND", "409 ROLE_COVERS");
            assertThat(demo.fate(family)).isIn("USER_DELETED", "USER_DISABLED");
        }
    }
}
