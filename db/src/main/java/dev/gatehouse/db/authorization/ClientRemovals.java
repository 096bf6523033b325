package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.policy.client.ClientRule;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Deletes registered clients, with everything that they hold: at once, in one transaction. */
@Component
public final class ClientRemovals {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AccountLocks accounts;
    private final ClientRules rules;
    private final FamilyRevocations families;
    private final ChangeFeed feed;

    ClientRemovals(
            JdbcClient jdbc,
            Transactions transactions,
            AccountLocks accounts,
            ClientRules rules,
            FamilyRevocations families,
            ChangeFeed feed) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.accounts = accounts;
        this.rules = rules;
        this.families = families;
        this.feed = feed;
    }

    /**
     * Deletes a client. The rules of its account are locked first, as approvals and changes of the rules do, then its row: an
     * approval that is under way is waited for and seen, a later one finds no client.
     *
     * @param actor who does it, for the audit log
     * @param accountId the account that registered it; null for one that registered itself
     * @return whether there was such a client
     */
    public boolean remove(String clientId, @Nullable UUID accountId, String actor) {
        return transactions.run(() -> {
            if (accountId != null) {
                accounts.lock(accountId);
            }
            Optional<String> sid = jdbc.sql("select coalesce(cast(sid as varchar), '') from registered_client"
                            + " where client_id = :client and (account_id = :account or (account_id is null"
                            + " and cast(:account as uuid) is null)) for update")
                    .param("client", clientId)
                    .param("account", accountId, java.sql.Types.OTHER)
                    .query(String.class)
                    .optional();
            sid.ifPresent(id -> {
                families.lockLiveOfClient(clientId, null)
                        .forEach(family -> families.revoke(family, RevocationReason.CLIENT_DELETED, actor, true));
                jdbc.sql("delete from registered_client where client_id = :client")
                        .param("client", clientId)
                        .update();
                if (!id.isEmpty()) {
                    feed.append(ChangeType.AUTHORIZATION, id, RevocationReason.CLIENT_DELETED.name());
                }
                if (accountId != null) {
                    rules.delete(accountId, ClientRule.Kind.CLIENT, clientId);
                }
            });
            return sid.isPresent();
        });
    }
}
