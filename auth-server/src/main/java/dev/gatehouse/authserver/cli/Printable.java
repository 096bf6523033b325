package dev.gatehouse.authserver.cli;

import java.util.Set;
import java.util.function.IntPredicate;

/** What others have written, made harmless for a terminal: what would control it or turn its text around is a question mark. */
final class Printable {

    private static final Set<Character> BLANKS = Set.of('\n', '\r', '\t');

    private Printable() {}

    /** One line. */
    static String line(String text) {
        return replaced(text, Printable::controls);
    }

    /** Text that may have several lines. */
    static String lines(String text) {
        return replaced(text, c -> controls(c) && !BLANKS.contains((char) c));
    }

    /** JSON that means the same: it may hold these characters within strings only, where they can be told by their number. */
    static String json(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c) && !BLANKS.contains((char) c)) {
                escaped.append("\\u%04x".formatted(c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    /** Part of a file of text. Formats stay: they are part of names, and it is for other programs to read. */
    static String exported(String text) {
        StringBuilder good = new StringBuilder(text.length());
        text.chars()
                .forEach(c -> good.append(Character.isISOControl(c) && !BLANKS.contains((char) c) ? '?' : (char) c));
        return good.toString();
    }

    private static String replaced(String text, IntPredicate bad) {
        StringBuilder good = new StringBuilder(text.length());
        text.codePoints().forEach(c -> good.appendCodePoint(bad.test(c) ? '?' : c));
        return good.toString();
    }

    private static boolean controls(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
