package dev.gatehouse.policy.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A redirect URI that a client may register: https anywhere, plain http on loopback, or a private-use scheme of a known
 * client. Nothing else, and never a fragment or user information.
 *
 * @param value the text, as registered
 * @param kind which of the three it is
 */
public record RedirectUri(String value, Kind kind) {

    private static final int MAX_LENGTH = 2000;
    private static final Pattern CHARACTERS =
            Pattern.compile("(?:[A-Za-z0-9\\-._~:/?\\[\\]@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})++");
    private static final Pattern LOOPBACK =
            Pattern.compile("http://(127\\.0\\.0\\.1|\\[::1]|localhost)(?::([0-9]{1,5}))?((?:[/?].*)?)");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*):.+");
    private static final Set<String> PRIVATE_USE_SCHEMES =
            Set.of("cursor", "vscode", "vscode-insiders", "vscodium", "windsurf");

    /** The kinds of redirect URI. */
    public enum Kind {
        /** An https URI: matched to the letter. */
        HTTPS,
        /** Plain http on 127.0.0.1, [::1] or localhost: matched to the letter but for the port (RFC 8252 section 7.3). */
        LOOPBACK,
        /** A private-use scheme (RFC 8252 section 7.1): matched to the letter. */
        PRIVATE_USE
    }

    /**
     * Judges what a client wants to register.
     *
     * @return empty when it may not be registered
     */
    public static Optional<RedirectUri> parse(String text) {
        if (text.length() > MAX_LENGTH || !CHARACTERS.matcher(text).matches()) {
            return Optional.empty();
        }
        if (!isUri(text)) {
            return Optional.empty();
        }
        if (loopback(text).isPresent()) {
            return Optional.of(new RedirectUri(text, Kind.LOOPBACK));
        }
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return Optional.empty();
        }
        if (PRIVATE_USE_SCHEMES.contains(scheme.group(1))) {
            return Optional.of(new RedirectUri(text, Kind.PRIVATE_USE));
        }
        return scheme.group(1).toLowerCase(Locale.ROOT).equals("https") && hasPlainHost(text)
                ? Optional.of(new RedirectUri(text, Kind.HTTPS))
                : Optional.empty();
    }

    /** Whether an authorization request may use {@code requested} where this is registered. */
    public boolean matches(String requested) {
        if (value.equals(requested)) {
            return true;
        }
        if (kind != Kind.LOOPBACK
                || requested.length() > MAX_LENGTH
                || !CHARACTERS.matcher(requested).matches()) {
            return false;
        }
        return loopback(requested).equals(loopback(value));
    }

    /** The text; of a loopback URI without the port, which does not matter. */
    public String withoutPort() {
        return kind == Kind.LOOPBACK
                ? loopback(value)
                        .map(parts -> "http://" + parts.host() + parts.rest())
                        .orElse(value)
                : value;
    }

    /** The host that a person should look at; for a private-use scheme, the scheme. */
    public String host() {
        return switch (kind) {
            case PRIVATE_USE -> value.substring(0, value.indexOf(':') + 1);
            case LOOPBACK -> loopback(value).map(Loopback::host).orElse("");
            case HTTPS -> URI.create(value).getHost();
        };
    }

    private static boolean isUri(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean hasPlainHost(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null && uri.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Host and what follows the port: all that has to agree between two loopback URIs. */
    private static Optional<Loopback> loopback(String text) {
        Matcher matcher = LOOPBACK.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String port = matcher.group(2);
        boolean portFits = port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535);
        return portFits ? Optional.of(new Loopback(matcher.group(1), matcher.group(3))) : Optional.empty();
    }

    private record Loopback(String host, String rest) {}
}
