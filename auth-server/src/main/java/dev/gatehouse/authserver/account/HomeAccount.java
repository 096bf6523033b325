package dev.gatehouse.authserver.account;

import dev.gatehouse.db.account.PersonAccounts.PersonAccount;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.account.Role;

/**
 * What the home page says of an account.
 *
 * @param role what the person is in it
 * @param mayMakeTokens whether they may make API tokens
 */
public record HomeAccount(String name, String role, boolean mayMakeTokens) {

    /** Of the account of the session. */
    public static HomeAccount of(PersonAccount account) {
        Role role = account.member().role();
        return new HomeAccount(account.name(), role.name(), role.has(Capability.TOKENS_MANAGE));
    }
}
