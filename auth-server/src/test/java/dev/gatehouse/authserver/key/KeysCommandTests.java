package dev.gatehouse.authserver.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import dev.gatehouse.db.key.StoredKey.Purpose;
import dev.gatehouse.policy.token.TokenKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The operator's command against a running node: rotation, and the revocation of a key in an emergency. */
@AuthServerTest
@TestPropertySource(properties = "gatehouse.db-url=jdbc:h2:mem:keys-command;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000")
@org.junit.jupiter.api.extension.ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
class KeysCommandTests {

    private static final String MASTER_KEY = "gatehouse.master-key";

    @Autowired
    TestServer server;

    @Autowired
    ApplicationContext context;

    @Autowired
    KeyRepository keys;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void haveTheMasterKey() {
        System.setProperty(MASTER_KEY, environment.getRequiredProperty(MASTER_KEY));
        pass(Duration.ofMinutes(11)); // what another test has left on its way signs now
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(MASTER_KEY);
    }

    @Test
    void rotateThenSuccessorsArePublishedAtOnceAndSignLaterAndOldTokensGoOn() {
        ConnectedClient client = new ConnectedClient(server, context);
        String old = client.accessToken();
        String cursor = snapshot().get("cursor").stringValue();

        JsonNode answer = done("rotate");
        assertThat(answer.get("made").size()).isEqualTo(4);
        assertThat(done("rotate").get("made").size()).isZero();
        String successor = kid(Purpose.SIGNING, "PENDING");

        assertThat(published()).contains(successor, ConnectedClient.kid(old));
        assertThat(feedAfter(cursor)).contains("\"KEYS\"", successor);
        assertThat(signsInSeconds(successor)).isBetween(540L, 600L);
        client.refresh();
        assertThat(ConnectedClient.kid(client.accessToken())).isEqualTo(ConnectedClient.kid(old));

        pass(Duration.ofMinutes(11));
        client.refresh();
        assertThat(ConnectedClient.kid(client.accessToken())).isEqualTo(successor);
        assertThat(client.introspect(client.accessToken())).isTrue();
        assertThat(client.introspect(old)).isTrue();
        assertThat(published()).containsSequence(successor).contains(ConnectedClient.kid(old));
        assertThat(client.refreshToken()).startsWith(kid(Purpose.TOKEN_MAC, "CURRENT") + ".");

        pass(Duration.ofMinutes(66));
        eventually(() -> !published().contains(ConnectedClient.kid(old)));
        assertThat(stored(ConnectedClient.kid(old)).wrapped()).isNull();
        assertThat(audited("SIGNING_KEY_ROTATED", successor)).isEqualTo(1);
    }

    @Test
    void revokeTheSigningKeyThenItsTokensAreDeadAtOnceOnEveryNodeAndAFreshKeySigns() {
        ConnectedClient client = new ConnectedClient(server, context);
        KeyRing otherNode = otherNode();
        String doomed = client.accessToken();
        String kid = ConnectedClient.kid(doomed);
        String cursor = snapshot().get("cursor").stringValue();
        assertThat(client.introspect(doomed)).isTrue();

        done("revoke", kid);

        assertThat(client.introspect(doomed)).isFalse();
        assertThat(published()).doesNotContain(kid).hasSizeGreaterThanOrEqualTo(1);
        assertThat(feedAfter(cursor)).contains("\"KEY\"", kid, "\"KEYS\"");
        assertThat(snapshot().get("revocations").toString()).contains(kid);
        assertThat(snapshot().get("keys").toString()).doesNotContain(kid);
        assertThat(stored(kid).wrapped()).isNull();
        assertThat(audited("SIGNING_KEY_REVOKED", kid)).isEqualTo(1);

        assertThat(client.refresh().statusCode()).isEqualTo(200);
        assertThat(ConnectedClient.kid(client.accessToken())).isNotEqualTo(kid);
        assertThat(client.introspect(client.accessToken())).isTrue();
        assertThat(otherNode.signed(ConnectedClient.jwt(client.accessToken())))
                .as("a node that has not read the keys since looks again")
                .isTrue();
        assertThat(otherNode.signed(ConnectedClient.jwt(doomed))).isFalse();

        int rows = keys.findAll().keys().size();
        done("revoke", kid);
        assertThat(keys.findAll().keys()).hasSize(rows);
    }

    @Test
    void revokeTheKeyOfRefreshTokensThenPeopleSignInAgain() {
        ConnectedClient client = new ConnectedClient(server, context);
        KeyRing otherNode = otherNode();
        String kid = client.refreshToken().substring(0, 8);

        done("revoke", kid);

        HttpResponse<String> refused = client.refresh();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(refused).get("error").stringValue()).isEqualTo("invalid_grant");
        client.connect();
        assertThat(client.refreshToken()).doesNotStartWith(kid);
        assertThat(otherNode.verify(TokenKind.REFRESH_TOKEN, client.refreshToken()))
                .isPresent();
        assertThat(client.refresh().statusCode()).isEqualTo(200);
    }

    @Test
    void rotateByEightNodesAtOnceThenExactlyOneSuccessorEach() throws Exception {
        int rows = keys.findAll().keys().size();
        KeyChanges changes = context.getBean(KeyChanges.class);
        ExecutorService nodes = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<String>>> racers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                racers.add(changes::rotate);
            }
            int made = 0;
            for (Future<List<String>> racer : nodes.invokeAll(racers)) {
                made += racer.get().size();
            }
            assertThat(made).isEqualTo(4);
        } finally {
            nodes.shutdownNow();
        }
        assertThat(keys.findAll().keys()).hasSize(rows + 4);
        assertThat(pending()).isEqualTo(4);
    }

    @Test
    void rotateThenTheNextKeyOfAssertionsComesWithTheFeedLongBeforeItSignsAndIsPublishedByNoEndpointOfOurs() {
        String old = kid(Purpose.ASSERTION, "CURRENT");
        String cursor = snapshot().get("cursor").stringValue();
        done("rotate");
        String next = kid(Purpose.ASSERTION, "PENDING");

        assertThat(feedAfter(cursor)).contains("assertionKeys", next);
        JsonNode keys = snapshot().path("assertionKeys").path("keys");
        assertThat(keys.path(0).path("kid").asString()).isEqualTo(old);
        assertThat(keys.path(0).has("d") && keys.path(1).has("d")).isTrue();
        assertThat(keys.path(1).path("kid").asString()).isEqualTo(next);
        assertThat(keys.path(1).path("nbf").longValue()
                        - keys.path(0).path("nbf").longValue())
                .isGreaterThanOrEqualTo(600);
        assertThat(published()).doesNotContain(old, next);

        pass(Duration.ofMinutes(11));
        eventually(() -> snapshot().at("/assertionKeys/keys/0/kid").asString().equals(next));
        JsonNode retired = snapshot().at("/assertionKeys/keys/1");
        assertThat(retired.path("kid").asString()).isEqualTo(old);
        assertThat(retired.has("d")).isFalse();
        pass(Duration.ofMinutes(7));
        eventually(() -> snapshot().path("assertionKeys").path("keys").size() == 1);
    }

    @Test
    void requestByAnybodyButTheOperatorThen401AndNothingChanges() {
        List<StoredKey> before = keys.findAll().keys();
        String kid = kid(Purpose.SIGNING, "CURRENT");
        OperatorCredential stranger = new OperatorCredential("another-master-key-0123456789-01234567", Instant::now);
        for (String path : List.of("/internal/v1/keys/rotate", "/internal/v1/keys/" + kid + "/revoke")) {
            for (String header : List.of(
                    "Bearer " + TestServer.GATEWAY_SECRET,
                    stranger.header("POST", path),
                    context.getBean(OperatorCredential.class).header("POST", path + "/"),
                    "Gatehouse-Operator t=1,mac=x",
                    "")) {
                HttpResponse<String> answer = server.send(
                        server.request(path).header("Authorization", header).POST(HttpRequest.BodyPublishers.noBody()));
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Gatehouse-Operator");
            }
        }
        for (String spelling : List.of(
                "/internal/v1/k%65ys/rotate",
                "/internal/v1/keys/rotate/",
                "/internal/v1/keys;x=y/rotate",
                "/internal/v1//keys/rotate",
                "/internal/v1/x/../keys/rotate",
                "/internal/v1/keys%2Frotate")) {
            assertThat(server.send(server.request(spelling)
                                    .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET)
                                    .POST(HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .as(spelling)
                    .isIn(400, 401);
        }
        assertThat(server.send(server.request("/internal/v1/keys")
                                .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET))
                        .statusCode())
                .isEqualTo(401);
        assertThat(keys.findAll().keys()).isEqualTo(before);
    }

    @Test
    void commandThatIsWrongRefusedOrOutOfReachThenItsExitStatusTells() {
        assertThat(call("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("revoke <kid>");
        assertThat(call()).isEqualTo(2);
        assertThat(call("revoke")).isEqualTo(2);
        assertThat(call("revoke", "../rotate")).isEqualTo(2);
        assertThat(call("destroy")).isEqualTo(2);
        assertThat(call("list", "--url")).isEqualTo(2);
        assertThat(call("list", "--url", "ftp://x")).isEqualTo(2);
        assertThat(call("list", "--url", "http://localhost:1")).isEqualTo(1);
        assertThat(call("revoke", "nobody", "--url", node())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("404", "unknown_key");
        System.setProperty(MASTER_KEY, "another-master-key-0123456789-01234567");
        assertThat(call("list", "--url", node())).isEqualTo(1);
        System.clearProperty(MASTER_KEY);
        assertThat(call("list", "--url", node())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("GATEHOUSE_MASTER_KEY");
    }

    @Test
    void secretsOfKeysThenNowhereInAnswersTextsOrLogs(CapturedOutput output) {
        done("rotate");
        KeyMaker maker = context.getBean(KeyMaker.class);
        KeysInUse inUse = context.getBean(KeyRing.class).refresh();
        StringBuilder texts =
                new StringBuilder(done("list").toString()).append(inUse).append(output.getAll());
        for (StoredKey key : keys.findAll().of(Purpose.SIGNING)) {
            if (key.wrapped() != null) {
                SigningKey clear = maker.signingKey(key);
                texts.append(clear).append(clear.publicHalf()).append(key);
                assertThat(clear.publicHalf().isPrivate()).isFalse();
                assertThat(key.wrapped()).doesNotContain("kty");
                assertThat(texts).doesNotContain("\"d\"", key.wrapped());
            }
        }
        assertThat(texts).doesNotContain(environment.getRequiredProperty(MASTER_KEY));
    }

    private JsonNode done(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--url", node()));
        out.reset();
        assertThat(call(arguments.toArray(String[]::new)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return new JsonMapper().readTree(out.toByteArray());
    }

    private int call(String... arguments) {
        return new KeysCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .call(arguments);
    }

    private String node() {
        return server.request("/").build().uri().toString();
    }

    private String kid(Purpose purpose, String state) {
        for (JsonNode key : done("list").get("keys")) {
            if (key.get("purpose").stringValue().equals(purpose.name())
                    && key.get("state").stringValue().equals(state)) {
                return key.get("kid").stringValue();
            }
        }
        throw new AssertionError("no " + state + " key");
    }

    private long pending() {
        Instant now = keys.findAll().now();
        return keys.findAll().keys().stream()
                .filter(key -> key.revokedAt() == null && key.signsAt().isAfter(now))
                .count();
    }

    private List<String> published() {
        List<String> kids = new ArrayList<>();
        TestServer.json(server.get("/oauth2/jwks"))
                .get("keys")
                .forEach(key -> kids.add(key.get("kid").stringValue()));
        return kids;
    }

    private long signsInSeconds(String kid) {
        return Duration.between(keys.findAll().now(), stored(kid).signsAt()).toSeconds();
    }

    private StoredKey stored(String kid) {
        return keys.findAll().keys().stream()
                .filter(key -> key.kid().equals(kid))
                .findFirst()
                .orElseThrow();
    }

    /** As if time passed: every key's times are moved back. */
    private void pass(Duration time) {
        jdbc.sql("update stored_key set signs_at = dateadd(second, :by, signs_at),"
                        + " created_at = dateadd(second, :by, created_at)")
                .param("by", -time.toSeconds())
                .update();
        context.getBean(KeyRing.class).refresh();
    }

    private JsonNode snapshot() {
        return TestServer.json(asGateway("/internal/v1/snapshot"));
    }

    private String feedAfter(String cursor) {
        return asGateway("/internal/v1/feed?after=" + cursor).body();
    }

    private HttpResponse<String> asGateway(String path) {
        return server.send(server.request(path).header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET));
    }

    private long audited(String action, String kid) {
        return jdbc.sql("select count(*) from audit_event where action = :action and subject = :kid"
                        + " and account_id is null and actor = 'operator'")
                .param("action", action)
                .param("kid", kid)
                .query(Long.class)
                .single();
    }

    private KeyRing otherNode() {
        return new KeyRing(
                keys,
                context.getBean(KeyMaker.class),
                context.getBean(KeySchedules.class),
                context.getBean(KeyChanges.class),
                context.getBean(FlywayMigrationInitializer.class));
    }

    private static void eventually(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
