package dev.gatehouse.policy.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URI template of RFC 6570 level 1: text with variables, {@code note://{id}/text}. A variable stands for at least one
 * character of one path segment: unreserved ones and percent-encoded ones, as its expansion yields them (section 3.2.2).
 *
 * <p>Percent-encoding must not widen it: a server may decode before it looks at the path, so an encoded character that
 * would then be a separator, a dot, a percent sign, a query or a control character is not stood for, nor are bytes that
 * are no UTF-8. A URI with a segment {@code .} or {@code ..} is never an expansion.
 */
final class ResourceTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z0-9_]+(?:\\.[A-Za-z0-9_]+)*}");
    private static final Pattern DOTS = Pattern.compile("(?:^|[/?#])\\.{1,2}(?=$|[/?#])");
    private static final String NEVER_ENCODED = "/\\.%?#";
    private static final int MAX_URI = 8 * 1024;

    /** The texts around the variables, one more than there are variables. */
    private final List<String> texts;

    private ResourceTemplate(List<String> texts) {
        this.texts = List.copyOf(texts);
    }

    /** Whether this names resources by a pattern rather than one by its URI: no URI has a brace. */
    static boolean isTemplate(String name) {
        return name.indexOf('{') >= 0;
    }

    /** Reads; empty for what is no template of level 1. */
    static Optional<ResourceTemplate> parse(String name) {
        List<String> texts = new ArrayList<>();
        Matcher variables = VARIABLE.matcher(name);
        int from = 0;
        while (variables.find()) {
            texts.add(name.substring(from, variables.start()));
            from = variables.end();
        }
        texts.add(name.substring(from));
        boolean otherBraces = texts.stream().anyMatch(text -> text.indexOf('{') >= 0 || text.indexOf('}') >= 0);
        return texts.size() == 1 || otherBraces ? Optional.empty() : Optional.of(new ResourceTemplate(texts));
    }

    /** Whether the template expands to this URI. */
    boolean expandsTo(String uri) {
        if (uri.length() > MAX_URI || DOTS.matcher(uri).find() || !decodesToText(uri)) {
            return false;
        }
        // reached[i]: the parts so far can stand for the first i characters
        boolean[] reached = new boolean[uri.length() + 1];
        reached[0] = true;
        for (int part = 0; part < texts.size(); part++) {
            if (part > 0) {
                reached = afterVariable(reached, uri);
            }
            reached = afterText(reached, uri, texts.get(part));
        }
        return reached[uri.length()];
    }

    private static boolean[] afterText(boolean[] reached, String uri, String text) {
        boolean[] next = new boolean[reached.length];
        for (int at = 0; at + text.length() < reached.length; at++) {
            next[at + text.length()] = reached[at] && uri.startsWith(text, at);
        }
        return next;
    }

    private static boolean[] afterVariable(boolean[] reached, String uri) {
        boolean[] next = new boolean[reached.length];
        for (int at = 0; at < uri.length(); at++) {
            int length = reached[at] || next[at] ? standsFor(uri, at) : 0;
            if (length > 0) {
                next[at + length] = true;
            }
        }
        return next;
    }

    /** How many characters from here on are one that a variable stands for: 1, 3 when encoded, 0 for none. */
    private static int standsFor(String uri, int at) {
        char c = uri.charAt(at);
        if (c != '%') {
            return isUnreserved(c) ? 1 : 0;
        }
        int octet = octet(uri, at);
        boolean harmless = octet >= ' ' && octet != 0x7F && NEVER_ENCODED.indexOf(octet) < 0;
        return harmless ? 3 : 0;
    }

    private static boolean isUnreserved(char c) {
        boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        return letterOrDigit || c == '-' || c == '.' || c == '_' || c == '~';
    }

    /** The octet of the triplet here; -1 for none. */
    private static int octet(String uri, int at) {
        if (at + 2 >= uri.length()) {
            return -1;
        }
        int high = hex(uri.charAt(at + 1));
        int low = hex(uri.charAt(at + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    /** Whether all triplets together are UTF-8: an overlong form could be read as a separator. */
    private static boolean decodesToText(String uri) {
        ByteBuffer bytes = ByteBuffer.allocate(uri.length());
        for (int at = 0; at < uri.length(); at++) {
            char c = uri.charAt(at);
            if (c == '%') {
                int octet = octet(uri, at);
                if (octet < 0) {
                    return false;
                }
                bytes.put((byte) octet);
                at += 2;
            } else {
                bytes.put((byte) (c < 0x80 ? c : '_'));
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
