package dev.gatehouse.authserver.login;

import java.util.Optional;
import java.util.regex.Pattern;

/** The address of somebody new, as it is stored: trimmed, in lower case, and such that mail can go there. */
final class EmailAddress {

    private static final int MAX = 254;
    private static final Pattern SYNTAX = Pattern.compile(
            "[\\p{L}\\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]*[\\p{L}\\p{N}])?");

    private EmailAddress() {}

    /** The address; empty when this is none. */
    static Optional<String> parse(String typed) {
        String address = PersonDetailsService.address(typed);
        return Optional.of(address)
                .filter(text -> text.length() <= MAX && SYNTAX.matcher(text).matches());
    }
}
