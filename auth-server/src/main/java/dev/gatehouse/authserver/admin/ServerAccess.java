package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberLookups;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.grant.GrantLookups;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.scope.Scopes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Gives and takes access to one server, person by person. Adding and removing commute and can be repeated; neither asks
 * for a version.
 */
@Service
public final class ServerAccess {

    private static final int MAX_PEOPLE = 1000;

    private final AccountServers accountServers;
    private final MemberLookups members;
    private final MembershipRepository memberships;
    private final GrantRepository grants;
    private final GrantLookups grantLookups;
    private final AccountChanges changes;
    private final AllGrantConversion conversion;
    private final AdminAudit audit;

    ServerAccess(
            AccountServers accountServers,
            MemberLookups members,
            MembershipRepository memberships,
            GrantRepository grants,
            GrantLookups grantLookups,
            AccountChanges changes,
            AllGrantConversion conversion,
            AdminAudit audit) {
        this.accountServers = accountServers;
        this.members = members;
        this.memberships = memberships;
        this.grants = grants;
        this.grantLookups = grantLookups;
        this.changes = changes;
        this.conversion = conversion;
        this.audit = audit;
    }

    /**
     * Gives these people access, all or none. A grant that is there stays as it is, unless scopes are named.
     *
     * @param scopes null for both, or what there is
     */
    public List<ServerUserView> grant(AdminActor actor, UUID serverId, List<UUID> userIds, @Nullable Scopes scopes) {
        AdminChecks.requireAttempt(actor, AdminAction.ACCESS_GRANT);
        if (userIds.isEmpty() || userIds.size() > MAX_PEOPLE) {
            throw new InvalidValue("`userIds` must name 1 to " + MAX_PEOPLE + " people");
        }
        accountServers.find(actor, AdminAction.ACCESS_GRANT, serverId);
        Set<UUID> wanted = new LinkedHashSet<>(userIds);
        return changes.run(
                actor,
                membershipIds(members.find(actor.accountId(), wanted)),
                () -> grantLocked(actor, serverId, wanted, scopes));
    }

    /**
     * Takes a person's access. Nothing happens when they have none.
     *
     * @param convert whether an all-servers grant is turned into single grants on all other servers
     */
    public void remove(AdminActor actor, UUID serverId, UUID userId, boolean convert) {
        accountServers.find(actor, AdminAction.ACCESS_REMOVE, serverId);
        changes.run(actor, membershipIds(members.find(actor.accountId(), Set.of(userId))), () -> {
            removeLocked(actor, serverId, userId, convert);
            return Boolean.TRUE;
        });
    }

    private List<ServerUserView> grantLocked(
            AdminActor actor, UUID serverId, Set<UUID> wanted, @Nullable Scopes scopes) {
        AdminTarget server = lock(actor, AdminAction.ACCESS_GRANT, serverId);
        List<Member> people = members.find(actor.accountId(), wanted);
        Set<UUID> withAllServers = grantLookups.withAllServers(membershipIds(people));
        Map<UUID, Member> byId = people.stream().collect(Collectors.toMap(Member::userId, Function.identity()));
        for (UUID userId : wanted) {
            Member member = byId.get(userId);
            boolean all = member != null && withAllServers.contains(member.membershipId());
            AdminChecks.require(
                    actor, AdminAction.ACCESS_GRANT, person(server, member).with(AdminFact.ALL_GRANT_COVERS_NOT, !all));
        }
        Map<UUID, Scopes> granted = grantLookups.onServer(serverId, membershipIds(people));
        return people.stream()
                .map(member -> {
                    Scopes before = granted.getOrDefault(member.membershipId(), Scopes.NONE);
                    Scopes after = scopes != null ? scopes : before.isEmpty() ? Scopes.ALL : before;
                    if (!after.equals(before)) {
                        write(actor, serverId, member, before, after);
                    }
                    return ServerUserView.granted(member, after);
                })
                .toList();
    }

    private void write(AdminActor actor, UUID serverId, Member member, Scopes before, Scopes after) {
        grants.put(new ServerGrantRow(member.membershipId(), serverId, after), actor.accountId(), actor.userId());
        memberships.touch(member.membershipId());
        audit.changed(
                actor,
                AuditAction.SERVER_ACCESS_GRANTED,
                AdminAudit.Subject.user(member.userId(), serverId),
                before.isEmpty() ? null : new Grant(ServerUserView.tokens(before)),
                new Grant(ServerUserView.tokens(after)));
    }

    private void removeLocked(AdminActor actor, UUID serverId, UUID userId, boolean convert) {
        AdminTarget server = lock(actor, AdminAction.ACCESS_REMOVE, serverId);
        Member member = members.find(actor.accountId(), Set.of(userId)).stream()
                .findFirst()
                .orElse(null);
        boolean all =
                member != null && grants.findAllServers(member.membershipId()).isPresent();
        AdminChecks.require(
                actor,
                AdminAction.ACCESS_REMOVE,
                person(server, member).with(AdminFact.ALL_GRANT_COVERS_NOT, !all || convert));
        if (member == null) {
            throw new IllegalStateException("policy let somebody through who is not a member");
        }
        if (all) {
            conversion.convert(actor, member, serverId);
            return;
        }
        Scopes before = grantLookups
                .onServer(serverId, Set.of(member.membershipId()))
                .getOrDefault(member.membershipId(), Scopes.NONE);
        if (grants.delete(member.membershipId(), serverId)) {
            memberships.touch(member.membershipId());
            audit.changed(
                    actor,
                    AuditAction.SERVER_ACCESS_REMOVED,
                    AdminAudit.Subject.user(userId, serverId),
                    new Grant(ServerUserView.tokens(before)),
                    null);
        }
    }

    private AdminTarget lock(AdminActor actor, AdminAction action, UUID serverId) {
        ServerRow server = accountServers.lock(actor, action, serverId);
        return AccountServers.target(server)
                .with(AdminFact.DIRECT_GRANTS_ON, accountServers.account(actor).directGrants());
    }

    private static AdminTarget person(AdminTarget server, @Nullable Member member) {
        boolean active = member != null && member.status() == MembershipStatus.ACTIVE;
        boolean byRole = member == null || member.role().has(Capability.MCP_USE_ALL_SERVERS);
        return server.with(AdminFact.MEMBER, member != null)
                .with(AdminFact.ACTIVE_MEMBER, active)
                .with(AdminFact.ROLE_COVERS_NOT, !byRole);
    }

    private static List<UUID> membershipIds(List<Member> people) {
        return people.stream().map(Member::membershipId).toList();
    }

    /** A grant, for the audit log. */
    private record Grant(List<String> scopes) {}
}
