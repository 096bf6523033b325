package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.admin.InvitationRequest.ChosenLevel;
import dev.gatehouse.authserver.admin.InvitedMembers.Carried;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.db.team.TeamLookups;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Finds what an invitation is to carry, and judges whether the actor may hand it out (domain rule R62, invariant I12). */
@Component
final class InvitationTerms {

    private static final AdminAction CREATE = AdminAction.INVITATION_CREATE;

    private final AccountServers accountServers;
    private final RoleRepository roles;
    private final TeamLookups teams;
    private final IntegrationRepository integrations;
    private final SelectedServers selectedServers;
    private final MemberPrivileges privileges;

    InvitationTerms(
            AccountServers accountServers,
            RoleRepository roles,
            TeamLookups teams,
            IntegrationRepository integrations,
            SelectedServers selectedServers,
            MemberPrivileges privileges) {
        this.accountServers = accountServers;
        this.roles = roles;
        this.teams = teams;
        this.integrations = integrations;
        this.selectedServers = selectedServers;
        this.privileges = privileges;
    }

    /** What can be said before anything is read: access to servers takes the capability to manage it. */
    void requireSound(AdminActor actor, InvitationRequest wanted) {
        if (wanted.mcpAccess() != null) {
            AdminChecks.requireAttempt(actor, AdminAction.MCP_ACCESS_SET);
            McpAccess.requireDistinct(wanted.mcpAccess());
        }
        if (wanted.teamIds() != null) {
            AccountChanges.ids("teamIds", wanted.teamIds(), 0);
        }
        AccountChanges.ids(
                "integrations",
                wanted.levels().stream().map(ChosenLevel::integrationId).toList(),
                0);
        if (levels(wanted).size() != wanted.levels().size()) {
            throw new InvalidValue("`integrations` must name each integration once");
        }
    }

    /** Within the change, with the account locked. Locks the servers that are named. */
    Judged judge(AdminActor actor, InvitationRequest wanted) {
        AccountRow account = accountServers.account(actor);
        Carried carried = new Carried(
                role(actor, account, wanted),
                teams(account, wanted),
                wanted.mcpAccess(),
                levels(wanted),
                wanted.rules(),
                Objects.requireNonNullElseGet(
                        wanted.rules().mayEditRetryData(), () -> privileges.mayGiveRetries(actor, true)));
        requireKnown(account, carried);
        boolean builtIn = !(wanted.mcpAccess() instanceof McpAccess.Wanted.Selected selected)
                || selectedServers.builtIn(actor, selected.servers());
        boolean noAccess = wanted.mcpAccess() == null;
        AdminTarget target = AdminTarget.of(account.id())
                .with(AdminFact.PRIVILEGE_WITHIN_ACTOR, within(actor, account, carried))
                .with(AdminFact.FACTOR_AVAILABLE, !wanted.asksForFactor())
                .with(AdminFact.DIRECT_GRANTS_ON, noAccess || account.directGrants())
                .with(
                        AdminFact.ROLE_COVERS_NOT,
                        noAccess || !carried.role().toRole().has(Capability.MCP_USE_ALL_SERVERS))
                .with(AdminFact.BUILT_IN_GOVERNS, builtIn);
        return new Judged(carried, target);
    }

    private boolean within(AdminActor actor, AccountRow account, Carried carried) {
        return Privileges.mayAssign(actor, account, carried.role().toRole())
                && privileges.mayGive(actor, account, carried.levels())
                && privileges.mayPutInto(actor, account, carried.teamIds())
                && privileges.mayGiveRetries(actor, carried.mayEditRetryData());
    }

    private RoleRow role(AdminActor actor, AccountRow account, InvitationRequest wanted) {
        UUID roleId = wanted.roleId() == null ? account.defaultRoleId() : wanted.roleId();
        if (roleId == null) {
            throw new InvalidValue("`roleId` is required: the account has no default role");
        }
        return AdminChecks.found(actor, CREATE, roles.findByIdAndAccountId(roleId, account.id()));
    }

    private static Set<UUID> teams(AccountRow account, InvitationRequest wanted) {
        if (wanted.teamIds() != null) {
            return AccountChanges.ids("teamIds", wanted.teamIds(), 0);
        }
        return account.defaultTeamId() == null ? Set.of() : Set.of(account.defaultTeamId());
    }

    private void requireKnown(AccountRow account, Carried carried) {
        Set<UUID> named = carried.levels().keySet();
        boolean known = teams.inAccount(account.id(), carried.teamIds()).containsAll(carried.teamIds())
                && (named.isEmpty()
                        || integrations
                                        .findByAccountIdAndIdIn(account.id(), named)
                                        .size()
                                == named.size());
        if (!known) {
            throw new AdminRefusal(AdminReason.NOT_FOUND);
        }
    }

    private static Map<UUID, IntegrationLevel> levels(InvitationRequest wanted) {
        Map<UUID, IntegrationLevel> levels = new LinkedHashMap<>();
        wanted.levels().forEach(level -> levels.put(level.integrationId(), level.level()));
        return levels;
    }

    /** What is carried, and what holds of it. */
    record Judged(Carried carried, AdminTarget target) {}
}
