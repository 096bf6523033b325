package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.mail.EmailAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Addresses that people write into a field: each once, in lower case, in order. */
final class Addresses {

    static final int MAX = 100;

    private Addresses() {}

    /** The addresses of these texts, each of which may hold some with commas between them. */
    static List<Address> parse(List<String> texts) {
        Map<String, Address> found = new LinkedHashMap<>();
        for (String text : texts) {
            for (String part : text.split(",")) {
                Address address = address(part.strip());
                if (!address.text().isEmpty()) {
                    found.putIfAbsent(address.text(), address);
                }
            }
        }
        if (found.isEmpty() || found.size() > MAX) {
            throw new InvalidValue("`emails` must name 1 to " + MAX + " addresses");
        }
        return new ArrayList<>(found.values());
    }

    private static Address address(String text) {
        return EmailAddress.parse(text)
                .map(address -> new Address(address, true))
                .orElseGet(() -> new Address(text, false));
    }

    /**
     * One address.
     *
     * @param text in lower case where it is one; else as it came
     */
    record Address(String text, boolean valid) {}
}
