package dev.gatehouse.authserver.client.document;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules for a {@code client_id} that is a URL (draft section 3): https, a path, no dot segments, no fragment, no user
 * information. A query is allowed. A path of {@code /} alone counts as none, as it does for the official SDK.
 */
public final class DocumentUrl {

    private static final int MAX_LENGTH = 300;
    private static final Pattern CHARACTERS = Pattern.compile("[\\x21-\\x7E]+");

    private DocumentUrl() {}

    /** Whether a {@code client_id} looks like one; if it does, it is nothing else. */
    public static boolean looksLike(String clientId, boolean loopbackOnly) {
        return clientId.startsWith("https://") || (loopbackOnly && clientId.startsWith("http://"));
    }

    /** What is wrong with it, if anything. */
    public static Optional<String> problem(String clientId, boolean loopbackOnly) {
        if (!looksLike(clientId, loopbackOnly)) {
            return Optional.of("the client_id is not an https URL");
        }
        if (clientId.length() > MAX_LENGTH || !CHARACTERS.matcher(clientId).matches()) {
            return Optional.of("the client_id has more than " + MAX_LENGTH + " characters, or strange ones");
        }
        URI url;
        try {
            url = new URI(clientId);
        } catch (URISyntaxException e) {
            return Optional.of("the client_id is not a URL");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return Optional.of("the client_id has no host, or user information, or a fragment");
        }
        String path = url.getRawPath();
        if (path.length() <= 1) {
            return Optional.of("the client_id has no path");
        }
        return Arrays.stream(path.split("/", -1)).anyMatch(DocumentUrl::isDots)
                ? Optional.of("the client_id has dot segments")
                : Optional.empty();
    }

    private static boolean isDots(String segment) {
        String plain = segment.toLowerCase(Locale.ROOT).replace("%2e", ".");
        return plain.equals(".") || plain.equals("..");
    }
}
