package dev.gatehouse.authserver.client;

/** Names that clients give themselves, made fit for people to look at. */
public final class ClientName {

    private static final int MAX_LENGTH = 100;

    private ClientName() {}

    /** Control characters and marks that turn the direction of text have no place in a name that people judge by. */
    public static String clean(String given) {
        String name = given.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return name.length() <= MAX_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, name.codePointCount(0, MAX_LENGTH - 1)));
    }
}
