package dev.gatehouse.db.invitation;

/** Where an invitation stands. */
public enum InvitationStatus {
    /** It waits for the person. */
    PENDING,
    /** The person is in the account. */
    ACCEPTED,
    /** The person declined; it can be sent again. */
    DISMISSED,
    /** It was taken back. */
    WITHDRAWN,
    /** It waited for too long; it can be sent again. Never stored: a {@link #PENDING} one is read so. */
    EXPIRED
}
