package dev.gatehouse.policy.admin;

import static dev.gatehouse.policy.account.Capability.ACCOUNT_SETTINGS;
import static dev.gatehouse.policy.account.Capability.GATEWAY_MANAGE;
import static dev.gatehouse.policy.account.Capability.GATEWAY_PROVISION_TEAMS;
import static dev.gatehouse.policy.account.Capability.LOGS_VIEW_EXPORT;
import static dev.gatehouse.policy.account.Capability.MCP_ACCESS_MANAGE;
import static dev.gatehouse.policy.account.Capability.MCP_SERVER_MANAGE;
import static dev.gatehouse.policy.account.Capability.OWNERSHIP_TRANSFER;
import static dev.gatehouse.policy.account.Capability.PEOPLE_MANAGE;
import static dev.gatehouse.policy.account.Capability.TOKENS_MANAGE;
import static dev.gatehouse.policy.account.Capability.USERS_INVITE;

import dev.gatehouse.policy.account.Capability;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an actor wants to do, the capability that it needs, and what must hold of the target, in order. */
public enum AdminAction {
    /** See oneself. */
    ME_READ(null),
    /** Change what is one's own: the password, one's authorizations. */
    ME_CHANGE(null),
    /** See the people of the account (domain rule R112). */
    PEOPLE_READ(PEOPLE_MANAGE),
    /** Make a link with which a person sets a new password: in effect, become able to sign in as them (I12). */
    PASSWORD_RESET(
            PEOPLE_MANAGE,
            needs(AdminFact.ACTIVE_MEMBER, AdminReason.NOT_FOUND),
            needs(AdminFact.OWNER_NOT_OR_SELF, AdminReason.TARGET_IS_OWNER),
            privilegeWithinActor(),
            needs(AdminFact.NO_OTHER_ACCOUNT, AdminReason.MEMBER_ELSEWHERE)),

    /** See servers. */
    SERVER_READ(MCP_SERVER_MANAGE),
    /** Make a server. */
    SERVER_CREATE(
            MCP_SERVER_MANAGE,
            featuresWithinActor(),
            needs(AdminFact.SLUG_FREE, AdminReason.SLUG_TAKEN),
            needs(AdminFact.RESOURCE_FREE, AdminReason.RESOURCE_TAKEN)),
    /** Change a server. */
    SERVER_CHANGE(MCP_SERVER_MANAGE, currentVersion(), featuresWithinActor()),
    /** Delete a server. */
    SERVER_DELETE(MCP_SERVER_MANAGE, currentVersion()),
    /** See the introspection credentials of a server, without their secrets. */
    CREDENTIAL_READ(MCP_SERVER_MANAGE),
    /** Give a server an introspection credential. */
    CREDENTIAL_CREATE(MCP_SERVER_MANAGE, needs(AdminFact.CREDENTIAL_ROOM, AdminReason.CREDENTIAL_LIMIT)),
    /** Take an introspection credential from a server. */
    CREDENTIAL_DELETE(MCP_SERVER_MANAGE),
    /** See external identity providers, and which one governs a server. */
    PROVIDER_READ(MCP_SERVER_MANAGE),
    /** Make an external identity provider known. */
    PROVIDER_CREATE(MCP_SERVER_MANAGE),
    /** Change an external identity provider. */
    PROVIDER_CHANGE(MCP_SERVER_MANAGE, currentVersion()),
    /** Forget an external identity provider. */
    PROVIDER_DELETE(MCP_SERVER_MANAGE, currentVersion(), needs(AdminFact.PROVIDER_UNBOUND, AdminReason.IDP_IN_USE)),
    /** Move a server to another identity provider. */
    PROVIDER_SWITCH(MCP_SERVER_MANAGE, currentVersion()),
    /** Examine an external identity provider. */
    PROVIDER_CHECK(MCP_SERVER_MANAGE),

    /** See who may, and who could, connect to a server (domain rules R3 and R4). */
    ACCESS_READ(MCP_ACCESS_MANAGE, builtIn()),
    /** Give a person access to a server. */
    ACCESS_GRANT(
            MCP_ACCESS_MANAGE,
            builtIn(),
            directGrants(),
            needs(AdminFact.ACTIVE_MEMBER, AdminReason.NOT_FOUND),
            needs(AdminFact.ROLE_COVERS_NOT, AdminReason.ROLE_COVERS),
            allGrantCoversNot()),
    /** Take a person's access to a server (domain rules R19 and R23). */
    ACCESS_REMOVE(
            MCP_ACCESS_MANAGE,
            builtIn(),
            directGrants(),
            needs(AdminFact.MEMBER, AdminReason.NOT_FOUND),
            needs(AdminFact.ROLE_COVERS_NOT, AdminReason.TARGET_IS_ADMIN_NOT_REMOVABLE),
            allGrantCoversNot()),
    /** See what a person may connect to. */
    MCP_ACCESS_READ(MCP_ACCESS_MANAGE),
    /** Set what a person may connect to (domain rule R27). */
    MCP_ACCESS_SET(
            MCP_ACCESS_MANAGE,
            directGrants(),
            needs(AdminFact.ROLE_COVERS_NOT, AdminReason.ROLE_COVERS),
            currentVersion(),
            builtIn()),

    /** See what the account thinks of the domains of metadata documents. */
    CLIENT_DOMAIN_READ(MCP_SERVER_MANAGE),
    /** Say what the account thinks of a domain. */
    CLIENT_DOMAIN_SET(MCP_SERVER_MANAGE, needs(AdminFact.ROOM, AdminReason.LIMIT_REACHED)),
    /** Forget what the account thinks of a domain. */
    CLIENT_DOMAIN_DELETE(MCP_SERVER_MANAGE),
    /** See pinned copies of metadata documents. */
    CLIENT_DOCUMENT_READ(MCP_SERVER_MANAGE),
    /** Pin a copy of a metadata document. */
    CLIENT_DOCUMENT_PIN(MCP_SERVER_MANAGE, needs(AdminFact.ROOM, AdminReason.LIMIT_REACHED)),
    /** Remove a pinned copy. */
    CLIENT_DOCUMENT_UNPIN(MCP_SERVER_MANAGE),

    /** See the clients that matter to the account, and what it thinks of them. */
    CLIENT_READ(MCP_ACCESS_MANAGE),
    /** Register a client for the account. */
    CLIENT_REGISTER(MCP_ACCESS_MANAGE),
    /** Register a client that acts for itself at one server. */
    MACHINE_REGISTER(MCP_ACCESS_MANAGE, builtIn()),
    /** Say what the account thinks of a client. */
    CLIENT_JUDGE(MCP_ACCESS_MANAGE, currentVersion()),
    /** Change a client. */
    CLIENT_CHANGE(MCP_ACCESS_MANAGE, ownClient()),
    /** Give a client a new secret. */
    CLIENT_SECRET_RENEW(
            MCP_ACCESS_MANAGE, ownClient(), needs(AdminFact.CLIENT_HAS_SECRET, AdminReason.CLIENT_HAS_NO_SECRET)),
    /** Delete a client. */
    CLIENT_DELETE(MCP_ACCESS_MANAGE, currentVersion(), ownClient()),
    /** See who has signed in with which client. */
    AUTHORIZATION_READ(MCP_ACCESS_MANAGE),
    /** Sign an installation of a client out. */
    AUTHORIZATION_END(MCP_ACCESS_MANAGE),

    /** See API tokens, without their values (domain rule R100). */
    TOKEN_READ(TOKENS_MANAGE),
    /** Make an API token. */
    TOKEN_CREATE(TOKENS_MANAGE, needs(AdminFact.TOKEN_ROOM, AdminReason.TOKEN_LIMIT)),
    /** Revoke an API token. */
    TOKEN_REVOKE(TOKENS_MANAGE),

    /** See the settings of the account. */
    ACCOUNT_READ(ACCOUNT_SETTINGS),
    /** Change the settings of the account. */
    ACCOUNT_CHANGE(
            ACCOUNT_SETTINGS,
            currentVersion(),
            needs(AdminFact.FACTOR_AVAILABLE, AdminReason.FACTOR_NOT_AVAILABLE),
            privilegeWithinActor()),

    /** See the roles of the account, and the capabilities that there are (domain rule R75). */
    ROLE_READ(PEOPLE_MANAGE),
    /** Make a role, or copy one (domain rules R70 and R71). */
    ROLE_CREATE(PEOPLE_MANAGE, privilegeWithinActor(), nameFree(), needs(AdminFact.ROLE_ROOM, AdminReason.ROLE_LIMIT)),
    /** Change a role: its name and icon, or what it lets its holders do. */
    ROLE_CHANGE(
            PEOPLE_MANAGE,
            currentVersion(),
            needs(AdminFact.CAPABILITIES_OPEN, AdminReason.ROLE_LOCKED),
            privilegeWithinActor(),
            needs(AdminFact.ROLE_PROMISED_NOT, AdminReason.ROLE_IN_USE),
            nameFree()),
    /** Delete a role (domain rule R72). */
    ROLE_DELETE(
            PEOPLE_MANAGE,
            currentVersion(),
            needs(AdminFact.ROLE_OF_ACCOUNT, AdminReason.ROLE_SYSTEM),
            needs(AdminFact.ROLE_UNUSED, AdminReason.ROLE_IN_USE)),
    /** Give a person another role. */
    ROLE_ASSIGN(
            PEOPLE_MANAGE,
            currentVersion(),
            needs(AdminFact.OWNER_NOT, AdminReason.TARGET_IS_OWNER),
            privilegeWithinActor(),
            superAdminStays()),
    /** Change a person: name, status, what their sign-in needs. */
    USER_CHANGE(
            PEOPLE_MANAGE,
            currentVersion(),
            needs(AdminFact.OWNER_NOT_OR_SELF, AdminReason.TARGET_IS_OWNER),
            needs(AdminFact.JOINED, AdminReason.NOT_JOINED),
            privilegeWithinActor(),
            needs(AdminFact.NO_OTHER_ACCOUNT, AdminReason.MEMBER_ELSEWHERE),
            needs(AdminFact.FACTOR_AVAILABLE, AdminReason.FACTOR_NOT_AVAILABLE),
            superAdminStays()),
    /** Take a person out of the account (domain rules R85 and R87). */
    USER_DELETE(
            PEOPLE_MANAGE,
            currentVersion(),
            needs(AdminFact.OWNER_NOT, AdminReason.TARGET_IS_OWNER),
            superAdminStays()),

    /** See invitations: one's own, or all of the account for who manages people. */
    INVITATION_READ(USERS_INVITE),
    /** Invite people into the account (domain rules R60 to R62 and R102). */
    INVITATION_CREATE(
            USERS_INVITE,
            privilegeWithinActor(),
            needs(AdminFact.FACTOR_AVAILABLE, AdminReason.FACTOR_NOT_AVAILABLE),
            directGrants(),
            needs(AdminFact.ROLE_COVERS_NOT, AdminReason.ROLE_COVERS),
            builtIn(),
            needs(AdminFact.MAIL_AVAILABLE, AdminReason.MAIL_NOT_AVAILABLE),
            needs(AdminFact.ROOM, AdminReason.LIMIT_REACHED)),
    /** Send an invitation again, with a new link, and answer for it from then on. */
    INVITATION_RESEND(
            USERS_INVITE,
            currentVersion(),
            invitationOpen(),
            privilegeWithinActor(),
            needs(AdminFact.MAIL_AVAILABLE, AdminReason.MAIL_NOT_AVAILABLE),
            needs(AdminFact.ROOM, AdminReason.LIMIT_REACHED)),
    /** Take an invitation back. */
    INVITATION_WITHDRAW(USERS_INVITE, currentVersion(), invitationOpen()),

    /** See the offers of the account: one's own to make or to answer. */
    TRANSFER_READ(null),
    /** Offer the account to another of its people (domain rule R88, decision O11). */
    TRANSFER_REQUEST(
            OWNERSHIP_TRANSFER,
            needs(AdminFact.ACTIVE_MEMBER, AdminReason.NOT_FOUND),
            needs(AdminFact.NO_TRANSFER_OPEN, AdminReason.TRANSFER_OPEN)),
    /** Take the offer back. */
    TRANSFER_CANCEL(OWNERSHIP_TRANSFER, currentVersion(), transferOpen()),
    /** Become the owner. */
    TRANSFER_ACCEPT(null, transferToActor(), currentVersion(), transferOpen(), superAdminStays()),
    /** Decline to become the owner. */
    TRANSFER_DECLINE(null, transferToActor(), currentVersion(), transferOpen()),

    /** See those integrations that one has a level on (domain rule R91). */
    INTEGRATION_READ(null),
    /** Make an integration known. */
    INTEGRATION_CREATE(null, permitted(), nameFree(), needs(AdminFact.ROOM, AdminReason.LIMIT_REACHED)),
    /** Forget an integration. */
    INTEGRATION_DELETE(null, permitted(), currentVersion()),
    /** See somebody's levels. */
    INTEGRATION_ACCESS_READ(PEOPLE_MANAGE),
    /** Set somebody's levels on chosen integrations. */
    INTEGRATION_ACCESS_SET(
            PEOPLE_MANAGE,
            currentVersion(),
            needs(AdminFact.OWNER_NOT_OR_SELF, AdminReason.TARGET_IS_OWNER),
            privilegeWithinActor()),
    /** See what the permission matrix decides, about oneself or about others. */
    PERMISSION_EVALUATE(null, needs(AdminFact.SELF_OR_PEOPLE_MANAGED, AdminReason.CAPABILITY_MISSING)),

    /** See teams and their members. */
    TEAM_READ(PEOPLE_MANAGE),
    /** Make a team. */
    TEAM_CREATE(PEOPLE_MANAGE, nameFree()),
    /** Rename a team, or switch it on or off. */
    TEAM_CHANGE(PEOPLE_MANAGE, currentVersion(), nameFree()),
    /** Delete a team. */
    TEAM_DELETE(PEOPLE_MANAGE, currentVersion()),
    /** Say who is in a team. */
    TEAM_MEMBERS_SET(PEOPLE_MANAGE, needs(AdminFact.ACTIVE_MEMBER, AdminReason.NOT_FOUND)),

    /** See bundles, their teams and the servers that they carry. */
    BUNDLE_READ(GATEWAY_MANAGE, bundleWithinReach()),
    /** Make a bundle, for a team of one's own (domain rule R44). */
    BUNDLE_CREATE(
            GATEWAY_MANAGE,
            bundleWithinReach(),
            needs(AdminFact.TEAMS_WITHIN_ACTOR, AdminReason.CAPABILITY_MISSING),
            needs(AdminFact.SLUG_FREE, AdminReason.SLUG_TAKEN)),
    /** Rename a bundle, or switch it on or off. */
    BUNDLE_CHANGE(GATEWAY_MANAGE, bundleWithinReach(), currentVersion()),
    /** Delete a bundle. */
    BUNDLE_DELETE(GATEWAY_MANAGE, bundleWithinReach(), currentVersion()),
    /** Say which teams reach a bundle. */
    BUNDLE_TEAMS_SET(GATEWAY_PROVISION_TEAMS, bundleWithinReach()),
    /** Let a bundle carry a server. */
    ASSIGNMENT_CREATE(
            GATEWAY_MANAGE,
            bundleWithinReach(),
            needs(AdminFact.ASSIGNMENT_FREE, AdminReason.ASSIGNMENT_EXISTS),
            featuresWithinActor()),
    /** Change how a bundle carries a server. */
    ASSIGNMENT_CHANGE(GATEWAY_MANAGE, bundleWithinReach(), currentVersion(), featuresWithinActor()),
    /** Let a bundle carry a server no more. */
    ASSIGNMENT_DELETE(GATEWAY_MANAGE, bundleWithinReach(), currentVersion()),

    /** See what the access policy decides about somebody, and why. */
    DECISION_EXPLAIN(MCP_ACCESS_MANAGE),
    /** See who may connect to what, and by which rule. */
    ACCESS_REPORT(MCP_ACCESS_MANAGE),
    /** See and export the audit log, its seals and its checkpoints. */
    AUDIT_READ(LOGS_VIEW_EXPORT);

    private final @Nullable Capability capability;
    private final List<Requirement> requirements;

    AdminAction(@Nullable Capability capability, Requirement... requirements) {
        this.capability = capability;
        this.requirements = List.of(requirements);
    }

    /** The capability that it needs; empty when every active member may. */
    public Optional<Capability> capability() {
        return Optional.ofNullable(capability);
    }

    List<Requirement> requirements() {
        return requirements;
    }

    private static Requirement needs(AdminFact fact, AdminReason otherwise) {
        return new Requirement(fact, otherwise);
    }

    private static Requirement currentVersion() {
        return needs(AdminFact.VERSION_CURRENT, AdminReason.STALE_VERSION);
    }

    private static Requirement builtIn() {
        return needs(AdminFact.BUILT_IN_GOVERNS, AdminReason.IDP_EXTERNAL);
    }

    private static Requirement privilegeWithinActor() {
        return needs(AdminFact.PRIVILEGE_WITHIN_ACTOR, AdminReason.PRIVILEGE_EXCEEDS_ACTOR);
    }

    private static Requirement nameFree() {
        return needs(AdminFact.NAME_FREE, AdminReason.NAME_TAKEN);
    }

    private static Requirement invitationOpen() {
        return needs(AdminFact.INVITATION_OPEN, AdminReason.INVITATION_CLOSED);
    }

    private static Requirement transferOpen() {
        return needs(AdminFact.TRANSFER_REQUESTED, AdminReason.TRANSFER_CLOSED);
    }

    private static Requirement transferToActor() {
        return needs(AdminFact.TRANSFER_TO_ACTOR, AdminReason.NOT_FOUND);
    }

    private static Requirement permitted() {
        return needs(AdminFact.PERMITTED, AdminReason.CAPABILITY_MISSING);
    }

    private static Requirement superAdminStays() {
        return needs(AdminFact.SUPER_ADMIN_STAYS, AdminReason.LAST_SUPER_ADMIN);
    }

    private static Requirement bundleWithinReach() {
        return needs(AdminFact.BUNDLE_WITHIN_REACH, AdminReason.CAPABILITY_MISSING);
    }

    private static Requirement featuresWithinActor() {
        return needs(AdminFact.FEATURES_WITHIN_ACTOR, AdminReason.CAPABILITY_MISSING);
    }

    private static Requirement ownClient() {
        return needs(AdminFact.CLIENT_OF_ACCOUNT, AdminReason.CLIENT_NOT_REGISTERED_HERE);
    }

    private static Requirement directGrants() {
        return needs(AdminFact.DIRECT_GRANTS_ON, AdminReason.DIRECT_GRANTS_OFF);
    }

    private static Requirement allGrantCoversNot() {
        return needs(AdminFact.ALL_GRANT_COVERS_NOT, AdminReason.ALL_GRANT_COVERS);
    }

    /** A fact that must hold, and the reason when it does not. */
    record Requirement(AdminFact fact, AdminReason otherwise) {}
}
