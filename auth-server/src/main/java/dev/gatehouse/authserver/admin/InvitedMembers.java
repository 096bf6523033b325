package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.team.TeamMembers;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminActor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes the memberships of people who are invited, with all that they give once the person has joined, and not before. */
@Component
final class InvitedMembers {

    private final MembershipRepository memberships;
    private final TeamMembers teams;
    private final GrantRepository grants;
    private final SelectedServers selectedServers;
    private final IntegrationAccess levels;

    InvitedMembers(
            MembershipRepository memberships,
            TeamMembers teams,
            GrantRepository grants,
            SelectedServers selectedServers,
            IntegrationAccess levels) {
        this.memberships = memberships;
        this.teams = teams;
        this.grants = grants;
        this.selectedServers = selectedServers;
        this.levels = levels;
    }

    /** What all who are invited with one call get. */
    record Carried(
            RoleRow role,
            Set<UUID> teamIds,
            McpAccess.@Nullable Wanted mcpAccess,
            Map<UUID, IntegrationLevel> levels,
            InvitationRequest.Rules rules,
            boolean mayEditRetryData) {}

    /** Invites the person; answers the id of the membership. */
    UUID add(AdminActor actor, UUID userId, Carried carried, Instant now) {
        UUID membershipId = UUID.randomUUID();
        InvitationRequest.Rules rules = carried.rules();
        memberships.save(MembershipRow.create(
                        membershipId, actor.accountId(), userId, carried.role().id(), now)
                .withStatus(MembershipStatus.INVITED)
                .withRules(rules.ssoRequired(), rules.mfaRequired(), carried.mayEditRetryData()));
        carried.teamIds().forEach(team -> teams.add(team, List.of(membershipId)));
        if (!carried.levels().isEmpty()) {
            levels.replace(membershipId, carried.levels());
        }
        if (carried.mcpAccess() instanceof McpAccess.Wanted.All) {
            grants.putAllServers(membershipId, actor.accountId(), actor.userId());
        } else if (carried.mcpAccess() instanceof McpAccess.Wanted.Selected selected) {
            selectedServers.give(actor, membershipId, selected.servers());
        }
        return membershipId;
    }
}
