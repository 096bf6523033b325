package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.server.TokenValidation;
import org.jspecify.annotations.Nullable;

/**
 * Under what a token is verified: the shape that its issuer gives it, and the issuer's keys at this moment.
 *
 * @param kind which rules of shape hold
 * @param issuer the issuer identifier
 * @param keys its keys
 * @param source how tokens of an external issuer are validated; null for our own
 */
public record TrustAnchor(
        Kind kind,
        String issuer,
        VerificationKeys keys,
        @Nullable TokenValidation source) {

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
        return new TrustAnchor(Kind.BUILT_IN, issuer, keys, null);
    }

    /** The anchor of an external issuer with the keys of its key set. */
    static TrustAnchor external(String issuer, VerificationKeys keys, TokenValidation source) {
        return new TrustAnchor(Kind.EXTERNAL, issuer, keys, source);
    }

    /** The same issuer with other keys. */
    TrustAnchor with(VerificationKeys newer) {
        return new TrustAnchor(kind, issuer, newer, source);
    }

    /** What a cached verification is bound to: another kind, issuer, key set or way to validate and it is void. */
    Identity identity() {
        return new Identity(kind, issuer, keys.generation(), source);
    }

    record Identity(
            Kind kind,
            String issuer,
            long keyGeneration,
            @Nullable TokenValidation source) {

        /** Of our own. */
        Identity(Kind kind, String issuer, long keyGeneration) {
            this(kind, issuer, keyGeneration, null);
        }

        /** Of an external issuer that is asked: there are no keys. */
        static Identity asked(String issuer, TokenValidation source) {
            return new Identity(Kind.EXTERNAL, issuer, 0, source);
        }
    }
}
