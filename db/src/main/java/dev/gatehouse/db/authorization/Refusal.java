package dev.gatehouse.db.authorization;

/** Why nothing was issued, where it was not the access policy that refused. */
public enum Refusal {
    /** There is no such authorization; it was purged. */
    UNKNOWN,
    /** It belongs to another client, another redirect URI, or the verifier does not match. */
    NOT_YOURS,
    /** It was revoked. */
    REVOKED,
    /** Its lifetime, or that of its code, is over. */
    EXPIRED,
    /** Its code was not redeemed yet. */
    NOT_ACTIVE,
    /** Its code was presented twice; it has been revoked now. */
    CODE_REPLAYED,
    /** A replaced refresh token was presented; it has been revoked now. */
    REFRESH_TOKEN_REUSED,
    /** The token is newer than the store: the store lost a commit that it had acknowledged. */
    STORE_IS_BEHIND,
    /** Another resource was asked for than the authorization is for. */
    RESOURCE_NOT_GRANTED,
    /** A scope was asked for that was not asked at the authorization. */
    SCOPE_NOT_ASKED,
    /** The admins of the account refuse the client. */
    CLIENT_DENIED,
    /** The access policy refused; its reason is beside. */
    ACCESS_DENIED,
    /** The access policy refused a machine client; its reason is beside. */
    MACHINE_DENIED;

    /** Whether the refusal has ended the authorization, which its own audit event tells. */
    public boolean revoked() {
        return this == CODE_REPLAYED || this == REFRESH_TOKEN_REUSED;
    }
}
