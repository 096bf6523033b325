package dev.gatehouse.db.authorization;

/** Why an authorization ended before its time. */
public enum RevocationReason {
    /** A refresh token was presented that had been replaced (RFC 9700 section 4.14.2). */
    REFRESH_TOKEN_REUSED,
    /** An authorization code was presented twice (RFC 6749 section 4.1.2). */
    CODE_REPLAYED,
    /** The client revoked it (RFC 7009). */
    REVOKED_BY_CLIENT,
    /** The person lost their access to the server. */
    REACH_LOST,
    /** The person was disabled in the account. */
    USER_DISABLED,
    /** The person was taken out of the account. */
    USER_DELETED,
    /** The server was deleted. */
    SERVER_DELETED,
    /** The bundle carries the server no more. */
    ASSIGNMENT_DELETED,
    /** The person or an admin signed this installation out. */
    SIGNED_OUT,
    /** The admins of the account refuse the client. */
    CLIENT_DENIED,
    /** The client was deleted. */
    CLIENT_DELETED
}
