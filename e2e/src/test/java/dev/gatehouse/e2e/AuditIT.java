package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.Eventually;
import dev.gatehouse.e2e.harness.Http;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.Person;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sealed audit log of a running demo: verified by the operator, exported, and checked by the sample script. */
class AuditIT {

    private static Demo demo;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        demo = Demo.start(
                "demo with frequent checkpoints", java.util.Map.of("GATEHOUSE_AUDIT_CHECKPOINT_INTERVAL", "PT1S"));
    }

    @AfterAll
    static void stop() {
        assertThat(demo.stop().exitStatus()).isZero();
    }

    @Test
    void somebodySignedInThenTheLogVerifiesHereAndElsewhereAndAChangedExportDoesNot() throws Exception {
        McpApp.installedFor(demo.mcp("everything")).connect(Person.CUS);
        Eventually.within(Duration.ofSeconds(20), "everything is sealed and signed", () -> {
            String newest = page("audit-events?limit=200");
            return newest.contains("CODE_REDEEMED")
                    && !newest.contains("\"seq\":null")
                    && page("audit-checkpoints").contains("\"jws\"");
        });
        Path events = Files.writeString(directory.resolve("events.ndjson"), sealed(export("audit-events")));
        Path checkpoints = Files.writeString(directory.resolve("checkpoints.ndjson"), export("audit-checkpoints"));

        assertThat(run(0, "./gatehouse", "audit", "verify", "--checkpoints", checkpoints.toString()))
                .contains("all is as it was sealed");
        String sample = "docs/samples/verify-audit.mjs";
        assertThat(run(0, "node", sample, events.toString(), upTo(events, checkpoints)))
                .contains("rows are as they were sealed");
        Path changed = Files.writeString(
                directory.resolve("changed.ndjson"),
                Files.readString(events).replaceFirst("CODE_REDEEMED", "SIGNED_IN"));
        assertThat(run(1, "node", sample, changed.toString(), upTo(events, checkpoints)))
                .contains("does not follow from the one before");
    }

    /** The checkpoints of rows that are in the export: the log goes on meanwhile. */
    private String upTo(Path events, Path checkpoints) throws IOException {
        long rows = Files.lines(events).count();
        List<String> known = Files.readAllLines(checkpoints).stream()
                .filter(line -> line.contains("\"key\"")
                        || Long.parseLong(line.replaceFirst(".*\"seq\":(\\d+).*", "$1")) <= rows)
                .toList();
        assertThat(known).hasSizeGreaterThanOrEqualTo(2);
        return Files.write(directory.resolve("known.ndjson"), known).toString();
    }

    private static String sealed(String events) {
        return String.join(
                        "\n",
                        events.lines()
                                .filter(line -> !line.contains("\"seq\":null"))
                                .toList())
                + "\n";
    }

    /** Unlike an export, a look at a page is no event itself. */
    private static String page(String what) {
        return Http.to(demo.issuer() + "/api/v1/" + what)
                .bearer(demo.line("admin-token"))
                .get()
                .body();
    }

    private static String export(String what) {
        return Http.to(demo.issuer() + "/api/v1/" + what)
                .bearer(demo.line("admin-token"))
                .header("Accept", "application/x-ndjson")
                .get()
                .body();
    }

    private static String run(int exitStatus, String... command) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("gatehouse.home", ".."))
                .toAbsolutePath()
                .normalize();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("GATEHOUSE_"));
        builder.environment()
                .put("GATEHOUSE_AUTH_PORT", String.valueOf(demo.ports().get(0)));
        builder.environment().put("GATEHOUSE_DATA_DIR", demo.dataDir().toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isEqualTo(exitStatus);
        return printed;
    }
}
