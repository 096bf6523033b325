package dev.gatehouse.db.authorization;

import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.db.client.ClientUse;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a client may have, or keep, an authorization in an account. */
@Component
final class ClientAdmission {

    private final AccountLocks accounts;
    private final ClientRules rules;
    private final ClientUse use;

    ClientAdmission(AccountLocks accounts, ClientRules rules, ClientUse use) {
        this.accounts = accounts;
        this.rules = rules;
        this.use = use;
    }

    /** Locks the account: a change of its rules, or of the reach of many, sees the authorization, or is seen. */
    void lock(UUID accountId) {
        accounts.lock(accountId);
    }

    /**
     * Admits a client to a new authorization in an account that is locked, and notes that it was used. Locks the client: one
     * that is being deleted is waited for.
     *
     * @return null when the client is admitted
     */
    @Nullable
    ApprovalOutcome admit(String clientId, UUID accountId) {
        if (denied(clientId, accountId)) {
            return new ApprovalOutcome.ClientDenied();
        }
        return use.note(clientId, accountId) ? null : new ApprovalOutcome.ClientGone();
    }

    /**
     * Whether the account's rules refuse the client: one more SELECT on an index. A rule that comes to refuse a client ends
     * its authorizations in its own transaction ({@link ClientRuleChanges}), so this is a second line of defence.
     */
    boolean denied(String clientId, UUID accountId) {
        return rules.judge(accountId, clientId) == Verdict.DENY;
    }
}
