package dev.gatehouse.gateway.server;

import dev.gatehouse.policy.server.FeaturePolicy;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityProvider.External;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server that the gateway stands in front of, by itself or as a bundle carries it.
 *
 * @param slug its name in URLs
 * @param name what people call it
 * @param bundle the bundle that carries it; null for the server by itself
 * @param view what decisions look at
 * @param revocationMode what loss of reach does to a live access token
 * @param upstream where it is
 * @param validation how tokens of its external issuer are validated; null for the built-in one
 * @param scheme what the upstream is shown of who calls
 * @param maxConcurrent how many exchanges may be under way there at once, all ways to it together; 0 for the default
 */
public record ProxiedServer(
        String slug,
        String name,
        @Nullable Bundle bundle,
        ServerView view,
        RevocationMode revocationMode,
        URI upstream,
        @Nullable TokenValidation validation,
        UpstreamScheme scheme,
        int maxConcurrent) {

    /**
     * A bundle.
     *
     * @param slug its name in URLs
     * @param name what people call it
     */
    public record Bundle(UUID id, String slug, String name) {}

    /**
     * The same server, at the same upstream, as a bundle carries it.
     *
     * @param open whether the bundle and the assignment are enabled
     * @param resource the canonical resource identifier of the assignment
     * @param features what the assignment exposes
     */
    public ProxiedServer through(Bundle carrier, boolean open, String resource, FeaturePolicy features) {
        return new ProxiedServer(
                slug,
                name,
                carrier,
                view.through(true, open, resource, features),
                revocationMode,
                upstream,
                validation,
                scheme,
                maxConcurrent);
    }

    /** The same server, whose upstream is shown this. */
    public ProxiedServer showing(UpstreamScheme other) {
        return new ProxiedServer(
                slug,
                name,
                bundle,
                view.showing(other.kind()),
                revocationMode,
                upstream,
                validation,
                other,
                maxConcurrent);
    }

    /** Its place in the gateway's address space, what follows {@code /mcp/}. */
    public String route() {
        return bundle == null ? slug : bundle.slug() + "/" + slug;
    }

    /** What people call it, with the way that leads there. */
    public String title() {
        return bundle == null ? name : name + ", through " + bundle.name();
    }

    /** The scopes that the challenge and the metadata name: what a client should ask its issuer for. */
    public List<String> scopesToAsk() {
        return external().map(External::requiredScopesInOrder).orElse(List.of("mcp:read", "mcp:write"));
    }

    /** The external identity provider, if it is one that governs this server. */
    public Optional<External> external() {
        IdentityProvider provider = view.identityProvider();
        return provider instanceof External external ? Optional.of(external) : Optional.empty();
    }
}
