package dev.gatehouse.policy.account;

/** Something that a role lets its holders do. The set is closed; an unknown name in the store gives nothing. */
public enum Capability {
    /** Reach every server of the account, now and later, with no grant. */
    MCP_USE_ALL_SERVERS,
    /** Connect an MCP client at all. */
    MCP_CONNECT,
    /** Read and change who may connect to which server. */
    MCP_ACCESS_MANAGE,
    /** Create, change and delete servers, and switch their identity provider. */
    MCP_SERVER_MANAGE,
    /** Create, change and delete bundles. */
    GATEWAY_MANAGE,
    /** Provision teams to bundles. */
    GATEWAY_PROVISION_TEAMS,
    /** Choose the tools, resources and prompts that are exposed. */
    FEATURE_PROVISION,
    /** Manage people, roles and teams. */
    PEOPLE_MANAGE,
    /** Invite people. */
    USERS_INVITE,
    /** Map groups of an identity provider to teams. */
    SSO_SCIM_MAP,
    /** Read and export the audit log. */
    LOGS_VIEW_EXPORT,
    /** Create and revoke API tokens. */
    TOKENS_MANAGE,
    /** Change the settings of the account. */
    ACCOUNT_SETTINGS,
    /** Hand the account to another owner. Held by the owner alone, never grantable. */
    OWNERSHIP_TRANSFER
}
