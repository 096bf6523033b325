package dev.gatehouse.gateway.server;

import dev.gatehouse.policy.server.IdentityScheme;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What the upstream of a server is shown of who calls, with what that needs. Nothing here prints a secret. */
public sealed interface UpstreamScheme {

    /** The kind, as the policy knows it. */
    IdentityScheme kind();

    /** Nobody. */
    record None() implements UpstreamScheme {
        @Override
        public IdentityScheme kind() {
            return IdentityScheme.NONE;
        }
    }

    /**
     * One service credential for everybody.
     *
     * @param header the header that carries it
     * @param value the whole value of the header; null while none is set
     */
    record Shared(String header, @Nullable String value) implements UpstreamScheme {
        @Override
        public IdentityScheme kind() {
            return IdentityScheme.SHARED;
        }

        @Override
        public String toString() {
            return "Shared[" + header + "]";
        }
    }

    /**
     * A short-lived JWT of the gateway that says who the user is.
     *
     * @param audience its {@code aud}
     */
    record Assertion(String audience) implements UpstreamScheme {
        @Override
        public IdentityScheme kind() {
            return IdentityScheme.ASSERTION;
        }
    }

    /**
     * A token of the upstream's own authorization server (RFC 8693).
     *
     * @param tokenEndpoint where it is got
     * @param clientId our client there
     * @param clientSecret its secret
     * @param resource the {@code resource} to ask for; null for none
     * @param audience the {@code audience} to ask for; null for none
     * @param scope the {@code scope} to ask for; null for none
     */
    record TokenExchange(
            URI tokenEndpoint,
            String clientId,
            @Nullable String clientSecret,
            @Nullable String resource,
            @Nullable String audience,
            @Nullable String scope)
            implements UpstreamScheme {
        @Override
        public IdentityScheme kind() {
            return IdentityScheme.TOKEN_EXCHANGE;
        }

        @Override
        public String toString() {
            return "TokenExchange[" + tokenEndpoint + "]";
        }
    }
}
