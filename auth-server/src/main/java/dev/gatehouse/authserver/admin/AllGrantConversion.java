package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Turns an all-servers grant into single grants on all current servers but one (decision O3), externally governed ones
 * included: they count again when such a server comes back. What the person may do elsewhere stays what it was.
 */
@Component
final class AllGrantConversion {

    private final ServerRepository servers;
    private final GrantRepository grants;
    private final MembershipRepository memberships;
    private final AdminAudit audit;

    AllGrantConversion(
            ServerRepository servers, GrantRepository grants, MembershipRepository memberships, AdminAudit audit) {
        this.servers = servers;
        this.grants = grants;
        this.memberships = memberships;
        this.audit = audit;
    }

    /** Runs within {@code ReachChanges}, with the membership locked. */
    void convert(AdminActor actor, Member member, UUID exceptServerId) {
        Scopes scopes = grants.findAllServers(member.membershipId()).orElse(Scopes.NONE);
        List<UUID> others = servers.findByAccountIdAndDeletedAtIsNullOrderById(actor.accountId()).stream()
                .map(ServerRow::id)
                .filter(id -> !id.equals(exceptServerId))
                .toList();
        grants.deleteAllServers(member.membershipId());
        grants.delete(member.membershipId(), exceptServerId);
        if (!scopes.isEmpty()) {
            others.forEach(id -> grants.put(
                    new ServerGrantRow(member.membershipId(), id, scopes), actor.accountId(), actor.userId()));
        }
        memberships.touch(member.membershipId());
        audit.changed(
                actor,
                AuditAction.SERVER_ACCESS_REMOVED,
                AdminAudit.Subject.user(member.userId(), exceptServerId),
                new State("ALL", List.of()),
                new State("SELECTED", others));
    }

    private record State(String mode, List<UUID> servers) {}
}
