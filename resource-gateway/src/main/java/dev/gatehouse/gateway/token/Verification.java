package dev.gatehouse.gateway.token;

/** The outcome of verifying a token. */
public sealed interface Verification {

    /** What it takes to remember it, in bytes, roughly. */
    default int weight() {
        return 256;
    }

    /** Genuine. */
    record Genuine(VerifiedToken token) implements Verification {
        @Override
        public int weight() {
            return token.weight();
        }
    }

    /**
     * Not genuine.
     *
     * @param problem what is wrong, for the log: never the token, never a part of it
     */
    record Rejected(String problem) implements Verification {}

    /** It cannot be told now: the issuer's keys are out of reach, or there is too much to do. */
    record Undecided(String problem) implements Verification {}
}
