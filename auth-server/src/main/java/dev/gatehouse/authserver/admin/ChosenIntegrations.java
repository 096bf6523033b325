package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.integration.IntegrationAccess;
import dev.gatehouse.db.integration.IntegrationRepository;
import dev.gatehouse.policy.account.IntegrationLevel;
import dev.gatehouse.policy.account.SystemRole;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The levels of one person on chosen integrations, under the version of the membership. What the role gives on all stands
 * beside them; an entry below that is kept, and adds nothing (domain rule R95).
 */
@Service
public final class ChosenIntegrations {

    private static final AdminAction SET = AdminAction.INTEGRATION_ACCESS_SET;

    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final IntegrationAccess access;
    private final IntegrationRepository integrations;
    private final AccountServers accountServers;
    private final MemberPrivileges privileges;
    private final InvitationRows invitations;
    private final AccountChanges changes;
    private final AdminAudit audit;

    ChosenIntegrations(
            MemberRepository members,
            MembershipRepository memberships,
            IntegrationAccess access,
            IntegrationRepository integrations,
            AccountServers accountServers,
            MemberPrivileges privileges,
            InvitationRows invitations,
            AccountChanges changes,
            AdminAudit audit) {
        this.members = members;
        this.memberships = memberships;
        this.access = access;
        this.integrations = integrations;
        this.accountServers = accountServers;
        this.privileges = privileges;
        this.invitations = invitations;
        this.changes = changes;
        this.audit = audit;
    }

    /** What the person may do now. */
    public Access get(AdminActor actor, UUID userId) {
        return read(find(actor, AdminAction.INTEGRATION_ACCESS_READ, userId));
    }

    /** Puts these levels in the place of the ones that there are. Nobody gives a level that they do not have (I12). */
    public Access set(AdminActor actor, UUID userId, Map<UUID, IntegrationLevel> wanted, @Nullable Long version) {
        UUID membershipId = find(actor, SET, userId).membershipId();
        return changes.run(actor, List.of(membershipId), () -> setLocked(actor, userId, wanted, version));
    }

    private Access setLocked(
            AdminActor actor, UUID userId, Map<UUID, IntegrationLevel> wanted, @Nullable Long version) {
        Member member = find(actor, SET, userId);
        if (integrations
                        .findByAccountIdAndIdIn(actor.accountId(), wanted.keySet())
                        .size()
                != wanted.size()) {
            throw new AdminRefusal(AdminReason.NOT_FOUND);
        }
        Map<UUID, IntegrationLevel> before = access.find(member.membershipId());
        boolean owner = member.role().systemKey() == SystemRole.OWNER;
        AdminChecks.require(
                actor,
                SET,
                AdminTarget.of(member.accountId())
                        .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, member.version()))
                        .with(AdminFact.OWNER_NOT_OR_SELF, !owner || userId.equals(actor.userId()))
                        .with(AdminFact.PRIVILEGE_WITHIN_ACTOR, mayHandOut(actor, raised(before, wanted))));
        Access was = read(member);
        if (wanted.equals(before)) {
            return was;
        }
        access.replace(member.membershipId(), wanted);
        memberships.touch(member.membershipId());
        if (InvitationRows.waits(member.status())) {
            invitations.answeredForBy(actor.userId(), member.membershipId());
        }
        Access now = read(find(actor, SET, userId));
        audit.changed(actor, AuditAction.INTEGRATION_ACCESS_CHANGED, AdminAudit.Subject.user(userId, null), was, now);
        return now;
    }

    /** Only what somebody gets is handed out: what they have already may stay, whoever writes the list. */
    private static Map<UUID, IntegrationLevel> raised(
            Map<UUID, IntegrationLevel> before, Map<UUID, IntegrationLevel> wanted) {
        Map<UUID, IntegrationLevel> raised = new HashMap<>(wanted);
        raised.entrySet()
                .removeIf(entry -> before.getOrDefault(entry.getKey(), IntegrationLevel.NONE)
                                .compareTo(entry.getValue())
                        >= 0);
        return raised;
    }

    private boolean mayHandOut(AdminActor actor, Map<UUID, IntegrationLevel> levels) {
        return privileges.mayGive(actor, accountServers.account(actor), levels);
    }

    private Access read(Member member) {
        return new Access(member.role().level(), access.list(member.membershipId()), member.version());
    }

    private Member find(AdminActor actor, AdminAction action, UUID userId) {
        return AdminChecks.found(actor, action, members.find(actor.accountId(), userId));
    }

    /**
     * What a person may do to integrations.
     *
     * @param level on all of them, by the role
     * @param integrations the chosen ones, by id, with the level that was given there
     * @param version the version of the membership
     */
    public record Access(IntegrationLevel level, List<IntegrationAccess.Chosen> integrations, long version) {}
}
