package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.grant.GrantRepository;
import dev.gatehouse.db.grant.ServerGrantRow;
import dev.gatehouse.db.server.ServerLocks;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminReason;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.scope.Scopes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Replaces a person's grants on the servers of the built-in identity provider, and carries those on externally governed
 * servers over (decision O6).
 */
@Component
final class SelectedServers {

    private final ServerRepository servers;
    private final ServerLocks locks;
    private final GrantRepository grants;

    SelectedServers(ServerRepository servers, ServerLocks locks, GrantRepository grants) {
        this.servers = servers;
        this.locks = locks;
        this.grants = grants;
    }

    /** Locks the servers that are named; says whether the built-in identity provider governs all of them. */
    boolean builtIn(AdminActor actor, List<McpAccess.Selection> selected) {
        Map<UUID, ServerRow> live = lockNamed(actor, selected);
        return selected.stream()
                .map(selection -> Objects.requireNonNull(live.get(selection.serverId())))
                .allMatch(AccountServers::builtIn);
    }

    /** Runs within {@code ReachChanges}, with the membership locked; says whether anything changed. */
    boolean write(AdminActor actor, AdminTarget target, UUID membershipId, List<McpAccess.Selection> selected) {
        Map<UUID, ServerRow> live = lockNamed(actor, selected);
        Map<UUID, Scopes> before = grants.findAll(membershipId).stream()
                .collect(Collectors.toMap(ServerGrantRow::serverId, ServerGrantRow::scopes));
        boolean external = selected.stream()
                .anyMatch(selection ->
                        changesExternal(Objects.requireNonNull(live.get(selection.serverId())), selection, before));
        AdminChecks.require(actor, AdminAction.MCP_ACCESS_SET, target.with(AdminFact.BUILT_IN_GOVERNS, !external));
        Map<UUID, Scopes> after = after(live, before, selected);
        boolean changed = grants.deleteAllServers(membershipId);
        for (UUID serverId : before.keySet()) {
            if (!after.containsKey(serverId)) {
                changed |= grants.delete(membershipId, serverId);
            }
        }
        for (Map.Entry<UUID, Scopes> grant : after.entrySet()) {
            if (!grant.getValue().equals(before.get(grant.getKey()))) {
                ServerGrantRow row = new ServerGrantRow(membershipId, grant.getKey(), grant.getValue());
                grants.put(row, actor.accountId(), actor.userId());
                changed = true;
            }
        }
        return changed;
    }

    /** Gives them to a membership that is made in this transaction, in which they were judged {@link #builtIn}. */
    void give(AdminActor actor, UUID newMembershipId, List<McpAccess.Selection> selected) {
        for (McpAccess.Selection selection : selected) {
            Scopes scopes = Objects.requireNonNullElse(selection.scopes(), Scopes.ALL);
            ServerGrantRow row = new ServerGrantRow(newMembershipId, selection.serverId(), scopes);
            grants.put(row, actor.accountId(), actor.userId());
        }
    }

    private Map<UUID, ServerRow> lockNamed(AdminActor actor, List<McpAccess.Selection> selected) {
        List<UUID> named = selected.stream().map(McpAccess.Selection::serverId).toList();
        requireAll(live(actor), named);
        locks.lock(named);
        Map<UUID, ServerRow> live = live(actor);
        requireAll(live, named);
        return live;
    }

    private Map<UUID, ServerRow> live(AdminActor actor) {
        return servers.findByAccountIdAndDeletedAtIsNullOrderById(actor.accountId()).stream()
                .collect(Collectors.toMap(ServerRow::id, Function.identity()));
    }

    private static void requireAll(Map<UUID, ServerRow> live, List<UUID> named) {
        if (!live.keySet().containsAll(named)) {
            throw new AdminRefusal(AdminReason.NOT_FOUND);
        }
    }

    private static boolean changesExternal(ServerRow server, McpAccess.Selection selection, Map<UUID, Scopes> before) {
        if (AccountServers.builtIn(server)) {
            return false;
        }
        Scopes granted = before.get(server.id());
        Scopes wanted = selection.scopes();
        return granted == null || (wanted != null && !wanted.equals(granted));
    }

    private static Map<UUID, Scopes> after(
            Map<UUID, ServerRow> live, Map<UUID, Scopes> before, List<McpAccess.Selection> selected) {
        Map<UUID, Scopes> after = new HashMap<>();
        before.forEach((serverId, scopes) -> {
            ServerRow server = live.get(serverId);
            if (server != null && !AccountServers.builtIn(server)) {
                after.put(serverId, scopes);
            }
        });
        for (McpAccess.Selection selection : selected) {
            Scopes granted = before.getOrDefault(selection.serverId(), Scopes.NONE);
            Scopes otherwise = granted.isEmpty() ? Scopes.ALL : granted;
            after.put(selection.serverId(), Objects.requireNonNullElse(selection.scopes(), otherwise));
        }
        return after;
    }
}
