package dev.gatehouse.authserver.admin.api;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells a caller names that they sent and that nobody knows: a few, short, and with nothing that does not print. */
final class UnknownNames {

    private static final int MAX_NAMES = 5;
    private static final int MAX_LENGTH = 50;

    private UnknownNames() {}

    static String told(Set<String> names) {
        String told = names.stream().limit(MAX_NAMES).map(UnknownNames::told).collect(Collectors.joining(", "));
        return names.size() > MAX_NAMES ? told + " and " + (names.size() - MAX_NAMES) + " more" : told;
    }

    private static String told(String name) {
        String shown = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
        return shown.chars().mapToObj(UnknownNames::printable).collect(Collectors.joining("", "`", "`"));
    }

    private static String printable(int unit) {
        boolean prints = unit >= ' ' && unit <= '~';
        return prints ? String.valueOf((char) unit) : String.format(Locale.ROOT, "\\u%04x", unit);
    }
}
