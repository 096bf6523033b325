package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Callback;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Discovery;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.NodePackages;
import dev.gatehouse.e2e.harness.Person;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official conformance runner in authorization mode; its last result is in docs/conformance.md. */
@Tag("long")
class ConformanceRunnerIT {

    private static final String REVISION = "2026-07-28";
    private static final int LIMIT_SECONDS = 120;

    private static Demo demo;

    private final NodePackages packages = NodePackages.installed("long");

    @BeforeAll
    static void start() {
        demo = Demo.start("conformance demo", Map.of("GATEHOUSE_CIMD", "on"));
    }

    @AfterAll
    static void stop() {
        demo.stop();
    }

    @Test
    void authorizationScenariosOfTheNewestRevisionPass(TestReporter reporter) throws Exception {
        int port = freePort();
        Path results = Files.createTempDirectory(packages.directory(), "results");
        Path printed = packages.directory().resolve("conformance.out");
        Process runner = packages.command(
                        "conformance",
                        List.of(
                                packages.node22(),
                                packages.bin("conformance"),
                                "authorization",
                                "--url",
                                demo.issuer(),
                                "--client-id",
                                register(port),
                                "--resource",
                                demo.mcp("everything"),
                                "-p",
                                String.valueOf(port),
                                "-o",
                                results.toString(),
                                "--spec-version",
                                REVISION))
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(Callback.serve(printed, demo, Person.CUS).status()).isEqualTo(200);
            assertThat(runner.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            runner.destroy();
        }
        assertThat(runner.exitValue()).as(Files.readString(printed)).isZero();
        List<JsonNode> checks = checks(results);
        checks.forEach(check -> reporter.publishEntry(id(check), status(check)));
        assertThat(checks)
                .extracting(ConformanceRunnerIT::id)
                .contains("authorization-server-metadata", "authorization-code-grant");
        assertThat(checks)
                .allSatisfy(
                        check -> assertThat(status(check)).as(check.toString()).isEqualTo("SUCCESS"));
    }

    private static String id(JsonNode check) {
        return check.path("id").asString();
    }

    private static String status(JsonNode check) {
        return check.path("status").asString();
    }

    private String register(int port) {
        return Http.to(Discovery.of(demo.mcp("everything")).endpoint("registration_endpoint"))
                .sendJson(
                        "POST",
                        Map.of(
                                "client_name",
                                "Conformance",
                                "redirect_uris",
                                List.of("http://127.0.0.1:" + port + "/callback"),
                                "grant_types",
                                List.of("authorization_code", "refresh_token"),
                                "token_endpoint_auth_method",
                                "none"))
                .text("client_id");
    }

    private static List<JsonNode> checks(Path results) throws IOException {
        try (Stream<Path> files = Files.walk(results)) {
            return files.filter(file -> file.endsWith("checks.json"))
                    .flatMap(file -> JsonMapper.shared().readTree(file.toFile()).values().stream())
                    .toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
