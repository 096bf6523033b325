package dev.gatehouse.policy.access;

import dev.gatehouse.policy.scope.Scopes;

/** The outcome of {@link AccessPolicy#decide}. */
public sealed interface Decision {

    /** Whether access is allowed. */
    boolean allowed();

    /**
     * Allowed.
     *
     * @param basis what it rests on
     * @param scopes what may be done: asked for and within reach, or those of the access token
     */
    record Allow(Basis basis, Scopes scopes) implements Decision {
        @Override
        public boolean allowed() {
            return true;
        }
    }

    /**
     * Refused.
     *
     * @param reason the first check that failed
     */
    record Deny(Reason reason) implements Decision {
        @Override
        public boolean allowed() {
            return false;
        }
    }
}
