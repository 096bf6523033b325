package dev.gatehouse.authserver.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All commands, as {@code cli/commands.txt} has them. */
final class CommandTable {

    private final Map<String, Noun> nouns = new LinkedHashMap<>();

    private CommandTable() {}

    /**
     * What commands are about.
     *
     * @param verbs by name
     */
    record Noun(String name, String help, Map<String, Verb> verbs) {}

    static CommandTable read() {
        try (InputStream table = Objects.requireNonNull(CommandTable.class.getResourceAsStream("/cli/commands.txt"))) {
            return of(new String(table.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CommandTable of(String text) {
        CommandTable table = new CommandTable();
        List<Noun> current = new ArrayList<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            if (line.startsWith("== ")) {
                String[] parts = line.substring("== ".length()).split(" \\| ", 2);
                current.add(new Noun(parts[0], parts[1], new LinkedHashMap<>()));
                table.nouns.put(parts[0], current.get(current.size() - 1));
            } else {
                Noun noun = current.get(current.size() - 1);
                Verb verb = Verb.parse(noun.name(), line);
                if (noun.verbs().put(verb.name(), verb) != null) {
                    throw new IllegalArgumentException("two of " + verb);
                }
            }
        });
        return table;
    }

    Set<String> names() {
        return nouns.keySet();
    }

    Optional<Noun> noun(String name) {
        return Optional.ofNullable(nouns.get(name));
    }

    Collection<Noun> nouns() {
        return nouns.values();
    }

    List<Verb> verbs() {
        return nouns.values().stream()
                .flatMap(noun -> noun.verbs().values().stream())
                .toList();
    }
}
