package dev.gatehouse.authserver.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A story about the domain, with the rules that it shows.
 *
 * @param chapter the file that it stands in
 * @param rules the rules that it shows, such as {@code R19}
 * @param steps what happens, line by line
 */
record Scenario(String chapter, List<String> rules, String title, List<Line> steps) {

    /** A line of the file: a step, or, indented, a look at what the step before it came to. */
    record Line(int number, String text) {}

    /** What the test is called. */
    String name() {
        return String.join(", ", rules) + " " + title;
    }

    /** Every scenario that there is, in the order of the files and in them. */
    static List<Scenario> all() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath:scenarios/*.txt");
            List<Scenario> all = new ArrayList<>();
            for (Resource file : files) {
                all.addAll(read(String.valueOf(file.getFilename()), file.getContentAsString(StandardCharsets.UTF_8)));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Scenario> read(String chapter, String text) {
        List<Scenario> scenarios = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("== ")) {
                String[] parts = line.substring(3).split(": ", 2);
                if (parts.length != 2) {
                    throw new AssertionError(chapter + ":" + (i + 1) + ": expected \"== RULES: title\"");
                }
                List<String> rules =
                        Arrays.stream(parts[0].split(",")).map(String::strip).toList();
                scenarios.add(new Scenario(chapter, rules, parts[1], new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                if (scenarios.isEmpty()) {
                    throw new AssertionError(chapter + ":" + (i + 1) + ": a step before the first scenario");
                }
                scenarios.get(scenarios.size() - 1).steps().add(new Line(i + 1, line));
            }
        }
        return scenarios;
    }
}
