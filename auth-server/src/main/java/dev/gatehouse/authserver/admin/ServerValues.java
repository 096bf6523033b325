package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.outbound.Destinations;
import dev.gatehouse.authserver.settings.Settings;
import dev.gatehouse.policy.resource.ResourceIndicator;
import dev.gatehouse.policy.server.IdentityScheme;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The values of servers and of identity providers that depend on where this installation is. */
@Component
final class ServerValues {

    private static final int MAX_CONCURRENT = 100_000;

    private final String issuer;
    private final String gateway;
    private final Destinations destinations;
    private final OwnAddresses ours;

    ServerValues(Settings settings, Destinations destinations, OwnAddresses ours) {
        this.destinations = destinations;
        this.ours = ours;
        this.issuer = canonical(settings.issuer());
        this.gateway = canonical(settings.gatewayUrl());
    }

    /** The resource identifier of a new server: the gateway's URL of a proxied one, or else its own. */
    String resource(NewServer wanted) {
        if ((wanted.upstreamUrl() == null) == (wanted.resourceUri() == null)) {
            throw new InvalidValue("exactly one of `upstreamUrl` and `resourceUri` must be given");
        }
        String own = wanted.resourceUri();
        return own == null ? gateway + "/mcp/" + wanted.slug() : ownResource(own);
    }

    /**
     * Refuses a URL that leads to where the gateway will not connect; one that was saved before is
     * not looked at. It may ask a name server: outside of transactions only.
     */
    void requireDestination(String member, @Nullable String wanted, @Nullable String saved) {
        if (wanted == null || wanted.equals(saved)) {
            return;
        }
        destinations.problem(Values.webUrl(member, wanted)).ifPresent(problem -> {
            throw new InvalidValue("`" + member + "` " + problem);
        });
    }

    /**
     * Refuses an upstream that is this installation, or one where the gateway will not connect, as
     * {@link #requireDestination} does.
     */
    void requireUpstream(@Nullable String wanted, @Nullable String saved) {
        if (wanted != null && !wanted.equals(saved)) {
            ours.requireForeign("upstreamUrl", wanted);
            requireDestination("upstreamUrl", wanted, saved);
        }
    }

    /** An issuer other than ourselves, word for word: tokens are compared with it octet by octet. */
    String foreignIssuer(String text) {
        Values.secureUrl("issuer", text);
        if (text.contains("?")) {
            throw new InvalidValue("`issuer` must not have a query (RFC 8414 section 2)");
        }
        if (isIssuer(ResourceIndicator.parse(text).map(ResourceIndicator::value).orElse(text))) {
            throw new InvalidValue("`issuer` must not be this authorization server");
        }
        return text;
    }

    /** An assignment may take away what its server shows; it has no settings of its own. */
    static void requireAssignedScheme(@Nullable IdentityScheme scheme) {
        if (scheme != null && scheme != IdentityScheme.NONE) {
            throw new InvalidValue("`identityScheme` of an assignment can only be `NONE`, or null for the server's");
        }
    }

    /** How many requests may be under way at a server behind the gateway; null for the gateway's default. */
    static @Nullable Integer maxConcurrent(@Nullable Long wanted, @Nullable String upstream) {
        if (wanted == null) {
            return null;
        }
        if (upstream == null) {
            throw new InvalidValue("`maxConcurrentRequests` is not for a server that validates tokens itself");
        }
        if (wanted < 1 || wanted > MAX_CONCURRENT) {
            throw new InvalidValue("`maxConcurrentRequests` must be between 1 and " + MAX_CONCURRENT);
        }
        return wanted.intValue();
    }

    /** The resource identifier of a server as a bundle carries it: the gateway's URL for the two. */
    String resource(String bundleSlug, String serverSlug) {
        return gateway + "/mcp/" + bundleSlug + "/" + serverSlug;
    }

    private String ownResource(String text) {
        Values.secureUrl("resourceUri", text);
        Optional<String> canonical = ResourceIndicator.parse(text).map(ResourceIndicator::value);
        if (canonical.isEmpty() || !canonical.get().equals(text)) {
            throw new InvalidValue("`resourceUri` must be canonical: lower-case scheme and host, no default port,"
                    + " no trailing slash, no query");
        }
        if (isIssuer(text) || text.equals(gateway) || text.startsWith(gateway + "/")) {
            throw new InvalidValue("`resourceUri` must not be an address of this installation");
        }
        return text;
    }

    private boolean isIssuer(String url) {
        return url.equals(issuer);
    }

    private static String canonical(String url) {
        return ResourceIndicator.parse(url)
                .map(ResourceIndicator::value)
                .orElseThrow(() -> new IllegalStateException("not the URL of an installation: " + url));
    }
}
