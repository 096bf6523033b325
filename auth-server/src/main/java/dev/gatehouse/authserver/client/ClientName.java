package dev.gatehouse.authserver.client;

/** Names that clients give themselves, made fit for people to look at. */
public final class ClientName {

    private static final int MAX_LENGTH = 100;
    private static final String CUT = "…";

    private ClientName() {}

    /** What breaks lines or turns the direction of text has no place in a name that people judge by. May be empty. */
    public static String clean(String given) {
        String name = given.codePoints()
                .filter(ClientName::prints)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        int end = MAX_LENGTH - 1;
        return name.substring(0, Character.isHighSurrogate(name.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    private static boolean prints(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
