package dev.gatehouse.policy.client;

import java.util.Optional;

/** How a client authenticates at the token endpoint (RFC 7591 section 2, {@code token_endpoint_auth_method}). */
public enum ClientAuthentication {
    /** A public client: by its {@code client_id} alone. */
    NONE("none"),
    /** A secret by HTTP Basic; whoever has a secret may send it either way. */
    CLIENT_SECRET_BASIC("client_secret_basic"),
    /** A secret in the body; whoever has a secret may send it either way. */
    CLIENT_SECRET_POST("client_secret_post"),
    /** A signed assertion (RFC 7523 section 2.2). */
    PRIVATE_KEY_JWT("private_key_jwt");

    private final String value;

    ClientAuthentication(String value) {
        this.value = value;
    }

    /** The method with this name on the wire. */
    public static Optional<ClientAuthentication> of(String value) {
        for (ClientAuthentication method : values()) {
            if (method.value.equals(value)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** The name on the wire. */
    public String value() {
        return value;
    }

    /** Whether it is by a secret that both sides know. */
    public boolean bySecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }
}
