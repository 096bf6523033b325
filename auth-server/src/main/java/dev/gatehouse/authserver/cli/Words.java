package dev.gatehouse.authserver.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words of a command line: arguments, options with a value ({@code --name value}, {@code --name=value}), and switches.
 * Behind {@code --} everything is an argument.
 */
final class Words {

    private static final Set<String> SWITCHES = Set.of("help", "yes", "verbose", "all", "insecure-http");

    private final List<String> arguments = new ArrayList<>();
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> switches = new ArrayList<>();

    private Words() {}

    static Words of(String... words) {
        Words read = new Words();
        Iterator<String> rest = Arrays.asList(words).iterator();
        boolean optionsOver = false;
        while (rest.hasNext()) {
            String word = rest.next();
            if (!optionsOver && word.equals("--")) {
                optionsOver = true;
            } else if (!optionsOver && (word.startsWith("--") || word.equals("-h"))) {
                read.option(word.equals("-h") ? "help" : word.substring(2), rest);
            } else {
                read.arguments.add(word);
            }
        }
        return read;
    }

    private void option(String word, Iterator<String> rest) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (SWITCHES.contains(name)) {
            if (equals >= 0) {
                throw Failure.usage("--" + name + " takes no value");
            }
            switches.add(name);
            return;
        }
        if (equals < 0 && !rest.hasNext()) {
            throw Failure.usage("--" + name + " needs a value");
        }
        String value = equals < 0 ? rest.next() : word.substring(equals + 1);
        if (equals < 0 && value.startsWith("--")) {
            throw Failure.usage(
                    "--" + name + " needs a value; if it is \"" + value + "\", write --" + name + "=" + value);
        }
        options.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    List<String> arguments() {
        return arguments;
    }

    boolean has(String name) {
        return switches.contains(name);
    }

    Set<String> optionNames() {
        return options.keySet();
    }

    /** The values of an option, taken out. */
    List<String> take(String name) {
        List<String> values = options.remove(name);
        return values == null ? List.of() : values;
    }

    /** The value of an option that may be there once, taken out. */
    Optional<String> takeOne(String name) {
        List<String> values = take(name);
        if (values.size() > 1) {
            throw Failure.usage("--" + name + " is there twice");
        }
        return values.stream().findFirst();
    }
}
