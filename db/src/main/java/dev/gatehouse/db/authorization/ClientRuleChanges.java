package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.change.ChangeFeed;
import dev.gatehouse.db.change.ChangeType;
import dev.gatehouse.db.client.ClientRules;
import dev.gatehouse.policy.client.ClientRule;
import dev.gatehouse.policy.client.ClientRule.Verdict;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs changes of an account's rules about clients, and ends at once, in the same transaction, what the rules refuse from
 * then on.
 *
 * <p>The account's rules are locked first: an approval that is under way is waited for and seen, a later one sees the rules.
 * A redemption or a refresh that is under way holds its authorization, which is locked here before it ends.
 */
@Component
public final class ClientRuleChanges {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AccountLocks accounts;
    private final ClientRules rules;
    private final FamilyRevocations families;
    private final ChangeFeed feed;

    ClientRuleChanges(
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
     * Runs {@code change}, then ends every live authorization in the account whose client is refused now, and the tokens of
     * machine clients that have come to be refused.
     *
     * @param actor who does it, for the audit log
     */
    public <T> T apply(UUID accountId, String actor, Supplier<T> change) {
        return transactions.run(() -> {
            accounts.lock(accountId);
            List<ClientRule> before = rules.findByAccount(accountId);
            T result = change.get();
            List<ClientRule> after = rules.findByAccount(accountId);
            if (!after.equals(before)) {
                endMachines(accountId, before, after);
                endFamilies(accountId, actor, after);
            }
            return result;
        });
    }

    private void endFamilies(UUID accountId, String actor, List<ClientRule> after) {
        List<Candidate> candidates = jdbc.sql("select id, client_id from oauth_authorization"
                        + " where account_id = :account and revoked_at is null order by id")
                .param("account", accountId)
                .query((row, n) -> new Candidate(Column.uuid(row, "id"), row.getString("client_id")))
                .list();
        candidates.stream()
                .filter(candidate -> denied(after, candidate.clientId()))
                .forEach(candidate -> families.lockLive(candidate.id())
                        .ifPresent(family -> families.revoke(family, RevocationReason.CLIENT_DENIED, actor, true)));
    }

    /** Tokens of a machine client carry its {@code sid}: the old one goes to the feed, and a new one takes its place. */
    private void endMachines(UUID accountId, List<ClientRule> before, List<ClientRule> after) {
        List<Candidate> machines = jdbc.sql("select sid, client_id from registered_client where account_id = :account"
                        + " and sid is not null order by id")
                .param("account", accountId)
                .query((row, n) -> new Candidate(Column.uuid(row, "sid"), row.getString("client_id")))
                .list();
        machines.stream()
                .filter(machine -> !denied(before, machine.clientId()) && denied(after, machine.clientId()))
                .forEach(machine -> {
                    jdbc.sql("update registered_client set sid = :new, version = version + 1 where client_id = :client")
                            .param("new", UUID.randomUUID())
                            .param("client", machine.clientId())
                            .update();
                    feed.append(
                            ChangeType.AUTHORIZATION, machine.id().toString(), RevocationReason.CLIENT_DENIED.name());
                });
    }

    private static boolean denied(List<ClientRule> rules, String clientId) {
        return ClientRule.judge(rules, clientId) == Verdict.DENY;
    }

    private record Candidate(UUID id, String clientId) {}
}
