package dev.gatehouse.authserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.authserver.key.KeyRing;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditCheckpoint;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import dev.gatehouse.db.key.KeyRepository;
import dev.gatehouse.db.key.StoredKey;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** The sealer of a running node, and the operator's command that verifies what it sealed. */
@AuthServerTest
@TestPropertySource(
        properties = {
            "gatehouse.db-url=jdbc:h2:mem:audit-command;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
            "gatehouse.audit-checkpoint-interval=PT1S"
        })
@DirtiesContext
class AuditCommandTests {

    private static final String MASTER_KEY = "gatehouse.master-key";

    @Autowired
    TestServer server;

    @Autowired
    AuditLog audit;

    @Autowired
    AuditSealer sealer;

    @Autowired
    KeyRing ring;

    @Autowired
    KeyRepository keys;

    @Autowired
    SignedCheckpoints checkpoints;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    @TempDir
    Path directory;

    private final UUID account = UUID.randomUUID();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void haveTheMasterKeyAndFiveSealedRows() {
        System.setProperty(MASTER_KEY, environment.getRequiredProperty(MASTER_KEY));
        for (int i = 0; i < 5; i++) {
            audit.append(AuditEvent.of(account, "system", AuditAction.SERVER_CHANGED, "row " + i, null, null));
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        sealer.look(); // which the node does by itself, too, every second
        while (signedThrough() < 5) {
            assertThat(System.nanoTime()).as("sealed and signed in time").isLessThan(deadline);
            pause();
        }
    }

    @AfterEach
    void forgetItAndTheChain() {
        System.clearProperty(MASTER_KEY);
        for (String table : List.of("audit_event", "audit_chain", "audit_checkpoint")) {
            jdbc.sql("delete from " + table + " where chain = :chain")
                    .param("chain", account)
                    .update();
        }
    }

    private long signedThrough() {
        return jdbc.sql("select coalesce(max(seq), 0) from audit_checkpoint where chain = :chain")
                .param("chain", account)
                .query(Long.class)
                .single();
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int verify(String... options) {
        List<String> words = new ArrayList<>(
                List.of("verify", "--url", server.request("/").build().uri().toString()));
        words.addAll(List.of(options));
        return call(words.toArray(String[]::new));
    }

    private int call(String... words) {
        out.reset();
        err.reset();
        return new AuditCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .call(words);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private void row(String change) {
        assertThat(jdbc.sql("update audit_event set " + change + " where chain = :chain and seq = 3")
                        .param("chain", account)
                        .update())
                .isOne();
    }

    private Path export() throws Exception {
        List<String> lines = new ArrayList<>(List.of("{\"key\":{\"kid\":\"x\"}}"));
        jdbc.sql("select jws from audit_checkpoint order by chain, number")
                .query(String.class)
                .list()
                .forEach(jws -> lines.add("{\"seq\":1,\"jws\":\"" + jws + "\"}"));
        return Files.write(directory.resolve("checkpoints.ndjson"), lines);
    }

    @Test
    void verifyThenAllIsAsItWasSealed() {
        assertThat(verify("--account", account.toString()))
                .as(printed() + complained())
                .isZero();
        assertThat(printed())
                .contains(
                        "verified chain " + account + ": 5 rows,", "signed up to number 5", "all is as it was sealed");
        assertThat(verify()).as(printed() + complained()).isZero();
        assertThat(verify("--json")).isZero();
        assertThat(printed().lines()).allMatch(line -> line.startsWith("{"));
        assertThat(printed()).contains("\"type\":\"END\"");
    }

    @Test
    void verifyWhenARowWasChangedThenItIsNamed() {
        row("subject = 'somebody else'");
        assertThat(verify()).isEqualTo(1);
        assertThat(printed()).contains("ALTERED  chain " + account + ", number 3, row ");
        assertThat(verify("--account", account.toString(), "--json")).isEqualTo(1);
        assertThat(printed()).contains("\"what\":\"ALTERED\",\"chain\":\"" + account + "\",\"seq\":3");
    }

    @Test
    void verifyWhenTheEndIsCutOffWithItsTracesThenOnlyTheExportKnows() throws Exception {
        Path exported = export();
        assertThat(verify("--checkpoints", exported.toString())).as(printed()).isZero();
        assertThat(printed()).doesNotContain(" 0 exported checkpoints");
        for (String sql : List.of(
                "delete from audit_event where chain = :chain and seq > 4",
                "delete from audit_checkpoint where chain = :chain",
                "update audit_chain set seq = 4, checkpoint_number = 0, checkpoint_seq = 4 where chain = :chain")) {
            jdbc.sql(sql).param("chain", account).update();
        }
        assertThat(verify("--account", account.toString())).as(printed()).isZero();

        assertThat(verify("--account", account.toString(), "--checkpoints", exported.toString()))
                .isEqualTo(1);
        assertThat(printed()).contains("CUT_OFF  chain " + account + ", number 5");
    }

    @Test
    void exportedCheckpointsThatAreForgedOrNoneThenFoundOrNotTold() throws Exception {
        AuditCheckpoint forged = new AuditCheckpoint(account, 1, 5, "0".repeat(64), Instant.now());
        JWTClaimsSet claims = SignedJWT.parse(checkpoints.sign(forged)).getJWTClaimsSet();
        String byTokenKey = ring.sign(new JOSEObjectType("gatehouse-audit-checkpoint+jwt"), claims);
        String ofOtherType = ring.signCheckpoint(new JOSEObjectType("JWT"), claims);
        for (String jws : List.of(byTokenKey, ofOtherType, "garbage")) {
            Path file = Files.writeString(directory.resolve("forged.ndjson"), "{\"jws\":\"" + jws + "\"}\n");
            assertThat(verify("--checkpoints", file.toString())).isEqualTo(1);
            assertThat(printed()).contains("CHECKPOINT_SIGNATURE");
        }
        Path anew =
                Files.writeString(directory.resolve("anew.ndjson"), "{\"jws\":\"" + checkpoints.sign(forged) + "\"}\n");
        assertThat(verify("--checkpoints", anew.toString())).isEqualTo(1);
        assertThat(printed()).contains("CHECKPOINT_MISMATCH");

        Path empty = Files.writeString(directory.resolve("empty.ndjson"), "");
        assertThat(verify("--checkpoints", empty.toString())).isEqualTo(2);
        Path text = Files.writeString(directory.resolve("text.ndjson"), "no json\n");
        assertThat(verify("--checkpoints", text.toString())).isEqualTo(2);
    }

    @Test
    void publicKeyThatSomebodyPutIntoTheDatabaseThenVouchesForNothing() throws Exception {
        com.nimbusds.jose.jwk.ECKey mine = new com.nimbusds.jose.jwk.gen.ECKeyGenerator(
                        com.nimbusds.jose.jwk.Curve.P_256)
                .keyIDFromThumbprint(true)
                .generate();
        jdbc.sql("insert into stored_key (kid, purpose, algorithm, public_jwk, created_at, signs_at, ended_at)"
                        + " values (:kid, 'AUDIT', 'ES256', :jwk, current_timestamp, current_timestamp,"
                        + " current_timestamp)")
                .param("kid", mine.getKeyID())
                .param("jwk", mine.toPublicJWK().toJSONString())
                .update();
        String good = jdbc.sql("select jws from audit_checkpoint where chain = :chain and seq = 5")
                .param("chain", account)
                .query(String.class)
                .single();
        SignedJWT forged = new SignedJWT(
                new com.nimbusds.jose.JWSHeader.Builder(com.nimbusds.jose.JWSAlgorithm.ES256)
                        .type(SignedJWT.parse(good).getHeader().getType())
                        .keyID(mine.getKeyID())
                        .build(),
                SignedJWT.parse(good).getJWTClaimsSet());
        forged.sign(new com.nimbusds.jose.crypto.ECDSASigner(mine));
        jdbc.sql("update audit_checkpoint set jws = :jws where chain = :chain and seq = 5")
                .param("jws", forged.serialize())
                .param("chain", account)
                .update();
        ring.newestPublicKeys(); // the node has read the keys again

        assertThat(verify("--account", account.toString())).isEqualTo(1);
        assertThat(printed()).contains("CHECKPOINT_SIGNATURE");
        jdbc.sql("delete from stored_key where kid = :kid")
                .param("kid", mine.getKeyID())
                .update();
    }

    @Test
    void keyOfCheckpointsThenSignsNothingThatOpensADoorAndIsPublishedNowhereElse() throws Exception {
        List<StoredKey> ofAudit = keys.findAll().of(StoredKey.Purpose.AUDIT);
        String kid = ofAudit.get(0).kid();
        SignedJWT token = SignedJWT.parse(ring.signCheckpoint(
                new JOSEObjectType("at+jwt"),
                new JWTClaimsSet.Builder()
                        .issuer(TestServer.ISSUER)
                        .subject("x")
                        .build()));

        assertThat(ring.signed(token)).isFalse();
        assertThat(ring.signedCheckpoint(token)).isTrue();
        assertThat(server.get("/oauth2/jwks").body()).doesNotContain(kid);
        assertThat(server.send(server.request("/internal/v1/snapshot")
                                .header("Authorization", "Bearer " + TestServer.GATEWAY_SECRET))
                        .body())
                .contains("\"keys\"")
                .doesNotContain(kid);
        assertThat(ofAudit.get(0).wrapped()).isNotNull().doesNotContain("kty");
    }

    @Test
    void verificationByAnybodyButTheOperatorThen401() {
        for (String path : List.of("/internal/v1/audit/verify", "/internal/v1/audit/verify/" + account)) {
            for (String header : List.of("Bearer " + TestServer.GATEWAY_SECRET, "", "Gatehouse-Operator t=1,mac=x")) {
                assertThat(server.send(server.request(path)
                                        .header("Authorization", header)
                                        .POST(HttpRequest.BodyPublishers.noBody()))
                                .statusCode())
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void commandThatIsWrongThenTheFirstLineSaysWhat() {
        Map.of(
                        List.<String>of(), "what to do",
                        List.of("repair"), "audit cannot repair",
                        List.of("verify", "--account", "nope"), "--account takes the id of an account, not \"nope\"",
                        List.of("verify", "--checkpoints", "no-such-file"), "\"no-such-file\"",
                        List.of("verify", "--fast"), "unknown option: --fast",
                        List.of("verify", "--url", "node"), "--url takes")
                .forEach((words, said) -> {
                    assertThat(call(words.toArray(String[]::new))).isEqualTo(2);
                    assertThat(complained().lines().findFirst().orElseThrow())
                            .startsWith("gatehouse: ")
                            .contains(said);
                    err.reset();
                });
        String account = UUID.randomUUID().toString();
        assertThat(call("verify", "--account", account, "--account", account)).isEqualTo(2);
        assertThat(complained())
                .startsWith("gatehouse: --account is there twice")
                .contains("Exit status");
    }

    @Test
    void commandThatIsWrongOrCannotTellThenTwo() {
        assertThat(call("--help")).isZero();
        assertThat(printed()).contains("--checkpoints <file>");
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("verify", "--account", "x"),
                List.of("verify", "--account"),
                List.of("verify", "--checkpoints", "no-such-file"),
                List.of("verify", "--fast"),
                List.of("verify", "--url"),
                List.of("repair"))) {
            assertThat(call(words.toArray(String[]::new))).as(words.toString()).isEqualTo(2);
        }
        assertThat(call("verify", "--url", "http://localhost:1")).isEqualTo(2);
        assertThat(verify("--account", UUID.randomUUID().toString())).isEqualTo(2);
        assertThat(complained()).contains("nothing that was sealed");
        System.setProperty(MASTER_KEY, "another-master-key-0123456789-01234567");
        assertThat(verify()).isEqualTo(2);
        assertThat(complained()).contains("401");
        System.clearProperty(MASTER_KEY);
        assertThat(verify()).isEqualTo(2);
    }

    @Test
    void requestThenItsIdIsInTheAnswerAndInTheRowThatItWrites() {
        String sent = "\u0041-from-the-caller";
        var answer = server.send(server.request("/oauth2/register")
                .header("Content-Type", "application/json")
                .header("Gatehouse-Request-Id", sent)
                .POST(HttpRequest.BodyPublishers.ofString("{\"client_name\":\"" + account
                        + "\",\"redirect_uris\":[\"http://127.0.0.1/" + account + "\"]}")));
        String id = answer.headers().firstValue("Gatehouse-Request-Id").orElseThrow();

        assertThat(id).isNotEqualTo(sent).hasSize(36);
        assertThat(jdbc.sql("select action from audit_event where correlation_id = :id")
                        .param("id", id)
                        .query(String.class)
                        .list())
                .containsExactly("CLIENT_REGISTERED");
        for (String path : List.of("/", "/api/v1/me", "/nothing", "/health/live", "/oauth2/authorize?x=%ff%")) {
            var other = server.get(path.replace("%ff%", "%25ff"));
            assertThat(other.headers().allValues("Gatehouse-Request-Id"))
                    .as(path)
                    .hasSize(1)
                    .doesNotContain(id);
        }
    }
}
