package dev.gatehouse.policy.server;

/** What identity the upstream of a proxied server is shown. The client's own token never goes up. */
public enum IdentityScheme {
    /** None. */
    NONE,
    /** One service credential for all. */
    SHARED,
    /** A short-lived signed statement of who the user is. */
    ASSERTION,
    /** A token of the upstream's own authorization server (RFC 8693). */
    TOKEN_EXCHANGE
}
