package dev.gatehouse.authserver.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Finds the ids of what is told by name. A name that two things have is no name. */
final class Names {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Connection connection;

    Names(Connection connection) {
        this.connection = connection;
    }

    /** The id: itself, or that of the only thing with this name. What is over counts only where nothing else has it. */
    String id(Kind kind, String name) {
        if (ID.matcher(name).matches()) {
            return name;
        }
        Set<String> found = new TreeSet<>();
        Set<String> past = new TreeSet<>();
        String cursor = "";
        do {
            JsonNode page = connection.page(kind.list() + "?limit=200" + cursor);
            for (JsonNode item : page.path("items")) {
                if (kind.members().stream().anyMatch(member -> is(item.path(member), name))) {
                    (kind.past(item) ? past : found).add(item.path("id").asString());
                }
            }
            JsonNode next = page.path("next");
            cursor = next.isString() ? "&cursor=" + encoded(next.asString()) : "";
        } while (!cursor.isEmpty());
        if (found.isEmpty()) {
            found = past;
        }
        if (found.isEmpty()) {
            throw Failure.of(Failure.Exit.REFUSED, "there is no " + kind.word() + " \"" + name + "\"");
        }
        if (found.size() > 1) {
            throw Failure.usage("more than one " + kind.word() + " is called \"" + name + "\": say which by its id, "
                    + String.join(" or ", found));
        }
        return found.iterator().next();
    }

    private static boolean is(JsonNode member, String name) {
        return member.isString() && member.asString().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
