package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.policy.account.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Grants that meet a change of the whole account: they wait for it, and see what it changed (domain invariants I3, I7). */
class GrantConcurrencyTests {

    private static final int ROUNDS = 12;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final BundleFixture demo = new BundleFixture();
    private final AccountFixture account = demo.account;
    private final UUID notes = account.server("notes");
    private final UUID person = demo.person("pia", Capability.MCP_CONNECT);
    private final Object all = object("mode", "ALL");
    private final Object selected = object("mode", "SELECTED", "servers", list(object("id", notes)));

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private List<Supplier<AdminApi.Answer>> grants() {
        return List.of(
                () -> account.grant(notes, person),
                () -> account.access(person, all),
                () -> account.access(person, selected));
    }

    /** The outcome of a call that comes while another transaction has made this change and is not through. */
    private String meanwhile(String change, UUID id, Supplier<AdminApi.Answer> call) {
        CompletableFuture<String> outcome = AdminApi.bean(Transactions.class).run(() -> {
            AdminApi.bean(AccountLocks.class).lock(account.id);
            AccountFixture.jdbc().sql(change).param("id", id).update();
            CompletableFuture<String> waiting =
                    CompletableFuture.supplyAsync(() -> call.get().outcome(), threads);
            assertThat(waiting.copy().orTimeout(300, TimeUnit.MILLISECONDS))
                    .as("it must wait for the change")
                    .failsWithin(Duration.ofSeconds(5));
            return waiting;
        });
        return outcome.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private long granted() {
        return AccountFixture.jdbc()
                .sql("select (select count(*) from server_grant where account_id = :id)"
                        + " + (select count(*) from all_servers_grant where account_id = :id)")
                .param("id", account.id)
                .query(Long.class)
                .single();
    }

    @Test
    void grantWhenDirectGrantsAreBeingSwitchedOffThenWaitsAndIsRefused() {
        for (Supplier<AdminApi.Answer> grant : grants()) {
            assertThat(meanwhile("update account set direct_grants = false where id = :id", account.id, grant))
                    .isEqualTo("409 DIRECT_GRANTS_OFF");
            account.api.patch("/account", object("reachPolicy", object("directGrants", true)));
        }
        assertThat(granted()).isZero();
    }

    @Test
    void grantWhenTheRoleIsBeingGivenAllServersThenWaitsAndIsRefused() {
        String role = "(select role_id from membership where id = :id)";
        for (Supplier<AdminApi.Answer> grant : grants()) {
            assertThat(meanwhile(
                            "update account_role set capabilities = 'MCP_CONNECT MCP_USE_ALL_SERVERS' where id = "
                                    + role,
                            account.membership(person),
                            grant))
                    .isEqualTo("409 ROLE_COVERS");
            AccountFixture.jdbc()
                    .sql("update account_role set capabilities = 'MCP_CONNECT' where id = " + role)
                    .param("id", account.membership(person))
                    .update();
        }
        assertThat(granted()).isZero();
    }

    @Test
    void grantsAndRemovalsWhenDirectGrantsAreSwitchedOffAtOnceThenNobodyIsStuckAndNothingIsAlive() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            account.grant(notes, person);
            UUID family = account.authorization(person, notes);
            List<String> outcomes = together(
                    () -> account.api
                            .patch("/account", object("reachPolicy", object("directGrants", false)))
                            .outcome(),
                    () -> account.grant(notes, account.cus, person).outcome(),
                    () -> account.access(person, selected).outcome(),
                    () -> account.api
                            .delete("/servers/" + notes + "/users/" + account.cus)
                            .outcome());
            assertThat(outcomes.get(0)).isEqualTo("200");
            assertThat(outcomes.subList(1, 4))
                    .allMatch(outcome ->
                            List.of("200", "204", "409 DIRECT_GRANTS_OFF").contains(outcome));
            assertThat(account.fate(family)).isEqualTo("REACH_LOST");
            account.api.patch("/account", object("reachPolicy", object("directGrants", true)));
        }
    }

    @SafeVarargs
    private List<String> together(Callable<String>... calls) throws Exception {
        List<Future<String>> running = new ArrayList<>();
        for (Callable<String> call : calls) {
            running.add(threads.submit(call));
        }
        List<String> outcomes = new ArrayList<>();
        for (Future<String> call : running) {
            outcomes.add(call.get());
        }
        return outcomes;
    }
}
