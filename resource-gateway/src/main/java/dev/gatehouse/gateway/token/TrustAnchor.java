package dev.gatehouse.gateway.token;

/**
 * Under what a token is verified: the shape that its issuer gives it, and the issuer's keys at this moment.
 *
 * @param kind which rules of shape hold
 * @param issuer the issuer identifier
 * @param keys its keys
 */
public record TrustAnchor(Kind kind, String issuer, VerificationKeys keys) {

    /** Which rules of shape hold. */
    public enum Kind {
        /** Our own issuer: RFC 9068 to the letter. */
        BUILT_IN,
        /** Another issuer: RFC 9068, or a plain JWT as older ones issue. */
        EXTERNAL,
        /** No JWT: our own authorization server's word on an API token. */
        API_TOKEN
    }

    /** The anchor of our own issuer. */
    public static TrustAnchor builtIn(String issuer, VerificationKeys keys) {
        return new TrustAnchor(Kind.BUILT_IN, issuer, keys);
    }

    /** What a cached verification is bound to: another kind, issuer or key set and it is void. */
    Identity identity() {
        return new Identity(kind, issuer, keys.generation());
    }

    record Identity(Kind kind, String issuer, long keyGeneration) {}
}
