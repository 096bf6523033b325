package dev.gatehouse.db.audit;

/** What the audit log tells. */
public enum AuditAction {
    /** A person signed in. */
    SIGNED_IN,
    /** A sign-in was refused. */
    SIGN_IN_REFUSED,
    /** A client registered itself. */
    CLIENT_REGISTERED,
    /** A client changed its registration, or an admin did. */
    CLIENT_CHANGED,
    /** A client was deleted. */
    CLIENT_DELETED,
    /** An admin said what the account thinks of a client or of a domain. */
    CLIENT_RULE_CHANGED,
    /** An admin pinned a copy of a client's metadata document, or removed it. */
    CLIENT_DOCUMENT_PINNED,
    /** A person allowed a client. */
    AUTHORIZATION_GRANTED,
    /** A person declined, or was not allowed to authorize a client. */
    AUTHORIZATION_REFUSED,
    /** A client redeemed its code. */
    CODE_REDEEMED,
    /** A token request was refused. */
    TOKEN_REFUSED,
    /** An authorization ended before its time. */
    AUTHORIZATION_REVOKED,
    /** One access token was revoked. */
    ACCESS_TOKEN_REVOKED,
    /** A machine client got an access token. */
    MACHINE_TOKEN_ISSUED,
    /** A key was made, which signs access tokens, or makes refresh tokens, from its time on. */
    SIGNING_KEY_ROTATED,
    /** A key was revoked, with everything that it signed or made. */
    SIGNING_KEY_REVOKED,
    /** A person's password was changed. */
    PASSWORD_CHANGED,
    /** An admin made a link with which a person sets a new password. */
    PASSWORD_RESET_ISSUED,
    /** Access to one server was given. */
    SERVER_ACCESS_GRANTED,
    /** Access to one server was taken. */
    SERVER_ACCESS_REMOVED,
    /** A person's MCP access was set. */
    MCP_ACCESS_CHANGED,
    /** A server was made. */
    SERVER_CREATED,
    /** A server was changed. */
    SERVER_CHANGED,
    /** A server was deleted. */
    SERVER_DELETED,
    /** A server moved to another identity provider. */
    IDENTITY_PROVIDER_SWITCHED,
    /** An external identity provider was made. */
    IDENTITY_PROVIDER_CREATED,
    /** An external identity provider was changed. */
    IDENTITY_PROVIDER_CHANGED,
    /** An external identity provider was deleted. */
    IDENTITY_PROVIDER_DELETED,
    /** A server got a credential to introspect with. */
    INTROSPECTION_CREDENTIAL_CREATED,
    /** A server lost a credential to introspect with. */
    INTROSPECTION_CREDENTIAL_DELETED,
    /** An API token was made. */
    API_TOKEN_CREATED,
    /** An API token was revoked. */
    API_TOKEN_REVOKED,
    /** The settings of the account were changed. */
    ACCOUNT_CHANGED,
    /** A role was made. */
    ROLE_CREATED,
    /** A role was changed. */
    ROLE_CHANGED,
    /** A role was deleted. */
    ROLE_DELETED,
    /** A person got another role. */
    ROLE_ASSIGNED,
    /** A person was changed. */
    USER_CHANGED,
    /** A person was taken out of the account. */
    USER_DELETED,
    /** The operator made a link with which an account is made. */
    SETUP_LINK_CREATED,
    /** An account was made. */
    ACCOUNT_CREATED,
    /** Somebody was invited. */
    INVITATION_CREATED,
    /** An invitation was sent again. */
    INVITATION_RESENT,
    /** An invitation was taken back. */
    INVITATION_WITHDRAWN,
    /** Somebody declined an invitation. */
    INVITATION_DISMISSED,
    /** Somebody accepted an invitation. */
    INVITATION_ACCEPTED,
    /** An invitation could not be sent. */
    INVITATION_UNDELIVERABLE,
    /** The account was offered to another of its people. */
    OWNERSHIP_OFFERED,
    /** The offer was taken back. */
    OWNERSHIP_OFFER_CANCELLED,
    /** The offer was declined. */
    OWNERSHIP_DECLINED,
    /** The account has another owner. */
    OWNERSHIP_TRANSFERRED,
    /** An integration was made known. */
    INTEGRATION_CREATED,
    /** An integration was forgotten. */
    INTEGRATION_DELETED,
    /** A person's levels on integrations were set. */
    INTEGRATION_ACCESS_CHANGED,
    /** A team was made. */
    TEAM_CREATED,
    /** A team was changed. */
    TEAM_CHANGED,
    /** A team was deleted. */
    TEAM_DELETED,
    /** The members of a team were changed. */
    TEAM_MEMBERS_CHANGED,
    /** A bundle was made. */
    BUNDLE_CREATED,
    /** A bundle was changed. */
    BUNDLE_CHANGED,
    /** A bundle was deleted. */
    BUNDLE_DELETED,
    /** The teams that reach a bundle were changed. */
    BUNDLE_TEAMS_CHANGED,
    /** A bundle came to carry a server. */
    ASSIGNMENT_CREATED,
    /** How a bundle carries a server was changed. */
    ASSIGNMENT_CHANGED,
    /** A bundle carries a server no more. */
    ASSIGNMENT_DELETED,
    /** The audit log, or its checkpoints, were exported. */
    AUDIT_EXPORTED,
    /** An admin call was refused. */
    ADMIN_REFUSED
}
