package dev.gatehouse.authserver.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Addresses that people write into a field: each once, in lower case, in order. Only what RFC 5321 section 4.1.2 knows as a
 * dot-string at a domain, in ASCII: no quoted strings, no address literals, and so no character that means anything to a
 * header or to a list of addresses.
 */
final class Addresses {

    static final int MAX = 100;

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;
    private static final String ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern ADDRESS =
            Pattern.compile(ATEXT + "(?:\\." + ATEXT + ")*+@" + LABEL + "(?:\\." + LABEL + ")*+");

    private Addresses() {}

    /** The addresses of these texts, each of which may hold some with commas between them. */
    static List<Address> parse(List<String> texts) {
        Map<String, Address> found = new LinkedHashMap<>();
        for (String text : texts) {
            for (String part : text.split(",")) {
                Address address = address(part.strip());
                if (!address.text().isEmpty() || !text.contains(",")) {
                    found.putIfAbsent(address.text(), address);
                }
            }
        }
        if (found.isEmpty() || found.size() > MAX) {
            throw new InvalidValue("`emails` must name 1 to " + MAX + " addresses");
        }
        return new ArrayList<>(found.values());
    }

    /** Judged before it is folded: some letters that are no ASCII have lower cases that are. */
    private static Address address(String text) {
        boolean valid = text.length() <= MAX_LENGTH
                && text.indexOf('@') <= MAX_LOCAL
                && ADDRESS.matcher(text).matches();
        return new Address(valid ? text.toLowerCase(Locale.ROOT) : text, valid);
    }

    /**
     * One address.
     *
     * @param text in lower case where it is one; else as it came
     */
    record Address(String text, boolean valid) {}
}
