package dev.gatehouse.authserver.mail;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address that mail can go to, as people are stored under it: in lower case. Only what RFC 5321 section 4.1.2 knows as a
 * dot-string at a domain, in ASCII: no quoted strings, no address literals, and so no character that means anything to a
 * header or to a list of addresses.
 */
public final class EmailAddress {

    private static final int MAX = 254;
    private static final int MAX_LOCAL = 64;
    private static final String ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern SYNTAX =
            Pattern.compile(ATEXT + "(?:\\." + ATEXT + ")*+@" + LABEL + "(?:\\." + LABEL + ")*+");

    private EmailAddress() {}

    /**
     * The address; empty when this is none. Judged before it is folded: some letters that are no ASCII have lower cases that
     * are.
     */
    public static Optional<String> parse(String typed) {
        String text = typed.strip();
        boolean valid = text.length() <= MAX
                && text.indexOf('@') <= MAX_LOCAL
                && SYNTAX.matcher(text).matches();
        return valid ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }
}
