package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.list;
import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.client.ClientRepository;
import dev.gatehouse.db.client.ClientRow;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Changes of a client that meet other changes of it. */
class ClientChangesTests {

    private final AccountFixture demo = new AccountFixture();

    private String machine(UUID server) {
        return demo.api
                .post(
                        "/clients",
                        object(
                                "name",
                                "Robot",
                                "authentication",
                                "client_secret",
                                "serverId",
                                server,
                                "scopes",
                                list("mcp:read")))
                .json()
                .path("clientId")
                .asString();
    }

    private static ClientRow row(String clientId) {
        return AdminApi.bean(ClientRepository.class).findByClientId(clientId).orElseThrow();
    }

    private static void renewSid(String clientId, UUID sid) {
        AdminApi.bean(JdbcClient.class)
                .sql("update registered_client set sid = :sid where client_id = :client")
                .param("sid", sid)
                .param("client", clientId)
                .update();
    }

    @Test
    void secretRenewedOrNameChangedWhileTheTokensEndThenTheirNewSidStays() {
        String machine = machine(demo.server("notes"));
        for (Supplier<AdminApi.Answer> change : List.<Supplier<AdminApi.Answer>>of(
                () -> demo.api.post("/clients/" + ClientIds.of(machine) + "/secret", null),
                () -> demo.api.patch("/clients/" + ClientIds.of(machine), object("name", "Other")))) {
            UUID sid = UUID.randomUUID();
            CompletableFuture<AdminApi.Answer> changed = AdminApi.bean(Transactions.class)
                    .run(() -> {
                        renewSid(machine, sid);
                        CompletableFuture<AdminApi.Answer> waiting = CompletableFuture.supplyAsync(change);
                        assertThatThrownBy(() -> waiting.get(400, TimeUnit.MILLISECONDS))
                                .isInstanceOf(TimeoutException.class);
                        return waiting;
                    });
            assertThat(changed.join().status()).isBetween(200, 201);
            assertThat(row(machine).sid()).isEqualTo(sid);
        }
        assertThat(row(machine).name()).isEqualTo("Other");
    }
}
