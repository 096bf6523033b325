package dev.gatehouse.authserver.settings;

/** What access tokens are signed with (RFC 7518 section 3.1). */
public enum SigningAlgorithm {
    /** ECDSA on P-256. */
    ES256,
    /** RSA, for resource servers that know nothing else. */
    RS256
}
