package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.account.RoleRepository;
import dev.gatehouse.db.account.RoleRow;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Gives people another role; everybody has exactly one. No grant is touched: those of somebody who rises sleep, and count
 * again when they fall (domain invariant I3, decision O4). Whoever gives one to somebody who is invited answers for the
 * invitation from then on.
 */
@Service
public final class RoleAssignments {

    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final RoleRepository roles;
    private final AccountChanges changes;
    private final AccountServers accountServers;
    private final SuperAdmins superAdmins;
    private final InvitationRows invitations;
    private final AdminAudit audit;

    RoleAssignments(
            MemberRepository members,
            MembershipRepository memberships,
            RoleRepository roles,
            AccountChanges changes,
            AccountServers accountServers,
            SuperAdmins superAdmins,
            InvitationRows invitations,
            AdminAudit audit) {
        this.members = members;
        this.memberships = memberships;
        this.roles = roles;
        this.changes = changes;
        this.accountServers = accountServers;
        this.superAdmins = superAdmins;
        this.invitations = invitations;
        this.audit = audit;
    }

    /** Gives the person this role, in the place of the one that they have. */
    public AccountPeople.Person assign(AdminActor actor, UUID userId, UUID roleId, @Nullable Long version) {
        UUID membershipId = find(actor, userId).membershipId();
        return changes.run(actor, List.of(membershipId), () -> assignLocked(actor, userId, roleId, version));
    }

    private AccountPeople.Person assignLocked(AdminActor actor, UUID userId, UUID roleId, @Nullable Long version) {
        Member before = find(actor, userId);
        RoleRow role = AdminChecks.found(
                actor, AdminAction.ROLE_ASSIGN, roles.findByIdAndAccountId(roleId, actor.accountId()));
        AccountRow account = accountServers.account(actor);
        boolean same = roleId.equals(before.role().id());
        AdminChecks.require(
                actor,
                AdminAction.ROLE_ASSIGN,
                AdminTarget.of(account.id())
                        .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, before.version()))
                        .with(AdminFact.OWNER_NOT, before.role().systemKey() != SystemRole.OWNER)
                        .with(
                                AdminFact.PRIVILEGE_WITHIN_ACTOR,
                                same || Privileges.mayAssign(actor, account, role.toRole()))
                        .with(AdminFact.SUPER_ADMIN_STAYS, superAdmins.stays(account, before, same)));
        if (same) {
            return AccountPeople.Person.of(before);
        }
        MembershipRow row = memberships.findById(before.membershipId()).orElseThrow();
        memberships.save(row.withRole(roleId));
        if (InvitationRows.waits(row.status())) {
            invitations.answeredForBy(actor.userId(), row.id());
        }
        audit.changed(
                actor,
                AuditAction.ROLE_ASSIGNED,
                AdminAudit.Subject.user(userId, null),
                new Held(before.role().id(), before.role().name()),
                new Held(role.id(), role.name()));
        return AccountPeople.Person.of(find(actor, userId));
    }

    private Member find(AdminActor actor, UUID userId) {
        return AdminChecks.found(actor, AdminAction.ROLE_ASSIGN, members.find(actor.accountId(), userId));
    }

    private record Held(UUID roleId, String role) {}
}
