package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that the documents name are there. */
class DocumentsTests {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Tests|IT|Contract))(?:\\.(\\w+))?`");
    private static final Pattern RULE = Pattern.compile("(?m)^\\| ([RIOX]\\d+) \\| [^|]* \\| ([^|]*) \\|");
    private static final Pattern TITLE = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern HEADING = Pattern.compile("(?m)^== ([^:]+): (.+)$");
    private static final Path TOP = Path.of("").toAbsolutePath().getParent();

    @ParameterizedTest
    @ValueSource(strings = {"docs/conformance.md", "docs/security.md"})
    void everyTestThatADocumentNamesExists(String document) throws IOException {
        Map<String, List<String>> sources = testSources();
        Matcher named = NAMED.matcher(Files.readString(TOP.resolve(document)));
        int count = 0;
        while (named.find()) {
            count++;
            String method = named.group(2);
            assertThat(sources).as(named.group()).containsKey(named.group(1));
            if (method != null) {
                assertThat(sources.get(named.group(1)))
                        .as(named.group())
                        .anySatisfy(source -> assertThat(source).contains("void " + method + "("));
            }
        }
        assertThat(count).isGreaterThan(20);
    }

    @Test
    void everyScenarioOfARuleInTheDocumentIsOneThatShowsTheRule() throws IOException {
        Set<String> told = scenarios();
        String document = Files.readString(TOP.resolve("docs/conformance.md"));
        Matcher rule = RULE.matcher(document);
        int count = 0;
        while (rule.find()) {
            Matcher title = TITLE.matcher(rule.group(2));
            while (title.find()) {
                count++;
                assertThat(told).contains(rule.group(1) + ": " + title.group(1));
            }
        }
        assertThat(count).as("every scenario stands at each of its rules").isEqualTo(told.size());
    }

    /** Every scenario, as often as it shows a rule. */
    private static Set<String> scenarios() throws IOException {
        Set<String> told = new TreeSet<>();
        try (Stream<Path> files = Files.list(TOP.resolve("auth-server/src/test/resources/scenarios"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".txt")).toList()) {
                Matcher heading = HEADING.matcher(Files.readString(file));
                while (heading.find()) {
                    for (String rule : heading.group(1).split(", *")) {
                        told.add(rule + ": " + heading.group(2));
                    }
                }
            }
        }
        return told;
    }

    @Test
    void helpNamesTheVariablesThatTheDocumentNames() throws IOException {
        String launcher = Files.readString(TOP.resolve("gatehouse"));
        String help = launcher.substring(launcher.indexOf("<<'HELP'"), launcher.indexOf("\nHELP\n"));
        String document = Files.readString(TOP.resolve("docs/configuration.md"));

        Set<String> documented = firstOfLines(document, "\\| `(GATEHOUSE_[A-Z_]+\\*?)` \\|.*");

        assertThat(documented).hasSizeGreaterThan(30);
        assertThat(firstOfLines(help, "  (GATEHOUSE_[A-Z_]+\\*?) .*")).isEqualTo(documented);
    }

    private static Set<String> firstOfLines(String text, String line) {
        return Pattern.compile(line)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, List<String>> testSources() throws IOException {
        try (Stream<Path> files = Files.walk(TOP)) {
            return files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("src/test/java"))
                    .collect(Collectors.groupingBy(
                            file -> file.getFileName().toString().replace(".java", ""),
                            Collectors.mapping(DocumentsTests::read, Collectors.toList())));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
