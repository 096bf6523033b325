package dev.gatehouse.authserver.admin;

import static dev.gatehouse.authserver.admin.AdminApi.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.admin.AdminApi.Answer;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.db.apitoken.ApiTokenRepository;
import dev.gatehouse.db.apitoken.ApiTokenRow;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTokensTests {

    private static final String PATH = "/api-tokens";

    private final AccountFixture demo = new AccountFixture();
    private final UUID server = demo.server("notes");

    private static Object forServer(UUID serverId) {
        return object("name", "agent", "serverId", serverId, "expiresInDays", 7);
    }

    private static Object admin() {
        return object("name", "deploy", "scope", "admin");
    }

    @Test
    void createForAServerThenTheValueIsShownOnceAndOnlyItsDigestIsStored() {
        List<String> audited = demo.audited(() -> {
            Answer created = demo.api.post(PATH, forServer(server));
            assertThat(created.outcome()).isEqualTo("201");
            String value = created.json().path("token").asString();
            String id = created.json().path("id").asString();
            assertThat(value).matches("ghm_[A-Za-z0-9_-]{43}");
            assertThat(created.header("Location")).endsWith(PATH + "/" + id);
            assertThat(created.json().path("userId").asString()).isEqualTo(demo.ada.toString());
            assertThat(created.json().path("serverId").asString()).isEqualTo(server.toString());
            Instant expires = Instant.parse(created.json().path("expiresAt").asString());
            assertThat(expires).isBetween(in(Duration.ofDays(7).minusMinutes(1)), in(Duration.ofDays(7)));
            ApiTokenRow row = AdminApi.bean(ApiTokenRepository.class)
                    .findLive(Secrets.digest(value))
                    .orElseThrow();
            assertThat(row.id()).hasToString(id);

            Answer list = demo.api.get(PATH);
            assertThat(list.item("id", id).path("name").asString()).isEqualTo("agent");
            assertThat(list.text()).doesNotContain(value, Secrets.digest(value));
        });
        assertThat(audited).containsExactly("API_TOKEN_CREATED");
        assertThat(AccountFixture.jdbc()
                        .sql("select count(*) from audit_event where account_id = :id and after_state like '%ghm_%'")
                        .param("id", demo.id)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void createForTheAdminApiThenItActsAsItsCreatorWithTheRoleOfToday() {
        Answer created = demo.as(demo.olga).post(PATH, admin());
        assertThat(created.json().path("scope").asString()).isEqualTo("admin");
        AdminApi caller = AdminApi.with(created.json().path("token").asString());
        assertThat(caller.get("/me").json().path("id").asString()).isEqualTo(demo.olga.toString());
        assertThat(demo.api
                        .get(PATH)
                        .item("id", created.json().path("id").asString())
                        .path("lastUsedAt")
                        .isString())
                .isTrue();
        Instant expires = Instant.parse(created.json().path("expiresAt").asString());
        assertThat(expires).isBetween(in(Duration.ofDays(90).minusMinutes(1)), in(Duration.ofDays(90)));

        UUID passing = demo.person("passing", SystemRole.ADMIN);
        String token = demo.as(passing).post(PATH, admin()).json().path("token").asString();
        assertThat(AdminApi.with(token).get("/servers").outcome()).isEqualTo("200");
        AccountFixture.jdbc()
                .sql("update membership set role_id = :role where user_id = :user")
                .param("role", demo.roles.get(SystemRole.MANAGE_ALL))
                .param("user", passing)
                .update();
        assertThat(AdminApi.with(token).get("/servers").outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void tokenForAServerWhenShownToTheAdminApiThenOpensNothing() {
        String value =
                demo.api.post(PATH, forServer(server)).json().path("token").asString();
        assertThat(AdminApi.with(value).get("/me").outcome()).isEqualTo("401 UNAUTHENTICATED");
        assertThat(AdminApi.with(value).get(PATH).outcome()).isEqualTo("401 UNAUTHENTICATED");
    }

    @Test
    void revokeThenGoneAtOnceAndTheGatewaysAreTold() {
        UUID agent = id(demo.api.post(PATH, forServer(server)));
        Answer other = demo.as(demo.olga).post(PATH, admin());
        AdminApi holder = AdminApi.with(other.json().path("token").asString());
        assertThat(holder.get("/me").outcome()).isEqualTo("200");

        List<String> audited = demo.audited(() -> {
            assertThat(demo.api.delete(PATH + "/" + agent).outcome()).isEqualTo("204");
            assertThat(demo.api.delete(PATH + "/" + id(other)).outcome()).isEqualTo("204");
        });

        assertThat(audited).containsExactly("API_TOKEN_REVOKED", "API_TOKEN_REVOKED");
        assertThat(AccountFixture.feed(agent)).containsExactly("TOKEN REVOKED_BY_ADMIN");
        assertThat(AccountFixture.feed(id(other))).isEmpty();
        assertThat(holder.get("/me").outcome()).isEqualTo("401 UNAUTHENTICATED");
        assertThat(demo.api.delete(PATH + "/" + agent).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api.get(PATH).items("id"))
                .doesNotContain(agent.toString(), id(other).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"x\"}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"serverId\":\"SERVER\"}",
                "{\"name\":\"x\",\"scope\":\"owner\"}",
                "{\"name\":\" \",\"scope\":\"admin\"}",
                "{\"name\":\"a\\u0000b\",\"scope\":\"admin\"}",
                "{\"name\":\"x\",\"serverId\":\"x\"}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresInDays\":0}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresInDays\":91}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresInDays\":-9223372036854775808}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresAt\":\"+999999999-01-01T00:00:00Z\"}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresAt\":\"tomorrow\"}",
                "{\"name\":\"x\",\"scope\":\"admin\",\"expiresAt\":\"2020-01-01T00:00:00Z\",\"expiresInDays\":1}"
            })
    void createWhenAValueCannotBeThen422AndNothingIsMade(String body) {
        String sent = body.replace("SERVER", server.toString());
        assertThat(demo.api.post(PATH, sent).status()).isEqualTo(422);
        assertThat(demo.api.get(PATH).items("id")).hasSize(1);
    }

    @Test
    void createForAServerOfNobodyOrForAnotherPersonThenRefused() {
        assertThat(demo.api.post(PATH, forServer(UUID.randomUUID())).outcome()).isEqualTo("404 NOT_FOUND");
        assertThat(demo.api
                        .post(PATH, object("name", "x", "scope", "admin", "userId", demo.olga))
                        .status())
                .isEqualTo(400);
        assertThat(demo.as(demo.mel).post(PATH, admin()).outcome()).isEqualTo("403 CAPABILITY_MISSING");
    }

    @Test
    void tokenOfAnotherAccountThenThereIsNoSuchThing() {
        AccountFixture other = new AccountFixture();
        UUID theirs = id(other.api.post(PATH, forServer(other.server("notes"))));
        assertThat(demo.api.get(PATH).items("id")).doesNotContain(theirs.toString());
        for (String id : List.of(theirs.toString(), UUID.randomUUID().toString(), "x")) {
            assertThat(demo.api.delete(PATH + "/" + id).outcome()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(demo.api.post(PATH, forServer(other.server("more"))).outcome())
                .isEqualTo("404 NOT_FOUND");
        assertThat(other.api.get(PATH).items("id")).contains(theirs.toString());
    }

    @Test
    void createByManyAtOnceThenNeverMoreThanFifty() throws Exception {
        UUID busy = demo.person("busy", SystemRole.ADMIN);
        for (int i = 0; i < 46; i++) {
            demo.token(busy, server, Duration.ofDays(1));
        }
        AdminApi caller = demo.as(busy);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<String>> outcomes = threads.invokeAll(java.util.Collections.nCopies(6, (Callable<String>)
                    () -> caller.post(PATH, forServer(server)).outcome()));
            int created = 0;
            for (Future<String> outcome : outcomes) {
                assertThat(outcome.get()).isIn("201", "409 TOKEN_LIMIT");
                created += outcome.get().equals("201") ? 1 : 0;
            }
            assertThat(created).isEqualTo(3);
        } finally {
            threads.shutdownNow();
        }
    }

    private static UUID id(Answer answer) {
        return UUID.fromString(answer.json().path("id").asString());
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time);
    }
}
