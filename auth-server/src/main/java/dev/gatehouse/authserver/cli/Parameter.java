package dev.gatehouse.authserver.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that a command takes.
 *
 * @param place where it stands on the command line, and where it goes
 * @param name the option, without dashes, or the argument
 * @param type {@code text}, {@code bool}, {@code int}, {@code json}, {@code secret}, or a kind of thing
 * @param many whether it is a list
 * @param objects whether it is a list of objects with an id
 * @param member the member of the body, with dots between objects, or the parameter of the query
 * @param value what is always sent
 */
record Parameter(
        Place place,
        String name,
        String type,
        boolean many,
        boolean objects,
        String member,
        boolean required,
        String value) {

    private static final Pattern SYNTAX = Pattern.compile(
            "(--|\\?|<|=)([a-zA-Z-]+)(?::([a-zA-Z-]+|DISABLED|ACTIVE))?(\\.\\.\\.)?(\\{id})?(?:@([a-zA-Z.]+))?(!)?>?");
    private static final List<String> PLAIN = List.of("text", "bool", "int", "json", "secret");

    /** Where something stands, and where it goes. */
    enum Place {
        /** An argument that goes into the path. */
        PATH,
        /** An argument that goes into the body. */
        ARGUMENT,
        /** An option that goes into the body. */
        OPTION,
        /** An option that goes into the query. */
        QUERY,
        /** Nowhere on the command line: always in the body. */
        CONSTANT
    }

    /** One that goes into the path. */
    static Parameter inPath(String word) {
        return new Parameter(Place.PATH, word, word, false, false, word, true, "");
    }

    static Parameter parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no parameter: " + text);
        }
        Place place = place(matcher.group(1));
        String name = matcher.group(2);
        String type = Optional.ofNullable(matcher.group(3)).orElse("text");
        String member = Optional.ofNullable(matcher.group(6)).orElse(camel(name));
        return new Parameter(
                place,
                name,
                place == Place.CONSTANT ? "text" : type,
                matcher.group(4) != null,
                matcher.group(5) != null,
                member,
                matcher.group(7) != null || place == Place.ARGUMENT,
                place == Place.CONSTANT ? type : "");
    }

    private static Place place(String mark) {
        return switch (mark) {
            case "--" -> Place.OPTION;
            case "?" -> Place.QUERY;
            case "<" -> Place.ARGUMENT;
            default -> Place.CONSTANT;
        };
    }

    private static String camel(String name) {
        String[] words = name.split("-");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
    }

    /** Whether it is given by {@code --name}. Secrets never are: other programs see command lines. */
    boolean option() {
        return (place == Place.OPTION || place == Place.QUERY) && !secret();
    }

    boolean argument() {
        return place == Place.PATH || place == Place.ARGUMENT;
    }

    boolean secret() {
        return type.equals("secret");
    }

    /** The kind of thing that it names; empty for plain values and for what has an id only. */
    Optional<Kind> kind() {
        return PLAIN.contains(type) ? Optional.empty() : Kind.of(type);
    }

    /** What stands for a value in a help text. */
    String placeholder() {
        String word = switch (type) {
            case "bool" -> "true|false";
            case "int" -> "<number>";
            case "text" -> "<text>";
            default -> "<" + type + ">";
        };
        return many ? word + (argument() ? "..." : ",...") : word;
    }
}
