package dev.gatehouse.authserver.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.settings.GatehouseProperties;
import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where set-up links come from: the operator's command, and the configuration. */
@AuthServerTest
class SetUpLinkCommandTests {

    private static final String DIGEST = "00000000000000000000000000000000000000000000000000000000000000ab";
    private static final String MASTER_KEY = "gatehouse.master-key";

    @Autowired
    TestServer server;

    @Autowired
    SetUpLinks links;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void haveTheMasterKey() {
        System.setProperty(MASTER_KEY, environment.getRequiredProperty(MASTER_KEY));
    }

    @AfterEach
    void forgetIt() {
        System.clearProperty(MASTER_KEY);
    }

    private int call(String... arguments) {
        return new SetUpLinkCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .call(arguments);
    }

    private String node() {
        return "http://localhost:" + environment.getProperty("local.server.port");
    }

    @Test
    void commandThenALinkThatOpensAndOnlyItsDigestIsKept() {
        assertThat(call("--url", node()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();

        String link = out.toString(StandardCharsets.UTF_8).strip();
        assertThat(link).startsWith(TestServer.ISSUER + "/setup?token=gsu_").doesNotContain("\n");
        assertThat(server.browser().open(link).body()).contains("Set up an account");
        String secret = link.replaceAll(".*token=", "");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("works once").doesNotContain(secret);
        assertThat(jdbc.sql("select actor || ' ' || subject from audit_event where action = 'SETUP_LINK_CREATED'"
                                + " and subject = :subject")
                        .param("subject", "setup-link:" + Secrets.digest(secret).substring(0, 16))
                        .query(String.class)
                        .list())
                .hasSize(1)
                .allMatch(row -> row.startsWith("operator "));
    }

    @Test
    void requestOfTheOperatorRepeatedByAListenerThenNothingNew() {
        String digest = Secrets.digest("gsu_" + System.nanoTime());
        String path = "/internal/v1/setup-links/" + digest + "/LICENSED";
        HttpRequest proved = dev.gatehouse.authserver.key.OperatorNode.at(node(), System.err)
                .orElseThrow()
                .request("PUT", path, HttpRequest.BodyPublishers.noBody());
        String credential = proved.headers().firstValue("Authorization").orElseThrow();
        for (int i = 0; i < 2; i++) {
            assertThat(put(path, credential)).isEqualTo(200);
        }
        assertThat(jdbc.sql("select count(*) from audit_event where subject = :subject")
                        .param("subject", "setup-link:" + digest.substring(0, 16))
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(put("/internal/v1/setup-links/" + Secrets.digest("gsu_theirs") + "/LICENSED", credential))
                .isEqualTo(401);
        assertThat(put("/internal/v1/setup-links/" + digest + "/FREE", credential))
                .as("another license")
                .isEqualTo(401);
    }

    private int put(String path, String credential) {
        return server.send(server.request(path)
                        .header("Authorization", credential)
                        .PUT(HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void notTheOperatorThenRefused() {
        String path = "/internal/v1/setup-links/" + Secrets.digest("gsu_x") + "/LICENSED";
        assertThat(put(path, "Bearer " + TestServer.GATEWAY_SECRET)).isEqualTo(401);
        System.setProperty(MASTER_KEY, "another-master-key-0123456789-0123456789");
        assertThat(call("--url", node())).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("401");
    }

    @Test
    void wrongArgumentsThenTheUsageAndHelpThenTheSameWithoutAnError() {
        assertThat(call("one")).isEqualTo(2);
        assertThat(call("--url")).isEqualTo(2);
        for (String kind : List.of("", "free", "TRIAL", "--url")) {
            assertThat(call("--license", kind)).as(kind).isEqualTo(2);
        }
        assertThat(call("--license")).isEqualTo(2);
        assertThat(out.size()).isZero();
        assertThat(call("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("./gatehouse setup-link");
    }

    @ParameterizedTest
    @CsvSource({"FREE,FREE", "LICENSED,LICENSED", ",LICENSED"})
    void licenseThenTheLinkMakesSuchAnAccount(String wanted, String kept) {
        String[] words =
                wanted == null ? new String[] {"--url", node()} : new String[] {"--license", wanted, "--url", node()};
        assertThat(call(words)).isZero();
        String digest =
                Secrets.digest(out.toString(StandardCharsets.UTF_8).strip().replaceAll(".*token=", ""));
        assertThat(jdbc.sql("select license_kind from setup_link where token_hash = :hash")
                        .param("hash", digest)
                        .query(String.class)
                        .single())
                .isEqualTo(kept);
        assertThat(jdbc.sql("select after_state from audit_event where subject = :subject")
                        .param("subject", "setup-link:" + digest.substring(0, 16))
                        .query(String.class)
                        .single())
                .contains(kept);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing/LICENSED", DIGEST + "/TRIAL", DIGEST + "/free", DIGEST + "/%20"})
    void noDigestOrNoLicenseThenRefusedAsSuch(String what) {
        String path = "/internal/v1/setup-links/" + what;
        String credential = dev.gatehouse.authserver.key.OperatorNode.at(node(), System.err)
                .orElseThrow()
                .request("PUT", path, HttpRequest.BodyPublishers.noBody())
                .headers()
                .firstValue("Authorization")
                .orElseThrow();
        assertThat(put(path, credential)).isEqualTo(400);
    }

    @Test
    void digestInTheConfigurationThenTakenInAtTheFirstStartOnly() {
        String token = "gsu_" + System.nanoTime();
        GatehouseProperties properties = new Binder(new MapConfigurationPropertySource(
                        java.util.Map.of("gatehouse.setup-digest", Secrets.digest(token))))
                .bind("gatehouse", GatehouseProperties.class)
                .get();
        ConfiguredSetUpLink start = new ConfiguredSetUpLink(links, properties);
        start.run(null);
        start.run(null);
        assertThat(server.browser().open("/setup?token=" + token).statusCode()).isEqualTo(200);

        jdbc.sql("update setup_link set used_at = current_timestamp where token_hash = :hash")
                .param("hash", Secrets.digest(token))
                .update();
        start.run(null);
        assertThat(server.browser().open("/setup?token=" + token).statusCode()).isEqualTo(400);
    }
}
