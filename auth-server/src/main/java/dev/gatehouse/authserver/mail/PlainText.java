package dev.gatehouse.authserver.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text of mails, which others have named things in. */
public final class PlainText {

    private static final int WIDTH = 72;
    // a colon before slashes, and a dot or an at sign within a word
    private static final Pattern LINKED =
            Pattern.compile(":(?=/)|(?<=[\\p{L}\\p{N}\\p{Mn}_-])[.\u3002\uFF0E\uFF61@](?=[\\p{L}\\p{N}])");
    private static final int ZWNJ = 0x200C;
    private static final int ZWJ = 0x200D;

    private PlainText() {}

    /**
     * A name on one line, with nothing that begins another, turns the text around it or hides in it, cut to {@code max}
     * characters.
     */
    public static String name(String name, int max) {
        String line = name.codePoints()
                .map(point -> breaks(point) ? ' ' : point)
                .filter(point -> !hides(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip()
                .replaceAll(" {2,}", " ");
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max - 1)).strip() + "…";
    }

    /**
     * The same for what somebody chose freely, with nothing left that mail programs make a link of: schemes and hosts are broken
     * up.
     */
    public static String unlinked(String name, int max) {
        return name(LINKED.matcher(name(name, name.length() + 1)).replaceAll("$0 "), max);
    }

    /** A paragraph in lines of at most 72 characters, as far as its words allow. */
    public static String wrapped(String paragraph) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines.stream().collect(Collectors.joining("\n"));
    }

    private static boolean breaks(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean hides(int point) {
        int type = Character.getType(point);
        return type == Character.SURROGATE || (type == Character.FORMAT && point != ZWNJ && point != ZWJ);
    }
}
