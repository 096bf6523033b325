package dev.gatehouse.policy.permission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The matrix in the shape in which people read it, in a file of its own: what the data must come to. */
final class PublishedTable {

    private static final Pattern PART = Pattern.compile("([A-Z]+|-)(?: \\(([a-z ]+)\\))?");
    private static final Map<String, Condition> SWITCHES = Map.of(
            "invitations", Condition.INVITATIONS_ON,
            "support access", Condition.SUPPORT_ACCESS_ON,
            "workspace creation", Condition.WORKSPACE_CREATION_ON);

    private final List<List<String>> rows;

    private PublishedTable(List<List<String>> rows) {
        this.rows = rows;
    }

    static PublishedTable read() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(PublishedTable.class.getResourceAsStream("/permission/published-table.txt"))) {
            return new PublishedTable(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line ->
                            Arrays.stream(line.split("\\|")).map(String::strip).toList())
                    .toList());
        }
    }

    List<String> resources() {
        return rows.stream().map(row -> row.get(0)).toList();
    }

    /** Whether somebody of this level may do this, with these switched on. */
    boolean allows(String resource, PermissionLevel level, Verb verb, Set<Condition> on) {
        List<String> row = rows.stream()
                .filter(candidate -> candidate.get(0).equals(resource))
                .findFirst()
                .orElseThrow();
        int column = switch (level) {
            case OWNER, ADMIN -> 1;
            case MANAGE -> 2;
            case MONITOR -> 3;
        };
        return Stream.of(row.get(column).split(" \\+ ")).anyMatch(part -> part(part, level, verb, on));
    }

    private static boolean part(String text, PermissionLevel level, Verb verb, Set<Condition> on) {
        Matcher part = PART.matcher(text);
        if (!part.matches()) {
            throw new AssertionError("not understood: " + text);
        }
        boolean named = part.group(1).indexOf(verb.name().charAt(0)) >= 0;
        String condition = part.group(2);
        if (condition == null) {
            return named;
        }
        if (condition.equals("owner only")) {
            return named && level == PermissionLevel.OWNER;
        }
        return named
                && Stream.of(condition.split(" or "))
                        .map(name -> Objects.requireNonNull(SWITCHES.get(name), name))
                        .anyMatch(on::contains);
    }
}
