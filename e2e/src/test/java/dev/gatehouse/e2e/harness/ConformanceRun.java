package dev.gatehouse.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The official conformance runner in server mode, on its way or done. */
public final class ConformanceRun {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern RESULTS = Pattern.compile("server-(.+)-\\d{4}-\\d\\d-\\d\\dT.*");

    private final Process process;
    private final Path results;

    private ConformanceRun(Process process, Path results) {
        this.process = process;
        this.results = results;
    }

    /** Starts all scenarios of a revision against a server. */
    public static ConformanceRun all(String url, String revision) {
        return start(url, revision, List.of("--suite", "all"));
    }

    /** Starts one scenario. */
    public static ConformanceRun one(String url, String revision, String scenario) {
        return start(url, revision, List.of("--scenario", scenario));
    }

    private static ConformanceRun start(String url, String revision, List<String> which) {
        NodePackages packages = NodePackages.installed("servers");
        try {
            Path results = Files.createTempDirectory(packages.directory(), "results");
            List<String> command = new ArrayList<>(List.of(
                    packages.node22(),
                    packages.bin("conformance"),
                    "server",
                    "--url",
                    url,
                    "--spec-version",
                    revision,
                    "-o",
                    results.toString()));
            command.addAll(which);
            Process process = packages.command("conformance", command)
                    .redirectOutput(results.resolve("printed").toFile())
                    .start();
            return new ConformanceRun(process, results);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end. What every check came to, by scenario, in the order in which the runner tells them. */
    public Map<String, List<String>> outcome() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the conformance runner does not end; see " + results);
            }
            Map<String, List<String>> outcome = new TreeMap<>();
            try (Stream<Path> folders = Files.list(results)) {
                for (Path folder : folders.filter(Files::isDirectory).toList()) {
                    Matcher name = RESULTS.matcher(folder.getFileName().toString());
                    if (name.matches()) {
                        outcome.put(name.group(1), checks(folder.resolve("checks.json")));
                    }
                }
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroy();
        }
    }

    private static List<String> checks(Path file) {
        return JsonMapper.shared().readTree(file.toFile()).values().stream()
                .map(ConformanceRun::told)
                .toList();
    }

    private static String told(JsonNode check) {
        String status = check.path("status").asString();
        String message = check.path("errorMessage").asString("");
        return check.path("id").asString() + " " + status + (message.isEmpty() ? "" : ": " + message);
    }
}
