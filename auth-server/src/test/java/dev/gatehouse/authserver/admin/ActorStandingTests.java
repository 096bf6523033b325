package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.account.SystemRole;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of a call that is under way while its caller loses their powers. */
class ActorStandingTests {

    private final AccountFixture demo = new AccountFixture();

    /** Sends the head of a call and the first byte of its body, runs {@code meanwhile}, sends the rest; the answer's head. */
    private String slowly(UUID caller, String call, String body, Runnable meanwhile) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", AdminApi.port())) {
            socket.setSoTimeout(10_000);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = call
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                    + "Authorization: Bearer " + demo.token(caller, null, Duration.ofDays(1)) + "\r\nContent-Length: "
                    + bytes.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(bytes, 0, 1);
            socket.getOutputStream().flush();
            sleep();
            meanwhile.run();
            socket.getOutputStream().write(bytes, 1, bytes.length - 1);
            socket.getOutputStream().flush();
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The call is let in, and waits for its body, as soon as its head is read. */
    private static void sleep() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void demote(UUID person) {
        assertThat(demo.as(demo.olga)
                        .put("/users/" + person + "/role", object("roleId", demo.roles.get(SystemRole.CUSTOM_LEVEL)))
                        .outcome())
                .isEqualTo("200");
    }

    private String role(UUID person) {
        return demo.as(demo.olga).get("/users/" + person).json().path("role").asString();
    }

    @Test
    void callWhoseBodyComesAfterItsCallerWasDemotedThenRefusedAndNothingChanges() throws IOException {
        String admin = "{\"roleId\":\"" + demo.roles.get(SystemRole.ADMIN) + "\"}";
        String answer = slowly(demo.ada, "PUT /api/v1/users/" + demo.cus + "/role", admin, () -> demote(demo.ada));

        assertThat(answer).startsWith("HTTP/1.1 403").contains("CAPABILITY_MISSING");
        assertThat(role(demo.cus)).isEqualTo("Custom");
        assertThat(demo.audit()).endsWith("ADMIN_REFUSED CAPABILITY_MISSING");
    }

    @Test
    void callWhoseBodyComesAfterTheAccountLendsNothingAnyMoreThenRefused() throws IOException {
        owner("/account", object("nonAdminInvitations", true));
        String body = "{\"emails\":\"a@" + demo.mark + ".example\",\"roleId\":\""
                + demo.roles.get(SystemRole.MONITOR_ALL) + "\"}";
        String answer = slowly(
                demo.mel,
                "POST /api/v1/invitations",
                body,
                () -> owner("/account", object("nonAdminInvitations", false)));

        assertThat(answer).startsWith("HTTP/1.1 403").contains("CAPABILITY_MISSING");
        assertThat(demo.api.get("/invitations").items("id")).isEmpty();
    }

    @Test
    void callWhoseBodyComesAfterTheLevelOfItsCallerFellThenRefused() throws IOException {
        String role = "/roles/" + demo.roles.get(SystemRole.MANAGE_ALL);
        owner(role, object("capabilities", List.of("MCP_CONNECT", "PEOPLE_MANAGE")));
        String body = "{\"name\":\"Back door\",\"capabilities\":[],\"integrationLevel\":\"MANAGE\"}";
        String answer =
                slowly(demo.mel, "POST /api/v1/roles", body, () -> owner(role, object("integrationLevel", "NONE")));

        assertThat(answer).startsWith("HTTP/1.1 403").contains("CAPABILITY_MISSING");
        assertThat(demo.api.get("/roles").items("name")).doesNotContain("Back door");
    }

    private void owner(String path, Object patch) {
        assertThat(demo.as(demo.olga).patch(path, patch).outcome()).isEqualTo("200");
    }

    @Test
    void callsOfEveryKindWhoseBodyComesAfterItsCallerWasDisabledThenRefused() throws IOException {
        List<List<String>> calls = List.of(
                List.of("POST /api/v1/roles", "{\"name\":\"Back door\",\"capabilities\":[\"PEOPLE_MANAGE\"]}"),
                List.of("POST /api/v1/api-tokens", "{\"name\":\"Back door\",\"scope\":\"admin\"}"),
                List.of("POST /api/v1/teams", "{\"name\":\"Back door\"}"),
                List.of(
                        "POST /api/v1/servers",
                        "{\"name\":\"Back door\",\"slug\":\"back-" + demo.mark
                                + "\",\"upstreamUrl\":\"http://localhost:1\"}"),
                List.of("PATCH /api/v1/account", "{\"name\":\"Back door\"}"),
                List.of("PUT /api/v1/users/" + demo.cus + "/mcp-access", "{\"mode\":\"ALL\"}"));
        for (List<String> call : calls) {
            UUID admin = demo.person("adm" + UUID.randomUUID(), SystemRole.ADMIN);
            String answer = slowly(
                    admin,
                    call.get(0),
                    call.get(1),
                    () -> assertThat(demo.as(demo.olga)
                                    .patch("/users/" + admin, object("status", "DISABLED"))
                                    .outcome())
                            .isEqualTo("200"));
            assertThat(answer).as(call.toString()).startsWith("HTTP/1.1 401");
        }
        assertThat(demo.audit())
                .doesNotContain(
                        "ROLE_CREATED",
                        "API_TOKEN_CREATED",
                        "TEAM_CREATED",
                        "SERVER_CREATED",
                        "ACCOUNT_CHANGED",
                        "MCP_ACCESS_CHANGED");
    }

    @Test
    void callsInTheQueueBehindTheDemotionOfTheirCallerThenNoneComesAfterIt() throws Exception {
        AdminApi ada = demo.api;
        ExecutorService pool = Executors.newFixedThreadPool(12);
        try {
            List<Callable<String>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                String name = "Team " + i;
                calls.add(
                        i == 8
                                ? () -> {
                                    demote(demo.ada);
                                    return "demoted";
                                }
                                : () -> ada.post("/teams", object("name", name)).outcome());
            }
            for (Future<String> done : pool.invokeAll(calls)) {
                assertThat(done.get()).isIn("demoted", "201", "403 CAPABILITY_MISSING");
            }
        } finally {
            pool.shutdownNow();
        }
        List<String> audit = demo.audit();
        long refused = audit.stream()
                .filter("ADMIN_REFUSED CAPABILITY_MISSING"::equals)
                .count();
        long made = audit.stream().filter("TEAM_CREATED"::equals).count();
        assertThat(made + refused).isEqualTo(23);
        assertThat(ada.post("/teams", object("name", "Late")).outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void ownRoleOrOwnPowersGivenUpThenAllowed() {
        UUID stepsDown = demo.person("down", SystemRole.ADMIN);
        assertThat(demo.as(stepsDown)
                        .put("/users/" + stepsDown + "/role", object("roleId", demo.roles.get(SystemRole.CUSTOM_LEVEL)))
                        .outcome())
                .isEqualTo("200");
        UUID administrator = demo.person("broad", SystemRole.ADMINISTRATOR);
        assertThat(demo.as(administrator)
                        .patch(
                                "/roles/" + demo.roles.get(SystemRole.ADMINISTRATOR),
                                object("capabilities", List.of("MCP_CONNECT", "PEOPLE_MANAGE")))
                        .outcome())
                .isEqualTo("200");
        UUID leaves = demo.person("leaves", SystemRole.ADMIN);
        assertThat(demo.as(leaves).delete("/users/" + leaves).outcome()).isEqualTo("204");
    }
}
