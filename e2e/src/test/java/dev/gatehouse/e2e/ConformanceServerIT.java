package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.e2e.harness.AdminApi;
import dev.gatehouse.e2e.harness.ConformanceRun;
import dev.gatehouse.e2e.harness.Demo;
import dev.gatehouse.e2e.harness.McpApp;
import dev.gatehouse.e2e.harness.NodeServer;
import dev.gatehouse.e2e.harness.Person;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The official conformance runner in server mode, against a server itself and against the same one through the gateway,
 * behind a proxy that adds the token: every check comes to the same. The runner gives some checks half a second, which a
 * busy machine may take; scenarios that differ or fail are therefore tried again, on both sides.
 */
class ConformanceServerIT {

    private static final int TRIES = 3;

    private final Demo demo = Demo.shared();
    private final AdminApi admin = new AdminApi(demo);

    @ParameterizedTest
    @CsvSource({"2026-07-28, 150", "2025-11-25, 80"})
    void everyCheckThroughTheGatewayComesToWhatItComesToDirectly(String revision, int checks, TestReporter reporter) {
        String slug = "conformance-" + revision;
        // a server for each side: one run must not see what the other changes
        try (NodeServer alone = NodeServer.mcp("everything");
                NodeServer behind = NodeServer.mcp("everything")) {
            admin.createServerAt(slug, behind.url());
            String token =
                    McpApp.installedFor(demo.mcp(slug)).connect(Person.ADA).access();
            try (NodeServer proxy = NodeServer.tokenProxy(demo.mcp(slug), token)) {
                Map<String, List<String>> direct = new TreeMap<>();
                Map<String, List<String>> through = new TreeMap<>();
                ConformanceRun first = ConformanceRun.all(alone.url(), revision);
                ConformanceRun second = ConformanceRun.all(proxy.url(), revision);
                direct.putAll(first.outcome());
                through.putAll(second.outcome());
                for (int i = 1; i < TRIES; i++) {
                    for (String scenario : unsettled(direct, through)) {
                        reporter.publishEntry(scenario, direct.get(scenario) + " / " + through.get(scenario));
                        direct.putAll(ConformanceRun.one(alone.url(), revision, scenario)
                                .outcome());
                        through.putAll(ConformanceRun.one(proxy.url(), revision, scenario)
                                .outcome());
                    }
                }

                assertThat(through).isEqualTo(direct);
                List<String> all =
                        direct.values().stream().flatMap(List::stream).toList();
                assertThat(all).hasSizeGreaterThanOrEqualTo(checks);
                assertThat(all).noneMatch(check -> check.contains(" FAILURE"));
            }
        }
    }

    private static List<String> unsettled(Map<String, List<String>> direct, Map<String, List<String>> through) {
        TreeSet<String> scenarios = new TreeSet<>(direct.keySet());
        scenarios.addAll(through.keySet());
        return scenarios.stream()
                .filter(scenario -> !Objects.equals(direct.get(scenario), through.get(scenario))
                        || direct.get(scenario).stream().anyMatch(check -> check.contains(" FAILURE")))
                .toList();
    }
}
