package dev.gatehouse.e2e;

import static dev.gatehouse.e2e.harness.MachineAnswers.assertOAuthError;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertProblem;
import static dev.gatehouse.e2e.harness.MachineAnswers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.testing.TestDatabase;
import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.Answer;
import dev.gatehouse.e2e.harness.Browser;
import dev.gatehouse.e2e.harness.Canaries;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.McpConnection;
import dev.gatehouse.e2e.harness.Page;
import dev.gatehouse.e2e.harness.Person;
import dev.gatehouse.e2e.harness.Tokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GATEHOUSE_DB_URL} puts the demo on PostgreSQL. */
class PostgreSqlIT {

    private static final String NUL = "a\0b@demo.example";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static TestDatabase database;
    private static Demo demo;

    private final AdminApi admin = new AdminApi(demo);

    @BeforeAll
    static void start() {
        database = TestDatabase.postgreSql();
        demo = Demo.start(
                "demo on PostgreSQL",
                Map.of(
                        "GATEHOUSE_DB_URL", database.jdbcUrl(),
                        "GATEHOUSE_DB_USERNAME", database.username(),
                        "GATEHOUSE_DB_PASSWORD", database.password()));
    }

    /** The launcher is killed and cannot stop anything: the programs notice. */
    @AfterAll
    static void kill() {
        assertThat(demo.kill(STOP_LIMIT)).isEmpty();
    }

    @Test
    void personConnectsIsRemovedAndComesBack() {
        String vault = admin.server("vault");
        admin.grant(vault, Person.CUS);
        McpApp app = McpApp.installedFor(demo.mcp("vault"));
        Tokens first = app.connect(Person.CUS);
        assertThat(McpConnection.echo(app.mcpUrl(), first.access(), "hello")).isEqualTo("hello");
        Tokens second = Tokens.of(app.refresh(first.refresh()));
        assertThat(Tokens.of(app.refresh(first.refresh())).refresh()).isEqualTo(second.refresh());

        admin.remove(vault, Person.CUS);

        Eventually.within(
                Eventually.A_SECOND,
                "the live token is refused",
                () -> McpConnection.status(app.mcpUrl(), second.access()) == 401);
        assertOAuthError(app.refresh(second.refresh()), 400, "invalid_grant");
        admin.grant(vault, Person.CUS);
        assertOAuthError(app.refresh(second.refresh()), 400, "invalid_grant");
        assertThat(McpConnection.echo(app.mcpUrl(), app.connect(Person.CUS).access(), "back"))
                .isEqualTo("back");
    }

    /** Mel administers, and reaches a server by a grant alone; no route hands out that role yet. */
    @Test
    void creatorOfAnApiTokenLosesTheGrantThenTheAgentIsRefusedWhenTheMemoryIsOver() throws Exception {
        String adminToken = "gha_" + "m".repeat(43);
        write("update membership set role_id = (select id from account_role where system_key = 'ADMINISTRATOR')"
                + " where user_id = (select id from person where email = '" + Person.MEL.email() + "')");
        write("insert into api_token (id, account_id, user_id, name, hash, created_at, expires_at)"
                + " select '" + UUID.randomUUID() + "', account_id, user_id, 'mel', '" + sha256(adminToken)
                + "', current_timestamp, current_timestamp + interval '1' day from membership"
                + " where user_id = (select id from person where email = '" + Person.MEL.email() + "')");
        String notes = admin.server("notes");
        admin.grant(notes, Person.MEL);
        String agent =
                new AdminApi(demo, adminToken).apiToken(notes).path("token").asString();
        String url = demo.mcp("notes");
        assertThat(McpConnection.echo(url, agent, "while granted")).isEqualTo("while granted");

        admin.remove(notes, Person.MEL);

        Eventually.within(
                Demo.API_TOKEN_MEMORY.plusSeconds(1),
                "the agent is refused",
                () -> McpConnection.status(url, agent) == 401);
    }

    @Test
    void machineClientGetsATokenForItsServerAndCallsATool() throws Exception {
        String secret = Canaries.note("a-secret-of-a-machine-" + UUID.randomUUID());
        write("insert into registered_client (id, client_id, registered_by, name, redirect_uris, metadata, created_at,"
                + " version, auth_methods, grant_types, secret_hash, account_id, server_id, scopes, sid)"
                + " select '" + UUID.randomUUID() + "', 'nightly-job', 'ADMIN', 'Nightly job', '', '{}',"
                + " current_timestamp, 0, 'client_secret_basic', 'client_credentials', '" + sha256(secret)
                + "', account_id, id, 'mcp:read mcp:write', '" + UUID.randomUUID()
                + "' from mcp_server where slug = 'notes'");

        Answer answer = Http.to(demo.issuer() + "/oauth2/token")
                .basic("nightly-job", secret)
                .postForm(Map.of("grant_type", "client_credentials", "resource", demo.mcp("notes")));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        String token = Canaries.note(answer.text("access_token"));
        assertThat(McpConnection.echo(demo.mcp("notes"), token, "by night")).isEqualTo("by night");
        assertThat(McpConnection.status(demo.mcp("everything"), token)).isEqualTo(401);
    }

    private static void write(String sql) throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password())) {
            assertThat(connection.createStatement().executeUpdate(sql)).isEqualTo(1);
        }
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    /** PostgreSQL stores no NUL: no parameter may carry one so far. */
    @ParameterizedTest
    @ValueSource(strings = {"client_id", "redirect_uri", "resource", "state", "scope", "code_challenge"})
    void nulInAnAuthorizationRequestThenAClearRefusal(String parameter) {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));

        Page page = app.browser().authorize(app.request().with(parameter, NUL), Person.CUS, true);

        assertThat(page.answer().status()).as(page.answer().body()).isLessThan(500);
        assertThat(page.answer().body()).doesNotContain("Exception");
    }

    @Test
    void nulAtTheMachineEndpointsThenAClearRefusal() {
        assertOAuthRefusal(token(Map.of("grant_type", "refresh_token", "refresh_token", "x", "client_id", NUL)));
        String client = McpApp.installedFor(demo.mcp("everything")).clientId();
        assertOAuthRefusal(token(Map.of("grant_type", "refresh_token", "refresh_token", NUL, "client_id", client)));
        Answer registration = Http.to(demo.issuer() + "/oauth2/register")
                .sendJson("POST", Map.of("client_name", NUL, "redirect_uris", List.of("http://127.0.0.1/callback")));
        assertThat(registration.status()).as(registration.body()).isIn(201, 400);
        assertOAuthRefusal(
                Http.to(demo.issuer() + "/oauth2/introspect").basic(NUL, NUL).postForm(Map.of("token", NUL)));
        Map<String, String> server = Map.of("name", NUL, "slug", "nul", "upstreamUrl", demo.sample() + "/notes/mcp");
        Answer refused = admin.send("POST", "/servers", server);
        assertThat(refused.status()).as(refused.body()).isIn(400, 422);
        assertProblem(refused, refused.status());
        assertThat(admin.get("/servers?cursor=%00").status()).isIn(400, 422);
    }

    private Answer token(Map<String, String> fields) {
        return Http.to(demo.issuer() + "/oauth2/token").postForm(fields);
    }

    private static void assertOAuthRefusal(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isIn(400, 401);
        assertRefused(answer, answer.status(), "application/json");
        assertThat(answer.text("error")).isNotBlank();
    }

    @Test
    void nulAtSignInThenItFailsAsForAnyoneUnknown() {
        McpApp app = McpApp.installedFor(demo.mcp("everything"));
        Browser browser = app.browser();
        Page login = browser.open(app.request().url());

        Page again = browser.submit(login, Map.of("username", NUL, "password", "nothing-at-all"));

        assertThat(again.answer().status()).as(again.answer().body()).isEqualTo(200);
        assertThat(again.asksToSignIn()).isTrue();
    }

    @Test
    void everythingIsInPostgreSqlAndNothingInAFile() throws SQLException {
        assertThat(Files.exists(demo.dataDir().resolve("gatehouse.mv.db"))).isFalse();
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                ResultSet count = connection
                        .createStatement()
                        .executeQuery("select count(*) from mcp_server where slug in ('everything','notes','vault')")) {
            count.next();
            assertThat(count.getInt(1)).isEqualTo(3);
        }
    }
}
