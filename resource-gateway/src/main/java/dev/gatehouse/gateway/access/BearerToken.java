package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.RequestHead;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The access token of a request (RFC 6750 section 2.1): from one Authorization header and from nowhere else. A token in
 * the query or in a form is not looked at.
 */
sealed interface BearerToken {

    /** No token came; another scheme counts as none. */
    record Absent() implements BearerToken {}

    /** Something came that cannot be told to be one token. Answered like a bad token, so that clients get a new one. */
    record Malformed() implements BearerToken {}

    /** One token. */
    record Present(String value) implements BearerToken {
        @Override
        public String toString() {
            return "<redacted>";
        }
    }

    /** Longer tokens are not looked at. */
    int MAX_LENGTH = 16_384;

    /** {@code b64token} of RFC 6750 section 2.1. */
    Pattern CREDENTIALS = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    /** Reads it. */
    static BearerToken of(RequestHead head) {
        List<String> values = head.all("authorization");
        if (values.isEmpty()) {
            return new Absent();
        }
        String value = values.get(0).strip();
        if (values.size() > 1) {
            return new Malformed();
        }
        if (!value.regionMatches(true, 0, "bearer", 0, 6)
                || (value.length() > 6 && isTokenCharacter(value.charAt(6)))) {
            return new Absent();
        }
        Matcher matcher = CREDENTIALS.matcher(value);
        return value.length() <= MAX_LENGTH && matcher.matches() ? new Present(matcher.group(1)) : new Malformed();
    }

    private static boolean isTokenCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }
}
