package dev.gatehouse.gateway.lists;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements in a text of bytes, none within another. What lies between them stays as it is, byte for byte. */
final class Edits {

    private final byte[] text;
    private final List<Edit> edits = new ArrayList<>();

    Edits(byte[] text) {
        this.text = text;
    }

    void replace(int from, int to, byte[] with) {
        edits.add(new Edit(from, to, with));
    }

    void replace(int from, int to, String with) {
        replace(from, to, with.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps of a range what lies in these ranges, as the elements of an array. */
    void keep(int from, int to, List<Range> kept) {
        ByteArrayOutputStream array = new ByteArrayOutputStream();
        array.write('[');
        for (Range range : kept) {
            if (array.size() > 1) {
                array.write(',');
            }
            array.write(text, range.from, range.to - range.from);
        }
        array.write(']');
        replace(from, to, array.toByteArray());
    }

    /** Where something lies; {@code to} is behind it. */
    record Range(int from, int to) {}

    /** The very same array when nothing was replaced. */
    byte[] applied() {
        if (edits.isEmpty()) {
            return text;
        }
        edits.sort(Comparator.comparingInt(edit -> edit.from));
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + 64);
        int at = 0;
        for (Edit edit : edits) {
            out.write(text, at, edit.from - at);
            out.writeBytes(edit.with);
            at = edit.to;
        }
        out.write(text, at, text.length - at);
        return out.toByteArray();
    }

    private static final class Edit {
        private final int from;
        private final int to;
        private final byte[] with;

        private Edit(int from, int to, byte[] with) {
            this.from = from;
            this.to = to;
            this.with = with;
        }
    }
}
