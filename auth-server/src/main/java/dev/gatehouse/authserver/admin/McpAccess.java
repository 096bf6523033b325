package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.Member;
import dev.gatehouse.db.account.MemberRepository;
import dev.gatehouse.db.account.MembershipRepository;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.scope.Scopes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What one person may connect to: every server, or a list. The same rows as {@link ServerAccess} writes, seen from the
 * person (domain rules R27 to R31), under the version of the membership.
 */
@Service
public final class McpAccess {

    private final MemberRepository members;
    private final MembershipRepository memberships;
    private final ServerRepository servers;
    private final AccountServers accountServers;
    private final SelectedServers selectedServers;
    private final GrantRepository grants;
    private final AccountChanges changes;
    private final AdminAudit audit;

    McpAccess(
            MemberRepository members,
            MembershipRepository memberships,
            ServerRepository servers,
            AccountServers accountServers,
            SelectedServers selectedServers,
            GrantRepository grants,
            AccountChanges changes,
            AdminAudit audit) {
        this.members = members;
        this.memberships = memberships;
        this.servers = servers;
        this.accountServers = accountServers;
        this.selectedServers = selectedServers;
        this.grants = grants;
        this.changes = changes;
        this.audit = audit;
    }

    /** What the person may connect to now. */
    public Access get(AdminActor actor, UUID userId) {
        return read(find(actor, AdminAction.MCP_ACCESS_READ, userId));
    }

    /** Sets it. What is taken away ends the authorizations that rested on it, in the same transaction. */
    public Access set(AdminActor actor, UUID userId, Wanted wanted, @Nullable Long version) {
        UUID membershipId = find(actor, AdminAction.MCP_ACCESS_SET, userId).membershipId();
        requireDistinct(wanted);
        return changes.run(actor, List.of(membershipId), () -> setLocked(actor, userId, wanted, version));
    }

    private Access setLocked(AdminActor actor, UUID userId, Wanted wanted, @Nullable Long version) {
        Member member = find(actor, AdminAction.MCP_ACCESS_SET, userId);
        AdminTarget target = AdminTarget.of(member.accountId())
                .with(AdminFact.DIRECT_GRANTS_ON, accountServers.account(actor).directGrants())
                .with(AdminFact.ROLE_COVERS_NOT, !byRole(member))
                .with(AdminFact.VERSION_CURRENT, AdminChecks.current(version, member.version()));
        Access before = read(member);
        boolean changed;
        if (wanted instanceof Wanted.Selected selected) {
            changed = selectedServers.write(actor, target, member.membershipId(), selected.servers());
        } else {
            AdminChecks.require(actor, AdminAction.MCP_ACCESS_SET, target.with(AdminFact.BUILT_IN_GOVERNS, true));
            changed = before.mode() != Mode.ALL;
            grants.putAllServers(member.membershipId(), actor.accountId(), actor.userId());
        }
        if (!changed) {
            return before;
        }
        memberships.touch(member.membershipId());
        Access after = read(find(actor, AdminAction.MCP_ACCESS_SET, userId));
        audit.changed(actor, AuditAction.MCP_ACCESS_CHANGED, AdminAudit.Subject.user(userId, null), before, after);
        return after;
    }

    static void requireDistinct(Wanted wanted) {
        if (wanted instanceof Wanted.Selected selected) {
            long distinct = selected.servers().stream()
                    .map(Selection::serverId)
                    .distinct()
                    .count();
            if (distinct != selected.servers().size()) {
                throw new InvalidValue("`servers` must name each server once");
            }
        }
    }

    private Member find(AdminActor actor, AdminAction action, UUID userId) {
        return AdminChecks.found(actor, action, members.find(actor.accountId(), userId));
    }

    private Access read(Member member) {
        if (byRole(member)) {
            return new Access(Mode.ROLE, null, member.version());
        }
        if (grants.findAllServers(member.membershipId()).isPresent()) {
            return new Access(Mode.ALL, null, member.version());
        }
        Map<UUID, Scopes> granted = grants.findAll(member.membershipId()).stream()
                .collect(Collectors.toMap(ServerGrantRow::serverId, ServerGrantRow::scopes));
        List<GrantedServer> list = servers.findByIdInAndDeletedAtIsNullOrderById(granted.keySet()).stream()
                .map(server -> GrantedServer.of(server, granted.getOrDefault(server.id(), Scopes.NONE)))
                .toList();
        return new Access(Mode.SELECTED, list, member.version());
    }

    private static boolean byRole(Member member) {
        return member.role().has(Capability.MCP_USE_ALL_SERVERS);
    }

    /** How access is given. */
    public enum Mode {
        /** The role reaches every server; there is nothing to choose. */
        ROLE,
        /** Every server, now and later. */
        ALL,
        /** The servers that are listed. */
        SELECTED
    }

    /** What is asked for. */
    public sealed interface Wanted {

        /** Every server, now and later. */
        record All() implements Wanted {}

        /** These servers. */
        record Selected(List<Selection> servers) implements Wanted {}
    }

    /**
     * One server that is asked for.
     *
     * @param scopes null for what there is, or else both
     */
    public record Selection(UUID serverId, @Nullable Scopes scopes) {}

    /**
     * What a person may connect to.
     *
     * @param servers the list, in mode SELECTED
     * @param version the version of the membership
     */
    public record Access(Mode mode, @Nullable List<GrantedServer> servers, long version) {}

    /**
     * A server of the list.
     *
     * @param governedExternally whether the grant is dormant, because an external identity provider decides
     */
    public record GrantedServer(UUID id, String name, List<String> scopes, boolean governedExternally) {

        private static GrantedServer of(ServerRow server, Scopes scopes) {
            return new GrantedServer(
                    server.id(), server.name(), ServerUserView.tokens(scopes), !AccountServers.builtIn(server));
        }
    }
}
