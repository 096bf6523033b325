package dev.gatehouse.gateway.access;

import dev.gatehouse.gateway.http.RequestHead;
import java.util.List;

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
        int start = 6;
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        return start > 6 && value.length() <= MAX_LENGTH && isB64Token(value, start)
                ? new Present(value.substring(start))
                : new Malformed();
    }

    /** {@code b64token} of RFC 6750 section 2.1: at least one character, and equals signs at the end alone. */
    private static boolean isB64Token(String value, int start) {
        int end = value.length();
        while (end > start && value.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            boolean good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= '9') || isSign(c);
            if (!good) {
                return false;
            }
        }
        return end > start;
    }

    /** The others: hyphen, dot and slash are next to the digits. */
    private static boolean isSign(char c) {
        return c == '_' || c == '~' || c == '+';
    }

    private static boolean isTokenCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }
}
