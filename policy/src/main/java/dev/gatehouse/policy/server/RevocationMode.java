package dev.gatehouse.policy.server;

/** What the loss of reach does to an access token that is still alive. */
public enum RevocationMode {
    /** It works until it expires, at most an hour; refresh is refused at once (domain rule R20). */
    AT_EXPIRY,
    /** It is refused everywhere within a second. */
    IMMEDIATE
}
