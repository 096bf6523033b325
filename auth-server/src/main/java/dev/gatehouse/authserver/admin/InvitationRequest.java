package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.account.IntegrationLevel;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom to invite, and to what; the same for all of them (domain rules R60 and R106).
 *
 * @param emails texts that each hold an address, or several with commas between them
 * @param roleId null for the account's default role (domain rule R63)
 * @param teamIds null for the account's default team, if it has one
 * @param mcpAccess null for none
 */
public record InvitationRequest(
        List<String> emails,
        @Nullable UUID roleId,
        @Nullable List<UUID> teamIds,
        McpAccess.@Nullable Wanted mcpAccess,
        List<ChosenLevel> levels,
        Rules rules) {

    /** Whether it asks for single sign-on or a second factor, neither of which there is yet. */
    boolean asksForFactor() {
        return rules.ssoRequired() || rules.mfaRequired();
    }

    /** A level on one integration. */
    public record ChosenLevel(UUID integrationId, IntegrationLevel level) {}

    /**
     * What else stands at the membership.
     *
     * @param mayEditRetryData null for true where the actor manages people, else for what they have themselves
     */
    public record Rules(
            boolean ssoRequired,
            boolean mfaRequired,
            @Nullable Boolean mayEditRetryData) {}
}
