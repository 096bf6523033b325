package dev.gatehouse.authserver.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.AuthServerTest;
import dev.gatehouse.authserver.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** The acceptance scenarios of the access model, in {@code scenarios/*.txt}, each in an account of its own. */
@AuthServerTest
class ScenarioTests {

    /** Every rule that is built. */
    private static final List<String> RULES = Stream.of(
                    numbered("R", 1, 36),
                    numbered("R", 40, 63),
                    numbered("R", 68, 76),
                    numbered("R", 80, 81),
                    numbered("R", 83, 113),
                    numbered("O", 1, 16),
                    numbered("I", 1, 12),
                    numbered("X", 1, 11))
            .flatMap(rules -> rules)
            .toList();

    /** Rules that no request to this program can show, and the test that does. */
    private static final Map<String, String> ELSEWHERE =
            Map.of("O9", "TokenTests.tokenThatExpiresThenRefusedThoughRemembered");

    @Autowired
    ApplicationContext program;

    @Autowired
    TestServer server;

    @TestFactory
    Stream<DynamicNode> scenarios() {
        String client = server.registerAnother("http://127.0.0.1/callback");
        Map<String, List<Scenario>> chapters = Scenario.all().stream()
                .filter(scenario -> scenario.name().contains(System.getProperty("scenario", "")))
                .collect(Collectors.groupingBy(Scenario::chapter, java.util.LinkedHashMap::new, Collectors.toList()));
        return chapters.entrySet().stream()
                .map(chapter -> DynamicContainer.dynamicContainer(
                        chapter.getKey(),
                        chapter.getValue().stream()
                                .map(scenario -> DynamicTest.dynamicTest(
                                        scenario.name(),
                                        () -> new ScenarioRun(program, server, client).play(scenario)))));
    }

    @Test
    void everyRuleHasAScenarioOrATestElsewhere() throws IOException {
        Set<String> shown = new TreeSet<>(ELSEWHERE.keySet());
        Scenario.all().forEach(scenario -> shown.addAll(scenario.rules()));

        assertThat(new TreeSet<>(RULES)).isEqualTo(shown);
        for (String test : ELSEWHERE.values()) {
            String[] parts = test.split("\\.");
            assertThat(sources(parts[0] + ".java"))
                    .as(test)
                    .anyMatch(source -> source.contains("void " + parts[1] + "("));
        }
    }

    @Test
    void everyScenarioHasATitleOfItsOwn() {
        assertThat(Scenario.all().stream().map(Scenario::name)).doesNotHaveDuplicates();
        assertThat(Scenario.all())
                .allSatisfy(scenario ->
                        assertThat(scenario.steps()).as(scenario.name()).hasSizeGreaterThan(1));
    }

    private static Stream<String> numbered(String letter, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(number -> letter + number);
    }

    /** The test classes of this name in the whole repository. */
    private static List<String> sources(String name) throws IOException {
        Path top = Path.of("").toAbsolutePath().getParent();
        try (Stream<Path> files = Files.walk(top)) {
            List<Path> found = files.filter(
                            file -> file.endsWith(name) && file.toString().contains("src/test/java"))
                    .toList();
            List<String> sources = new ArrayList<>();
            for (Path file : found) {
                sources.add(Files.readString(file));
            }
            return sources;
        }
    }
}
