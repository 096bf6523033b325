package dev.gatehouse.gateway.watch;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One line of JSON (RFC 8259) in ASCII: what is not printable ASCII is escaped, so that no value can begin a line, end its
 * quotes or move a terminal's cursor. What is too long is cut.
 */
final class JsonLine {

    private static final int MAX_TEXT = 256;
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(640).append('{');

    /** A member with text of any origin. Nothing is written for null and for what is empty. */
    JsonLine put(String name, @Nullable CharSequence value) {
        if (value == null || value.isEmpty()) {
            return this;
        }
        name(name).append('"');
        int end = Math.min(value.length(), MAX_TEXT);
        int plain = 0;
        while (plain < end && isPlain(value.charAt(plain))) {
            plain++;
        }
        text.append(value, 0, plain);
        for (int i = plain; i < end; i++) {
            put(value.charAt(i));
        }
        if (end < value.length()) {
            text.append("...");
        }
        text.append('"');
        return this;
    }

    /** A member with a number. */
    JsonLine put(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** A member with a time that has passed, in milliseconds with three digits behind the point. */
    JsonLine millis(String name, long nanos) {
        long micros = Math.max(0, nanos) / 1_000;
        StringBuilder out = name(name).append(micros / 1_000).append('.');
        long rest = micros % 1_000;
        out.append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10));
        return this;
    }

    /** The line, with its end. */
    byte[] end() {
        return text.append("}\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private StringBuilder name(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        return text.append('"').append(name).append("\":");
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private void put(char c) {
        if (isPlain(c)) {
            text.append(c);
        } else if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else {
            text.append("\\u")
                    .append(HEX.charAt(c >> 12 & 15))
                    .append(HEX.charAt(c >> 8 & 15))
                    .append(HEX.charAt(c >> 4 & 15))
                    .append(HEX.charAt(c & 15));
        }
    }
}
