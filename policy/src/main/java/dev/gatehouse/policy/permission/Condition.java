package dev.gatehouse.policy.permission;

/** What must be switched on in the account for a rule of the matrix to hold. */
public enum Condition {
    /** Nothing: the rule always holds. */
    NONE,
    /** People who are no admins may invite. */
    INVITATIONS_ON,
    /** People who are no admins may give access to support. */
    SUPPORT_ACCESS_ON,
    /** People who only monitor may make flows in workspaces. */
    WORKSPACE_CREATION_ON
}
