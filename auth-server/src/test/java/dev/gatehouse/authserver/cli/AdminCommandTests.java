package dev.gatehouse.authserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestDemo;
import dev.gatehouse.authserver.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The command line against the whole program, as ada of the demo. */
@AuthServerTest
class AdminCommandTests {

    @Autowired
    TestServer server;

    @Autowired
    TestDemo demo;

    private final String slug = "cli-" + UUID.randomUUID();

    private CliRun run(String... words) {
        String url = server.request("").build().uri().toString();
        return CliRun.of(
                Map.of(
                        "GATEHOUSE_ISSUER",
                        url,
                        "GATEHOUSE_ADMIN_TOKEN",
                        demo.apiToken(demo.member("ada"), null, Duration.ofHours(1))
                                .value()),
                "",
                words);
    }

    private JsonNode json(String... words) {
        return run(words).json();
    }

    private static List<String> texts(JsonNode list, String member) {
        List<String> texts = new ArrayList<>();
        list.path("items").forEach(item -> texts.add(item.path(member).asString()));
        return texts;
    }

    @Test
    void serverMadeGrantedExplainedChangedAndDeletedByName() {
        JsonNode made = json(
                "server", "create", "--name", "Cli", "--slug", slug, "--upstream-url", "http://localhost:8090/cli");
        assertThat(json("server", "get", slug)).isEqualTo(made);
        assertThat(texts(json("server", "list", "--all"), "slug")).contains(slug, "everything");

        json("grant", "add", slug, "mel@demo.example", "MO@demo.example", "--scopes", "mcp:read");
        assertThat(texts(json("grant", "list", slug, "--basis", "grant", "--all"), "email"))
                .containsExactlyInAnyOrder("mel@demo.example", "mo@demo.example", "all@demo.example");
        JsonNode decision =
                json("decision", "explain", "--user", "mel@demo.example", "--server", slug, "--action", "AUTHORIZE");
        assertThat(decision.path("basis").asString()).isEqualTo("SERVER_GRANT");
        assertThat(decision.path("scopes").toString()).isEqualTo("[\"mcp:read\"]");
        assertThat(run("grant", "remove", slug, "mel@demo.example").status()).isZero();
        assertThat(texts(json("grant", "list", slug, "--basis", "grant"), "email"))
                .doesNotContain("mel@demo.example");

        CliRun covered = run("grant", "add", slug, "ada@demo.example");
        assertThat(covered.status()).isEqualTo(1);
        assertThat(covered.err()).startsWith("gatehouse: 409 ROLE_COVERS: ");
        long version = made.path("version").asLong();
        JsonNode off = json("server", "update", slug, "--enabled", "false", "--if-match", "" + version);
        assertThat(off.path("enabled").asBoolean()).isFalse();
        CliRun stale = run("server", "update", slug, "--enabled", "true", "--if-match", "" + version);
        assertThat(stale.status()).isEqualTo(1);
        assertThat(stale.err()).contains("409 STALE_VERSION");
        CliRun deleted = run("server", "delete", slug);
        assertThat(deleted).isEqualTo(new CliRun(0, "", ""));
        assertThat(run("server", "get", slug).status()).isEqualTo(1);
    }

    @Test
    void tokenMadeUsedAndRevoked() {
        String name = "cli " + slug;
        String value = json("token", "create", "--name", name, "--scope", "admin", "--expires-in-days", "1")
                .path("token")
                .asString();
        Map<String, String> environment = Map.of(
                "GATEHOUSE_ADMIN_TOKEN",
                value,
                "GATEHOUSE_ISSUER",
                server.request("").build().uri().toString());
        JsonNode me = CliRun.of(environment, "", "me").json();
        assertThat(me.path("email").asString()).isEqualTo("ada@demo.example");
        assertThat(run("token", "revoke", name).status()).isZero();
        CliRun dead = CliRun.of(environment, "", "me");
        assertThat(dead.status()).isEqualTo(4);
        assertThat(dead.err()).contains("401 UNAUTHENTICATED").doesNotContain(value);
    }

    @Test
    void auditEventsExportedThenEachLineIsAnObject() {
        json("team", "create", "--name", slug);
        CliRun export = run("audit-events", "export", "--action", "TEAM_CREATED");
        assertThat(export.status()).isZero();
        assertThat(export.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        CliRun csv = run("grant", "export", "--basis", "ROLE");
        assertThat(csv.out()).contains("ada@demo.example");
        assertThat(run("team", "delete", slug).status()).isZero();
    }
}
