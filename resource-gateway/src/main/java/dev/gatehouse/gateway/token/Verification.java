package dev.gatehouse.gateway.token;

/** The outcome of verifying a token. */
public sealed interface Verification {

    /** Genuine. */
    record Genuine(VerifiedToken token) implements Verification {}

    /**
     * Not genuine.
     *
     * @param problem what is wrong, for the log: never the token, never a part of it
     */
    record Rejected(String problem) implements Verification {}

    /** It cannot be told now: the issuer's keys are out of reach, or there is too much to do. */
    record Undecided(String problem) implements Verification {}
}
