package dev.gatehouse.authserver.admin;

import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminReason;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Looks at the actor again, in the transaction of their change and under its locks. A call may be long under way: its body
 * comes slowly, or it waits for a lock behind the very change that takes the actor's powers (domain rule R59).
 */
@Component
final class ActorStanding {

    private final Actors actors;

    ActorStanding(Actors actors) {
        this.actors = actors;
    }

    /**
     * Refuses when the actor has lost their standing, or any capability or level, since the call was let in. Looks once a
     * transaction, so a change of the actor's own role asks before it writes.
     */
    void require(AdminActor actor) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change belongs into a transaction");
        }
        if (TransactionSynchronizationManager.hasResource(this)) {
            return;
        }
        TransactionSynchronizationManager.bindResource(this, actor.userId());
        TransactionSynchronizationManager.registerSynchronization(new Looked());
        AdminActor now = actors.find(actor.accountId(), actor.userId())
                .filter(member -> member.status() == MembershipStatus.ACTIVE)
                .orElseThrow(() -> new AdminRefusal(AdminReason.ACTOR_NOT_ACTIVE));
        if (!now.capabilities().containsAll(actor.capabilities())
                || !now.role().level().covers(actor.role().level())) {
            throw new AdminRefusal(AdminReason.CAPABILITY_MISSING);
        }
    }

    private final class Looked implements TransactionSynchronization {

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResourceIfPossible(ActorStanding.this);
        }

        @Override
        public void beforeCompletion() {
            TransactionSynchronizationManager.unbindResourceIfPossible(ActorStanding.this);
        }
    }
}
