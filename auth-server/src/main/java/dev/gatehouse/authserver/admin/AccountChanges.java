package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.grant.ReachChanges;
import dev.gatehouse.db.grant.ReachChanges.Affected;
import dev.gatehouse.policy.admin.AdminActor;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Runs changes of an account, one after the other in each, so that what one looks at no other changes. The actor is looked at
 * again behind the lock, before anything is written.
 */
@Component
final class AccountChanges {

    private static final int MAX_IDS = 1000;

    private final Transactions transactions;
    private final AccountLocks locks;
    private final ReachChanges reachChanges;
    private final ActorStanding standing;

    AccountChanges(Transactions transactions, AccountLocks locks, ReachChanges reachChanges, ActorStanding standing) {
        this.transactions = transactions;
        this.locks = locks;
        this.reachChanges = reachChanges;
        this.standing = standing;
    }

    /** Runs a change. */
    <T> T run(AdminActor actor, Supplier<T> change) {
        return transactions.run(() -> {
            locks.lock(actor.accountId());
            standing.require(actor);
            return change.get();
        });
    }

    /**
     * Runs a change that names people, whose memberships come before the account in the order of locks; then ends what lost
     * its reach.
     */
    <T> T run(AdminActor actor, Collection<UUID> membershipIds, Supplier<T> change) {
        return reachChanges.apply(membershipIds, AuditEvent.user(actor.userId()), () -> run(actor, change));
    }

    /** Within {@link #run}: a change that may take reach from those who come through these bundles. */
    <T> T taking(AdminActor actor, Collection<UUID> bundleIds, Supplier<T> change) {
        return taking(actor, new Affected.Through(bundleIds), change);
    }

    /** Within {@link #run}: a change that may take reach from these. */
    <T> T taking(AdminActor actor, Affected affected, Supplier<T> change) {
        return reachChanges.apply(actor.accountId(), affected, AuditEvent.user(actor.userId()), change);
    }

    /** The ids of a member that may name this many at the least. */
    static Set<UUID> ids(String member, Collection<UUID> ids, int least) {
        if (ids.size() < least || ids.size() > MAX_IDS) {
            throw new InvalidValue("`" + member + "` must name " + least + " to " + MAX_IDS);
        }
        return new java.util.LinkedHashSet<>(ids);
    }
}
