package dev.gatehouse.policy.token;

import java.util.UUID;

/**
 * What a genuine token says: one generation of one authorization. It is not a secret.
 *
 * @param generation 0 for the code, from 1 on for refresh tokens
 */
public record TokenReference(UUID authorizationId, long generation) {

    /** Generations count up from 0. */
    public TokenReference {
        if (generation < 0) {
            throw new IllegalArgumentException("a generation is never negative");
        }
    }
}
