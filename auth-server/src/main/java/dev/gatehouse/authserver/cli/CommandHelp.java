package dev.gatehouse.authserver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Help texts and docs/cli.md, made of the table. */
final class CommandHelp {

    private static final String COMMON = """
              --url <address>    the authorization server; else GATEHOUSE_ISSUER, else http://localhost:<GATEHOUSE_AUTH_PORT>
              --verbose          shows the problem document of a refusal
              --yes              asks nothing before a deletion
              --insecure-http    sends the token over plain http to another machine

            The token of an admin: GATEHOUSE_ADMIN_TOKEN, the file that GATEHOUSE_ADMIN_TOKEN_FILE names, or the file admin-token
            in the data directory (the demo writes it).
            Exit status: 0 done, 1 refused, 2 wrong arguments, 3 out of reach or failed, 4 no live token.""";

    private CommandHelp() {}

    /** All that there is about a noun. */
    static String of(CommandTable.Noun noun) {
        int width = noun.verbs().values().stream()
                .mapToInt(verb -> words(verb).length())
                .max()
                .orElse(0);
        String verbs = noun.verbs().values().stream()
                .map(verb -> "  " + words(verb) + " ".repeat(width - words(verb).length()) + "   " + verb.help())
                .collect(Collectors.joining("\n"));
        return "./gatehouse " + noun.name() + ": " + noun.help() + "\n\n" + verbs + "\n\n"
                + "  --help behind each tells its options.\n\n" + COMMON;
    }

    /** All that there is about a command. */
    static String of(Verb verb) {
        List<String> lines = new ArrayList<>();
        lines.add("./gatehouse " + words(verb));
        lines.add("  " + verb.help() + " (" + verb.method() + " /api/v1" + verb.path() + ")");
        lines.add("");
        options(verb).forEach(option -> lines.add("  " + option));
        if (!options(verb).isEmpty()) {
            lines.add("");
        }
        lines.add("  Example: " + example(verb));
        lines.add("");
        return String.join("\n", lines) + "\n" + COMMON;
    }

    /** The part of docs/cli.md that lists the commands. */
    static String markdown(CommandTable table) {
        StringBuilder text = new StringBuilder();
        for (CommandTable.Noun noun : table.nouns()) {
            text.append("\n### ").append(noun.name()).append("\n\n");
            text.append(Character.toUpperCase(noun.help().charAt(0)))
                    .append(noun.help(), 1, noun.help().length());
            text.append(".\n\n| command | route | what it does |\n|---|---|---|\n");
            for (Verb verb : noun.verbs().values()) {
                String options = String.join(" ", options(verb));
                text.append("| `").append(escaped(words(verb)));
                text.append(options.isEmpty() ? "" : " " + escaped(options));
                text.append("` | `").append(verb.method()).append(' ').append(verb.path());
                text.append("` | ").append(verb.help()).append(" |\n");
            }
        }
        return text.toString();
    }

    static String example(Verb verb) {
        return ("./gatehouse " + verb + " " + verb.example()).strip();
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }

    private static String words(Verb verb) {
        return verb
                + verb.arguments().stream()
                        .map(argument -> " " + argument.placeholder())
                        .collect(Collectors.joining());
    }

    private static List<String> options(Verb verb) {
        List<String> options = new ArrayList<>();
        verb.parameters().stream()
                .filter(Parameter::option)
                .map(option -> "--" + option.name() + " " + option.placeholder())
                .map(option -> isRequired(verb, option) ? option : "[" + option + "]")
                .forEach(options::add);
        if (verb.patch()) {
            options.add("[--unset <option>,...]");
        }
        if (verb.versioned()) {
            options.add("[--if-match <version>]");
        }
        if (verb.page()) {
            options.add("[--all]");
            options.add("[--limit <number>]");
            options.add("[--cursor <next>]");
        }
        return options;
    }

    private static boolean isRequired(Verb verb, String option) {
        String name = option.substring(2).split(" ", 2)[0];
        return verb.option(name).map(Parameter::required).orElse(false);
    }
}
