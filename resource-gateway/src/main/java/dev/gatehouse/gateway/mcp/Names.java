package dev.gatehouse.gateway.mcp;

import dev.gatehouse.policy.access.Operation;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a name must look like, so that nobody who reads it elsewhere can take it for another one. */
final class Names {

    /** The methods of all revisions, and those of the tasks extension, that change something. */
    private static final Set<String> WRITING = Set.of("tools/call", "tasks/update", "tasks/cancel");

    private static final Map<String, String> FOLDED = new TreeMap<>();

    static {
        Operation.READING.forEach(method -> FOLDED.put(folded(method), method));
        WRITING.forEach(method -> FOLDED.put(folded(method), method));
    }

    private static final int MAX = 64 * 1024;

    private Names() {}

    /** Whether this is text that every reader sees alike: no control characters, no lone surrogates, not endless. */
    static boolean isPlain(String name) {
        return name.length() <= MAX
                && name.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    /** Whether an upstream that compares without case, or strips, could take this for a method that it is not. */
    static boolean looksLikeAnotherMethod(String method) {
        String known = FOLDED.get(folded(method));
        return known != null && !known.equals(method);
    }

    /** These members, and how to tell what looks like one of them. */
    record Members(Set<String> names, Set<String> folded) {

        static Members of(String... names) {
            Set<String> all = Set.of(names);
            return new Members(all, all.stream().map(Names::folded).collect(Collectors.toUnmodifiableSet()));
        }

        /** Whether this is one of them but for its spelling. */
        boolean hasVariant(String member) {
            return !names.contains(member) && folded.contains(Names.folded(member));
        }
    }

    /** Upper case first: so the long s and the Kelvin sign fold, too. Space and what is not seen goes. */
    private static String folded(String text) {
        if (isFolded(text)) {
            return text;
        }
        StringBuilder seen = new StringBuilder();
        text.codePoints().filter(c -> !isSpaceOrUnseen(c)).forEach(seen::appendCodePoint);
        return seen.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean isFolded(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpaceOrUnseen(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT;
    }
}
