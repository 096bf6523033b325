package dev.gatehouse.policy.resource;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The resource identifier of an MCP server (RFC 8707 section 2): an absolute http or https URI without fragment, user
 * information or query, in canonical spelling.
 *
 * <p>Parsing forgives what deployed clients vary: upper case in scheme and host, the scheme's default port, and one
 * trailing slash. The canonical spelling has none of these, and it alone is ever issued as an audience. The path is
 * compared as it stands: percent-encoding and dot segments are not touched, so no two paths become one by accident.
 *
 * @param value the canonical spelling
 */
public record ResourceIndicator(String value) {

    private static final int MAX_LENGTH = 2000;
    private static final int MAX_PORT = 65_535;

    /**
     * Parses and canonicalises.
     *
     * @return empty when the text is not such a URI
     */
    public static Optional<ResourceIndicator> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        if (uri.getScheme() == null || uri.getHost() == null || hasMoreThanAPath(uri)) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return Optional.empty();
        }
        String path = withoutTrailingSlash(uri.getRawPath());
        if (path.endsWith("/") || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            return Optional.empty();
        }
        return Optional.of(new ResourceIndicator(
                scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port(scheme, uri.getPort()) + path));
    }

    private static boolean hasMoreThanAPath(URI uri) {
        return uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
    }

    private static String port(String scheme, int port) {
        boolean isDefault = port == -1 || port == (scheme.equals("https") ? 443 : 80);
        return isDefault ? "" : ":" + port;
    }

    private static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    @Override
    public String toString() {
        return value;
    }
}
