package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRepository;
import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.server.ServerLocks;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import dev.gatehouse.policy.server.IdentityProvider;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The servers of the actor's account: found, locked, and told to the gateways when they change. */
@Component
final class AccountServers {

    private final ServerRepository servers;
    private final ServerLocks locks;
    private final AccountRepository accounts;
    private final ChangeFeed feed;

    AccountServers(ServerRepository servers, ServerLocks locks, AccountRepository accounts, ChangeFeed feed) {
        this.servers = servers;
        this.locks = locks;
        this.accounts = accounts;
        this.feed = feed;
    }

    /** The server, if the actor may try this and it is in their account. */
    ServerRow find(AdminActor actor, AdminAction action, UUID serverId) {
        return AdminChecks.found(
                actor, action, servers.findByIdAndAccountIdAndDeletedAtIsNull(serverId, actor.accountId()));
    }

    /** The same, locked until the transaction ends. A server of another account is never locked. */
    ServerRow lock(AdminActor actor, AdminAction action, UUID serverId) {
        find(actor, action, serverId);
        locks.lock(serverId);
        return find(actor, action, serverId);
    }

    AccountRow account(AdminActor actor) {
        return accounts.findById(actor.accountId())
                .orElseThrow(() -> new IllegalStateException("an actor without an account"));
    }

    RevocationMode effectiveMode(AdminActor actor, ServerRow server) {
        RevocationMode own = server.revocationMode();
        return own == null ? account(actor).revocationMode() : own;
    }

    /** Tells the gateways, when the transaction commits. */
    void announce(UUID serverId, String reason) {
        feed.append(ChangeType.SERVER, serverId.toString(), reason);
    }

    static boolean builtIn(ServerRow server) {
        return server.idpType() == IdentityProvider.Type.BUILT_IN;
    }

    static AdminTarget target(ServerRow server) {
        return AdminTarget.of(server.accountId()).with(AdminFact.BUILT_IN_GOVERNS, builtIn(server));
    }
}
