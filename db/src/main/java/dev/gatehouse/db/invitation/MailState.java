package dev.gatehouse.db.invitation;

/** Where the mail of an invitation stands. */
public enum MailState {
    /** It waits to be sent, for the first time or again. */
    DUE,
    /** The mail server took it. */
    SENT,
    /** It was given up. */
    FAILED,
    /** It was called off before it is known to have left. */
    CANCELLED
}
