package dev.gatehouse.policy.access;

/** Why access was refused. For logs, audit and metrics; what goes over the wire is terser. */
public enum Reason {
    /** There is no such server, or it was deleted. */
    SERVER_UNKNOWN,
    /** The server is switched off for now. */
    SERVER_DISABLED,
    /** Another identity provider decides for this server; we issue nothing. */
    EXTERNAL_IDP_GOVERNS,
    /** The server accepts no API tokens. */
    API_TOKENS_OFF,
    /** The access token has expired. */
    TOKEN_EXPIRED,
    /** The access token is not one, or its signature does not hold. */
    TOKEN_INVALID,
    /** The access token was issued by somebody who does not govern this server. */
    ISSUER_NOT_TRUSTED,
    /** The access token is meant for another server. */
    AUDIENCE_MISMATCH,
    /** The access token, its authorization or its key was revoked. */
    TOKEN_REVOKED,
    /** The person is not in the account of the server. */
    NOT_A_MEMBER,
    /** The person has not accepted the invitation yet. */
    INVITATION_PENDING,
    /** The person is switched off in this account. */
    USER_DISABLED,
    /** There is no such machine client for this server. */
    CLIENT_UNKNOWN,
    /** The admins of the account refuse the client. */
    CLIENT_DENIED,
    /** The person must sign in through single sign-on. */
    SSO_REQUIRED,
    /** The person must show a second factor. */
    MFA_REQUIRED,
    /** The authorization was revoked. */
    FAMILY_REVOKED,
    /** The authorization is for another server. */
    RESOURCE_CHANGED,
    /** The role does not allow this. */
    CAPABILITY_MISSING,
    /** Nothing gives the person reach to the server. */
    NO_GRANT,
    /** The scopes do not cover this. */
    INSUFFICIENT_SCOPE,
    /** The feature is not exposed. */
    FEATURE_BLOCKED,
    /** The upstream needs an identity that could not be had. */
    IDENTITY_REQUIRED,
    /** The upstream's service credential is not set. */
    SHARED_IDENTITY_UNSET
}
