package dev.gatehouse.authserver.account;

import dev.gatehouse.db.account.PersonAccounts.PersonAccount;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminDecision;
import dev.gatehouse.policy.admin.AdminPolicy;

/**
 * What the home page says of an account.
 *
 * @param role what the person is in it
 * @param mayMakeTokens whether they may make API tokens
 */
public record HomeAccount(String name, String role, boolean mayMakeTokens) {

    /** Of the account of the session. */
    public static HomeAccount of(PersonAccount account) {
        boolean tokens = AdminPolicy.mayAttempt(ApiTokenPageController.actor(account), AdminAction.TOKEN_CREATE)
                instanceof AdminDecision.Allow;
        return new HomeAccount(account.name(), account.member().role().name(), tokens);
    }
}
