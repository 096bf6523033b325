package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A capability, with a sentence for people. */
public record CapabilityDetails(String name, String description) {

    /** All that there are, in the order of their names. */
    public static Page<CapabilityDetails> list(AdminActor actor) {
        AdminChecks.requireAttempt(actor, AdminAction.ROLE_READ);
        List<CapabilityDetails> all = Arrays.stream(Capability.values())
                .map(capability -> new CapabilityDetails(capability.name(), description(capability)))
                .sorted(Comparator.comparing(CapabilityDetails::name))
                .toList();
        return new Page<>(all, null);
    }

    private static String description(Capability capability) {
        return switch (capability) {
            case MCP_USE_ALL_SERVERS ->
                "Reach every MCP server of the account, now and later, with no grant and no team";
            case MCP_CONNECT -> "Connect an MCP client at all; which servers it reaches is another question";
            case MCP_ACCESS_MANAGE ->
                "See and change who may connect to which MCP server, and sign people's clients out";
            case MCP_SERVER_MANAGE -> "Make, change and delete MCP servers, and choose their identity provider";
            case GATEWAY_MANAGE -> "Make, change and delete bundles, and say which servers they carry";
            case GATEWAY_PROVISION_TEAMS -> "Say which teams reach a bundle";
            case FEATURE_PROVISION -> "Choose the tools, resources and prompts that a server or a bundle shows";
            case PEOPLE_MANAGE -> "Manage people, their roles, the roles themselves, and teams";
            case USERS_INVITE -> "Invite people into the account";
            case SSO_SCIM_MAP -> "Map groups of an identity provider to teams";
            case LOGS_VIEW_EXPORT -> "See and export the audit log";
            case TOKENS_MANAGE -> "Make API tokens, and revoke any of the account";
            case ACCOUNT_SETTINGS -> "See and change the settings of the account";
            case OWNERSHIP_TRANSFER -> "Hand the account to another owner; the owner alone has it";
        };
    }
}
