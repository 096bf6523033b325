package dev.gatehouse.gateway.server;

import java.net.URI;

/** How tokens of an external identity provider are validated. */
public sealed interface TokenValidation {

    /**
     * By its key set (RFC 7517).
     *
     * @param jwksUri where it is
     */
    record KeySet(URI jwksUri) implements TokenValidation {}

    /**
     * By asking it (RFC 7662).
     *
     * @param endpoint its introspection endpoint
     * @param clientId our client there
     * @param clientSecret its secret
     */
    record Introspection(URI endpoint, String clientId, String clientSecret) implements TokenValidation {
        @Override
        public String toString() {
            return "Introspection[" + endpoint + "]";
        }
    }
}
