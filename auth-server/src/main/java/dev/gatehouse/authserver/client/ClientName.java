package dev.gatehouse.authserver.client;

/** Names that clients give themselves, made fit for people to look at. */
public final class ClientName {

    private static final int MAX_LENGTH = 100;

    private ClientName() {}

    /** What breaks lines or turns the direction of text has no place in a name that people judge by. May be empty. */
    public static String clean(String given) {
        String name = given.codePoints()
                .filter(ClientName::prints)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return name.length() <= MAX_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, name.codePointCount(0, MAX_LENGTH - 1)));
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
