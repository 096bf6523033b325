package dev.gatehouse.authserver.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A command: one request to one route.
 *
 * @param page whether it answers a list with pages
 * @param versioned whether it takes {@code --if-match}
 * @param accept the type of the answer, where it is not JSON
 */
record Verb(
        String noun,
        String name,
        String method,
        String path,
        List<Parameter> parameters,
        boolean page,
        boolean versioned,
        @Nullable String accept,
        String help,
        String example) {

    private static final Pattern IN_PATH = Pattern.compile("\\{([a-z]+)}");
    private static final int COLUMNS = 5;

    static Verb parse(String noun, String line) {
        List<String> columns =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (columns.size() != COLUMNS) {
            throw new IllegalArgumentException("no command: " + line);
        }
        String[] route = columns.get(1).split(" ");
        List<String> words = Pattern.compile(" +")
                .splitAsStream(columns.get(2))
                .filter(word -> !word.isEmpty())
                .toList();
        Stream<Parameter> inPath = IN_PATH.matcher(route[1]).results().map(found -> Parameter.inPath(found.group(1)));
        Stream<Parameter> others = words.stream().filter(word -> !plain(word)).map(Parameter::parse);
        return new Verb(
                noun,
                columns.get(0),
                route[0],
                route[1],
                Stream.concat(inPath, others).toList(),
                words.contains("page"),
                words.contains("version"),
                words.stream()
                        .filter(word -> word.startsWith("accept="))
                        .map(word -> word.substring("accept=".length()))
                        .findFirst()
                        .orElse(null),
                columns.get(3),
                columns.get(4));
    }

    private static boolean plain(String word) {
        return word.equals("page") || word.equals("version") || word.startsWith("accept=");
    }

    List<Parameter> arguments() {
        return parameters.stream().filter(Parameter::argument).toList();
    }

    Optional<Parameter> option(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.option() && parameter.name().equals(name))
                .findFirst();
    }

    /** Whether there is a body at all. */
    boolean hasBody() {
        return parameters.stream()
                .anyMatch(parameter ->
                        parameter.place() != Parameter.Place.PATH && parameter.place() != Parameter.Place.QUERY);
    }

    /** Whether members can be taken away: a merge patch. */
    boolean patch() {
        return method.equals("PATCH") && parameters.stream().anyMatch(Parameter::option);
    }

    boolean deletes() {
        return method.equals("DELETE");
    }

    @Override
    public String toString() {
        return noun + " " + name;
    }
}
