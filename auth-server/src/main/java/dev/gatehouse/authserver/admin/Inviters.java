package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.invitation.InvitationRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.Role;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminDecision;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminPolicy;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Those who answer for invitations. They are judged again when somebody accepts, because roles change: who may invite no
 * more, or holds less than the invitation gives, has invited nobody until somebody sends it again.
 */
@Service
public final class Inviters {

    private final MemberRepository members;
    private final AccountRepository accounts;
    private final IntegrationAccess integrationAccess;

    Inviters(MemberRepository members, AccountRepository accounts, IntegrationAccess integrationAccess) {
        this.members = members;
        this.accounts = accounts;
        this.integrationAccess = integrationAccess;
    }

    /** Whether who answers for the invitation of this person could invite them now as they stand. */
    public boolean stillAnswer(InvitationRow invitation, UUID userId) {
        Optional<Member> inviter = members.find(invitation.accountId(), invitation.invitedBy());
        Optional<Member> invited = members.find(invitation.accountId(), userId);
        return inviter.isPresent()
                && invited.isPresent()
                && mayInvite(accounts.findById(invitation.accountId()).orElseThrow(), inviter.get(), invited.get());
    }

    private boolean mayInvite(AccountRow account, Member inviter, Member invited) {
        Map<UUID, IntegrationLevel> levels = integrationAccess.find(inviter.membershipId());
        AdminActor actor = new AdminActor(
                inviter.userId(), account.id(), inviter.status(), powers(account, inviter.role(), levels));
        AdminTarget target = AdminTarget.of(account.id())
                .with(AdminFact.INVITATION_OPEN, true)
                .with(AdminFact.MAIL_AVAILABLE, true)
                .with(AdminFact.ROOM, true)
                .with(
                        AdminFact.PRIVILEGE_WITHIN_ACTOR,
                        Privileges.mayAssign(actor, account, invited.role())
                                && (lifted(account, inviter) || levelsWithin(inviter, levels, invited)));
        return AdminPolicy.decide(actor, AdminAction.INVITATION_RESEND, target) instanceof AdminDecision.Allow;
    }

    /** Where the account lets people who are no admins invite, those with a level on any integration may (R101, R102). */
    private static Role powers(AccountRow account, Role role, Map<UUID, IntegrationLevel> levels) {
        boolean some = role.level() != IntegrationLevel.NONE || !levels.isEmpty();
        if (!account.nonAdminInvitations() || !some || role.capabilities().contains(Capability.USERS_INVITE)) {
            return role;
        }
        Set<Capability> capabilities = EnumSet.of(Capability.USERS_INVITE);
        capabilities.addAll(role.capabilities());
        return new Role(role.id(), role.systemKey(), role.name(), capabilities, role.level());
    }

    /** The account may lift the bound for those who manage people (conflict X10). */
    private static boolean lifted(AccountRow account, Member inviter) {
        return account.managePeopleMayExceedActor()
                && inviter.role().capabilities().contains(Capability.PEOPLE_MANAGE);
    }

    private boolean levelsWithin(Member inviter, Map<UUID, IntegrationLevel> levels, Member invited) {
        IntegrationLevel everywhere = inviter.role().level();
        return invited.role().level().compareTo(everywhere) <= 0
                && integrationAccess.find(invited.membershipId()).entrySet().stream()
                        .allMatch(given -> given.getValue().compareTo(everywhere) <= 0
                                || given.getValue()
                                                .compareTo(levels.getOrDefault(given.getKey(), IntegrationLevel.NONE))
                                        <= 0);
    }
}
