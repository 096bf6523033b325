package dev.gatehouse.db.ownership;

/** Where an offer of an account stands. */
public enum TransferStatus {
    /** It waits for an answer. At most one does in an account. */
    REQUESTED,
    /** Who it was made to owns the account from then on. */
    ACCEPTED,
    /** Who it was made to said no. */
    DECLINED,
    /** The owner took it back, or who it was made to is no active member any more. */
    CANCELLED
}
