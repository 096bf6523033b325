package dev.gatehouse.authserver.admin;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the values that admins write. Each method answers the value to store or throws {@link InvalidValue}. */
public final class Values {

    private static final int MAX_NAME = 200;
    private static final int MAX_URL = 1000;
    private static final int MAX_CLIENT_ID = 500;
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x21-\\x7E]+");
    private static final Pattern ASCII_TEXT = Pattern.compile("[\\x20-\\x7E]+");
    private static final Pattern SCOPE_TOKEN = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    private static final int ZWNJ = 0x200C;
    private static final int ZWJ = 0x200D;
    private static final Set<Integer> BLANK_LETTERS = Set.of(0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0);

    private Values() {}

    /** A name for people: trimmed, of 1 to 200 characters that all print and keep the direction of the text. */
    public static String name(String text) {
        return shown("name", text, MAX_NAME);
    }

    /** Any text for people: trimmed, of 1 to {@code max} characters that all print and keep the direction of the text. */
    static String shown(String member, String text, int max) {
        String shown = text.strip();
        if (shown.isEmpty() || shown.length() > max) {
            throw new InvalidValue("`" + member + "` must have 1 to " + max + " characters");
        }
        if (!prints(shown)) {
            throw new InvalidValue(
                    "`" + member + "` must not hold control characters or marks that change the direction of text");
        }
        return shown;
    }

    /** Whether all characters print and keep the direction of the text. */
    static boolean prints(String text) {
        return text.codePoints().noneMatch(Values::unprintable);
    }

    static String slug(String text) {
        if (!SLUG.matcher(text).matches()) {
            throw new InvalidValue("`slug` must have 1 to 63 characters of a-z, 0-9 and -, with no - at its ends");
        }
        return text;
    }

    /** An absolute http or https URL without user information or fragment. */
    static String webUrl(String member, String text) {
        return url(member, text).toString();
    }

    /** The same, and http only on this machine. */
    static String secureUrl(String member, String text) {
        URI uri = url(member, text);
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        if (http && !LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches()) {
            throw new InvalidValue("`" + member + "` must be an https URL; http is for loopback addresses");
        }
        return text;
    }

    /** A value that is compared octet by octet with a claim of a token. */
    static String claim(String member, String text) {
        if (text.length() > MAX_URL || !PRINTABLE_ASCII.matcher(text).matches()) {
            throw new InvalidValue("`" + member + "` must have 1 to " + MAX_URL + " printable ASCII characters");
        }
        return text;
    }

    /** A client id of ours elsewhere (RFC 6749 appendix A.1). */
    static String clientId(String text) {
        return visible("clientId", text, MAX_CLIENT_ID);
    }

    /** A client secret of ours elsewhere (RFC 6749 appendix A.2). */
    static String clientSecret(String text) {
        return visible("clientSecret", text, MAX_URL);
    }

    private static String visible(String member, String text, int max) {
        if (text.length() > max || !ASCII_TEXT.matcher(text).matches()) {
            throw new InvalidValue("`" + member + "` must have 1 to " + max + " printable ASCII characters or spaces");
        }
        return text;
    }

    /** Scopes that another authorization server issues, as they are stored: space-delimited. */
    static String foreignScopes(List<String> tokens) {
        String joined = String.join(" ", tokens.stream().distinct().toList());
        boolean wrong =
                tokens.stream().anyMatch(token -> !SCOPE_TOKEN.matcher(token).matches());
        if (wrong || joined.length() > MAX_URL) {
            throw new InvalidValue("`requiredScopes` must be scope tokens of RFC 6749 section 3.3");
        }
        return joined;
    }

    private static URI url(String member, String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw notUrl(member);
        }
        boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
        boolean bare = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
        boolean plain =
                text.length() <= MAX_URL && PRINTABLE_ASCII.matcher(text).matches();
        if (!web || !bare || !plain || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw notUrl(member);
        }
        return uri;
    }

    private static InvalidValue notUrl(String member) {
        return new InvalidValue("`" + member + "` must be an absolute http or https URL of at most " + MAX_URL
                + " characters, without user information and fragment");
    }

    /**
     * What shows nothing of itself, or turns the text around it: formats but the two joiners, which some scripts and emoji
     * need, and letters that are blank.
     */
    private static boolean unprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            case Character.FORMAT -> codePoint != ZWNJ && codePoint != ZWJ;
            // what is not assigned yet may be an emoji of tomorrow
            case Character.UNASSIGNED -> noCharacter(codePoint);
            default -> BLANK_LETTERS.contains(codePoint);
        };
    }

    private static boolean noCharacter(int codePoint) {
        return (codePoint & 0xFFFE) == 0xFFFE
                || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF)
                || (codePoint >= 0xE0000 && codePoint <= 0xE0FFF);
    }
}
