package dev.gatehouse.gateway.server;

import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.IdentityProvider.External;
import dev.gatehouse.policy.server.RevocationMode;
import dev.gatehouse.policy.server.ServerView;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server that the gateway stands in front of.
 *
 * @param slug its place in the gateway's address space, {@code /mcp/{slug}}
 * @param name what people call it
 * @param view what decisions look at
 * @param revocationMode what loss of reach does to a live access token
 * @param upstream where it is
 * @param keySetUri where the keys of its external issuer are; null for the built-in one
 */
public record ProxiedServer(
        String slug,
        String name,
        ServerView view,
        RevocationMode revocationMode,
        URI upstream,
        @Nullable URI keySetUri) {

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
