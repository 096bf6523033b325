package dev.gatehouse.policy.account;

/** Where a person stands in an account. Only {@link #ACTIVE} gives anything. */
public enum MembershipStatus {
    /** Invited, not yet accepted. */
    INVITED,
    /** A user of the account. */
    ACTIVE,
    /** Declined the invitation, or was taken off the list. */
    DISMISSED,
    /** Kept, with nothing allowed. */
    DISABLED
}
