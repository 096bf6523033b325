package dev.gatehouse.gateway.feed;

import dev.gatehouse.gateway.server.UpstreamScheme;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the identity scheme of a server. One that is not understood, or that could do harm in a header, makes the server one
 * that is not served; what it says is never repeated, since there are secrets in it.
 */
final class SchemeReader {

    private static final Pattern HEADER = Pattern.compile("[a-z0-9][a-z0-9-]*");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]+");

    private SchemeReader() {}

    /** An authorization server of an older version knows none. */
    static UpstreamScheme read(JsonNode scheme) throws FeedException {
        if (scheme.isMissingNode()) {
            return new UpstreamScheme.None();
        }
        return switch (FeedReader.text(scheme, "type")) {
            case "NONE" -> new UpstreamScheme.None();
            case "SHARED" -> shared(scheme);
            case "ASSERTION" -> new UpstreamScheme.Assertion(FeedReader.text(scheme, "audience"));
            case "TOKEN_EXCHANGE" ->
                new UpstreamScheme.TokenExchange(
                        ServerReader.httpUri(FeedReader.text(scheme, "tokenEndpoint")),
                        FeedReader.text(scheme, "clientId"),
                        optional(scheme, "clientSecret"),
                        optional(scheme, "resource"),
                        optional(scheme, "audience"),
                        optional(scheme, "scope"));
            default -> throw new FeedException("an identity scheme that is not known");
        };
    }

    /** How many exchanges may be under way at a server; 0 where nothing is said. */
    static int maxConcurrent(JsonNode server) throws FeedException {
        JsonNode value = server.path("maxConcurrent");
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw new FeedException("`maxConcurrent` is not a number above 0");
        }
        return value.intValue();
    }

    private static UpstreamScheme shared(JsonNode scheme) throws FeedException {
        String header = FeedReader.text(scheme, "header").toLowerCase(Locale.ROOT);
        String value = optional(scheme, "value");
        if (!HEADER.matcher(header).matches()
                || (value != null && !PRINTABLE.matcher(value).matches())) {
            throw new FeedException("a credential that fits into no header");
        }
        return new UpstreamScheme.Shared(header, value);
    }

    private static @Nullable String optional(JsonNode node, String name) throws FeedException {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? null : FeedReader.text(node, name);
    }
}
