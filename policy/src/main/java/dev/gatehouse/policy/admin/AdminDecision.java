package dev.gatehouse.policy.admin;

/** The outcome of {@link AdminPolicy#decide}. */
public sealed interface AdminDecision {

    /** Allowed. */
    record Allow() implements AdminDecision {}

    /**
     * Refused.
     *
     * @param reason the first thing that was missing
     */
    record Deny(AdminReason reason) implements AdminDecision {}
}
