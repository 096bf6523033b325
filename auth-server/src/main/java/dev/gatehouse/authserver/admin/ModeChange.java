package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.account.AccountRow;
import dev.gatehouse.db.server.ServerLocks;
import dev.gatehouse.db.server.ServerRepository;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What follows for its servers when an account changes its revocation mode. */
@Component
final class ModeChange {

    private final ServerRepository servers;
    private final ServerLocks locks;
    private final AccountServers accountServers;
    private final LateRevocations lateRevocations;

    ModeChange(
            ServerRepository servers,
            ServerLocks locks,
            AccountServers accountServers,
            LateRevocations lateRevocations) {
        this.servers = servers;
        this.locks = locks;
        this.accountServers = accountServers;
        this.lateRevocations = lateRevocations;
    }

    /**
     * Runs after the account was saved, under its lock. All its servers are locked before it is read which of them have no
     * mode of their own: one that gives up its own at this moment is seen here, or sees the new mode.
     */
    void follow(AccountRow account) {
        locks.lock(list(account.id()).stream().map(ServerRow::id).toList());
        if (account.revocationMode() == RevocationMode.IMMEDIATE) {
            lateRevocations.appendUnderModeOf(account.id());
        }
        list(account.id()).stream()
                .filter(server -> server.revocationMode() == null)
                .forEach(server -> accountServers.announce(server.id(), "CHANGED"));
    }

    private List<ServerRow> list(UUID accountId) {
        return servers.findByAccountIdAndDeletedAtIsNullOrderById(accountId);
    }
}
