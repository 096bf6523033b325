package dev.gatehouse.policy.token;

import java.time.Duration;
import java.time.Instant;

/**
 * What presenting a refresh token means: the state machine of a refresh-token family (RFC 9700 section 4.14.2).
 *
 * <p>The current generation rotates. The one just before it, presented again within the retry window, gets the very same
 * successor once more: an honest client that runs several processes on one token, or that lost an answer, need not sign in
 * again. Anything older, or later, is reuse and ends the family. Nothing is ever recovered after the window (ADR-0002
 * plays both ideas through).
 */
public final class RefreshRotation {

    /** The longest retry window that may be configured: reuse must stay visible between two hourly refreshes. */
    public static final Duration MAX_RETRY_WINDOW = Duration.ofMinutes(10);

    private RefreshRotation() {}

    /**
     * Judges.
     *
     * @param clientId the client that presents the token
     * @param presented the generation that the token names
     * @param now the store's time
     * @param retryWindow how long the previous generation may be presented again; zero is strict
     */
    public static Outcome judge(
            FamilyState family, String clientId, long presented, Instant now, Duration retryWindow) {
        if (!family.clientId().equals(clientId)) {
            return Outcome.WRONG_CLIENT;
        }
        if (family.revoked()) {
            return Outcome.REVOKED;
        }
        if (!family.active() || presented < 1) {
            return Outcome.NOT_ACTIVE;
        }
        if (family.expired()) {
            return Outcome.EXPIRED;
        }
        if (presented > family.generation()) {
            return Outcome.STORE_IS_BEHIND;
        }
        if (presented == family.generation()) {
            return Outcome.ROTATE;
        }
        // zero is strict also for a request that waited for the rotation, and so began before it
        boolean withinWindow =
                !retryWindow.isZero() && now.isBefore(family.rotatedAt().plus(retryWindow));
        return presented == family.generation() - 1 && withinWindow ? Outcome.RETRY : Outcome.REUSE;
    }

    /** What to do. Only {@link #ROTATE} and {@link #RETRY} issue anything; only {@link #REUSE} revokes. */
    public enum Outcome {
        /** Refuse: the token belongs to another client. Nothing changes. */
        WRONG_CLIENT,
        /** Refuse: the family was revoked. */
        REVOKED,
        /** Refuse: no code was redeemed yet. */
        NOT_ACTIVE,
        /** Refuse: the family's lifetime is over. */
        EXPIRED,
        /** Refuse and raise an alarm: the store has lost a commit that it had acknowledged. */
        STORE_IS_BEHIND,
        /** Move to the next generation. */
        ROTATE,
        /** Give the current generation out once more. */
        RETRY,
        /** Revoke the family: two parties hold its tokens. */
        REUSE
    }
}
