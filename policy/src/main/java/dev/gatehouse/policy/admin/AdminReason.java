package dev.gatehouse.policy.admin;

/** Why an admin call was refused. */
public enum AdminReason {
    /** There is no such thing in the actor's account. Another account's things are no different. */
    NOT_FOUND,
    /** The actor is not an active member of the account. */
    ACTOR_NOT_ACTIVE,
    /** The actor's role does not allow this. */
    CAPABILITY_MISSING,
    /** The person's role reaches every server already; no grant is written for them (domain invariant I3). */
    ROLE_COVERS,
    /** The slug belongs to another of its kind, or belonged to one. */
    SLUG_TAKEN,
    /** The resource identifier belongs to a server, or belonged to one. */
    RESOURCE_TAKEN,
    /** There is no second factor or single sign-on to require yet. */
    FACTOR_NOT_AVAILABLE,
    /** The owner cannot be changed by others. */
    TARGET_IS_OWNER,
    /** The person has access by role; change the role first (domain rule R24). */
    TARGET_IS_ADMIN_NOT_REMOVABLE,
    /** The person has access to all servers. */
    ALL_GRANT_COVERS,
    /** An external identity provider decides about this server. */
    IDP_EXTERNAL,
    /** A server is bound to this identity provider. */
    IDP_IN_USE,
    /** The server has as many live introspection credentials as it may have. */
    CREDENTIAL_LIMIT,
    /** The account has as many of this kind as it may have. */
    LIMIT_REACHED,
    /** The actor has as many live API tokens as they may have. */
    TOKEN_LIMIT,
    /** The account did not register the client; it can refuse it, and sign its installations out. */
    CLIENT_NOT_REGISTERED_HERE,
    /** The client does not authenticate by a secret. */
    CLIENT_HAS_NO_SECRET,
    /** The capabilities of this role cannot change. */
    ROLE_LOCKED,
    /** Somebody holds this role. */
    ROLE_IN_USE,
    /** Built-in roles cannot be deleted. */
    ROLE_SYSTEM,
    /** The account has as many roles of its own as it may have. */
    ROLE_LIMIT,
    /** The actor cannot hand out what they lack (domain invariant I12). */
    PRIVILEGE_EXCEEDS_ACTOR,
    /** The person is in another account, too, over which this one has no say. */
    MEMBER_ELSEWHERE,
    /** The person has not joined the account; nobody else can do that for them. */
    NOT_JOINED,
    /** The thing was changed since the actor read it. */
    STALE_VERSION,
    /** The last active holder of the role cannot go. */
    LAST_SUPER_ADMIN,
    /** The person cannot accept this invitation. */
    NOT_ELIGIBLE,
    /** The account gives access by teams only (domain invariant I7). */
    DIRECT_GRANTS_OFF,
    /** Another of its kind in the account has the name. */
    NAME_TAKEN,
    /** The bundle carries the server already. */
    ASSIGNMENT_EXISTS,
    /** No mail can be sent: it is not configured. */
    MAIL_NOT_AVAILABLE,
    /** The invitation was accepted or withdrawn. */
    INVITATION_CLOSED,
    /** The account has been offered to somebody who has not answered yet. */
    TRANSFER_OPEN,
    /** The offer was accepted, declined or taken back. */
    TRANSFER_CLOSED
}
