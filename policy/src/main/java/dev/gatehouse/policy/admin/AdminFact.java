package dev.gatehouse.policy.admin;

/** Something that can hold of a target. Each is worded so that holding is good: what was not looked up does not hold. */
public enum AdminFact {
    /** The version that the actor read, if they named one, is still the current one. */
    VERSION_CURRENT,
    /** The built-in identity provider governs every server whose grants would be written. */
    BUILT_IN_GOVERNS,
    /** The account uses grants to a person. */
    DIRECT_GRANTS_ON,
    /** The person is in the account, in whatever state. */
    MEMBER,
    /** The person is an active member of the account. */
    ACTIVE_MEMBER,
    /** The person's role does not reach every server by itself. */
    ROLE_COVERS_NOT,
    /** The person has no all-servers grant, or it is to be converted into single grants. */
    ALL_GRANT_COVERS_NOT,
    /** Nothing of its kind has or had the slug. */
    SLUG_FREE,
    /** No server has or had the resource identifier. */
    RESOURCE_FREE,
    /** No server is bound to the identity provider. */
    PROVIDER_UNBOUND,
    /** Another introspection credential may live. */
    CREDENTIAL_ROOM,
    /** The account registered the client. */
    CLIENT_OF_ACCOUNT,
    /** The client authenticates by a secret. */
    CLIENT_HAS_SECRET,
    /** The person does not own the account, or is the actor and does what owners may do to themselves. */
    OWNER_NOT_OR_SELF,
    /** The actor has every capability that the person has, or that is handed out. */
    PRIVILEGE_WITHIN_ACTOR,
    /** The person is in no other account, or nothing is changed that concerns others. */
    NO_OTHER_ACCOUNT,
    /** The account may have one more of its kind. */
    ROOM,
    /** The actor may have another live API token. */
    TOKEN_ROOM,
    /** The person does not own the account. */
    OWNER_NOT,
    /** The person has joined the account, or it is not asked whether they are active in it. */
    JOINED,
    /** No second factor or single sign-on is asked for that does not exist yet. */
    FACTOR_AVAILABLE,
    /** The account may have another role of its own. */
    ROLE_ROOM,
    /** The capabilities of the role may change, or are not to. */
    CAPABILITIES_OPEN,
    /** The account made the role itself. */
    ROLE_OF_ACCOUNT,
    /** Nobody holds the role or is invited into it, newcomers do not get it, and no offer of the account promises it. */
    ROLE_UNUSED,
    /** No offer of the account promises the role to its owner, or the actor is that owner, or what it gives stays. */
    ROLE_PROMISED_NOT,
    /** Afterwards, an account that works with teams alone still has an active holder of Super admin, if it had one. */
    SUPER_ADMIN_STAYS,
    /** No other of its kind in the account has the name. */
    NAME_FREE,
    /** A team of the actor reaches the bundle, or the actor's role reaches all of them (domain rules R44 and R45). */
    BUNDLE_WITHIN_REACH,
    /** The actor is in every team that is named, or may say which teams reach a bundle. */
    TEAMS_WITHIN_ACTOR,
    /** The bundle does not carry the server yet. */
    ASSIGNMENT_FREE,
    /** The feature policy stays as it is, or the actor may choose features. */
    FEATURES_WITHIN_ACTOR,
    /** Mail can be sent. */
    MAIL_AVAILABLE,
    /** The invitation waits, was declined or has expired: it was neither accepted nor withdrawn. */
    INVITATION_OPEN,
    /** Nobody has been offered the account and has not answered yet. */
    NO_TRANSFER_OPEN,
    /** The offer waits for an answer, and was made by who still owns the account. */
    TRANSFER_REQUESTED,
    /** The offer was made to the actor. */
    TRANSFER_TO_ACTOR,
    /** The permission matrix lets the actor do this. */
    PERMITTED,
    /** It is about the actor, or the actor manages people. */
    SELF_OR_PEOPLE_MANAGED
}
