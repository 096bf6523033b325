package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.server.IdentitySettings;
import dev.gatehouse.policy.server.IdentityScheme;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks the values of identity settings. Each method answers the value to store or throws {@link InvalidValue}. */
@Component
final class IdentityValues {

    /** What the column holds. */
    static final int MAX_SETTINGS = 4000;

    private static final int MAX_SECRET = 2000;
    private static final int MAX_PREFIX = 100;
    private static final int MAX_CLIENT_ID = 200;
    private static final int MAX_CLAIM = 1000;

    /** No underscore: it becomes a hyphen on many a server. */
    private static final Pattern HEADER = Pattern.compile("[a-z0-9][a-z0-9-]{0,99}");

    private static final Pattern SCOPES =
            Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+( [\\x21\\x23-\\x5B\\x5D-\\x7E]+)*");

    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]*");

    /** What belongs to the connection, to the message, to MCP, to the gateway, or to sessions of browsers. */
    private static final Set<String> RESERVED = Set.of(
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "date",
            "range",
            "cookie",
            "cookie2",
            "origin",
            "referer",
            "via",
            "forwarded",
            "last-event-id",
            "traceparent",
            "tracestate",
            "baggage");

    private static final List<String> RESERVED_PREFIXES = List.of(
            "content-", "mcp-", "proxy-", "accept", "access-control-", "sec-", "if-", "x-forwarded", "gatehouse-");

    private final OwnAddresses ours;

    IdentityValues(OwnAddresses ours) {
        this.ours = ours;
    }

    /** The settings as admins see them, defaults included. */
    static Map<String, Object> shown(IdentityScheme scheme, String json, @Nullable String upstream, boolean secretSet) {
        IdentitySettings settings = IdentitySettings.read(json);
        Map<String, Object> shown = new LinkedHashMap<>();
        switch (scheme) {
            case NONE -> {}
            case SHARED -> {
                shown.put("header", settings.sharedHeader());
                shown.put("prefix", settings.sharedPrefix());
                shown.put("secretSet", secretSet);
            }
            case ASSERTION -> put(shown, "audience", settings.audience() == null ? upstream : settings.audience());
            case TOKEN_EXCHANGE -> {
                put(shown, "tokenEndpoint", settings.tokenEndpoint());
                put(shown, "clientId", settings.clientId());
                shown.put("secretSet", secretSet);
                put(shown, "resource", settings.resource());
                put(shown, "audience", settings.audience());
                put(shown, "scope", settings.scope());
            }
        }
        return shown;
    }

    /** The header of a shared credential; null for the default. */
    @Nullable
    String header(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String name = text.toLowerCase(Locale.ROOT);
        boolean reserved = RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
        if (reserved || !HEADER.matcher(name).matches()) {
            throw new InvalidValue(
                    "`header` must be the name of a header that carries credentials: letters, digits and -,"
                            + " none that belongs to the connection, the message, cookies or MCP");
        }
        return name.equals(IdentitySettings.DEFAULT_HEADER) ? null : name;
    }

    /** What stands before a shared credential; null for the default. */
    @Nullable
    String prefix(@Nullable String header, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.length() > MAX_PREFIX
                || text.startsWith(" ")
                || !PRINTABLE.matcher(text).matches()) {
            throw new InvalidValue("`prefix` must have at most " + MAX_PREFIX
                    + " printable ASCII characters and not begin with a space");
        }
        String name = header == null ? IdentitySettings.DEFAULT_HEADER : header;
        return text.equals(IdentitySettings.defaultPrefix(name)) ? null : text;
    }

    /** A secret, as it goes into a header. */
    String secret(String member, String text) {
        boolean wrong = text.isEmpty()
                || text.length() > MAX_SECRET
                || !text.strip().equals(text)
                || !PRINTABLE.matcher(text).matches();
        if (wrong) {
            throw new InvalidValue("`" + member + "` must have 1 to " + MAX_SECRET
                    + " printable ASCII characters, with no space at its ends");
        }
        return text;
    }

    /** An audience that is not this installation: nothing that we sign for others may be taken for a token of ours. */
    @Nullable
    String audience(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Values.claim("audience", text);
        ours.requireForeign("audience", text);
        return text;
    }

    /** The token endpoint of another authorization server. */
    String tokenEndpoint(@Nullable String text) {
        if (text == null) {
            throw new InvalidValue("`tokenEndpoint` is required for TOKEN_EXCHANGE");
        }
        Values.secureUrl("tokenEndpoint", text);
        ours.requireForeign("tokenEndpoint", text);
        return text;
    }

    String clientId(@Nullable String text) {
        if (text == null) {
            throw new InvalidValue("`clientId` is required for TOKEN_EXCHANGE");
        }
        if (text.isBlank()
                || text.length() > MAX_CLIENT_ID
                || !PRINTABLE.matcher(text).matches()) {
            throw new InvalidValue("`clientId` must have 1 to " + MAX_CLIENT_ID + " printable ASCII characters");
        }
        return text;
    }

    /** A resource (RFC 8707 section 2). */
    @Nullable
    String resource(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Values.claim("resource", text);
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute() && uri.getRawFragment() == null) {
                return text;
            }
        } catch (URISyntaxException e) {
            // refused as any other that is none
        }
        throw new InvalidValue("`resource` must be an absolute URI without a fragment");
    }

    @Nullable
    String scope(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.length() > MAX_CLAIM || !SCOPES.matcher(text).matches()) {
            throw new InvalidValue("`scope` must be scope tokens of RFC 6749 section 3.3, with one space between them");
        }
        return text;
    }

    private static void put(Map<String, Object> shown, String name, @Nullable String value) {
        if (value != null) {
            shown.put(name, value);
        }
    }
}
