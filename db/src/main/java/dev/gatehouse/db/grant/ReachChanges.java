package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.authorization.Family;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.server.RevocationMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs changes that may take reach away, and revokes in the same transaction what has lost it.
 *
 * <p>The order is the promise: lock the memberships by id (an authorization that is being approved waits, or is seen),
 * change, lock the live authorizations of these people by id (a refresh that is under way finishes first, or waits), and
 * only then read reach, which by now nobody else can be changing for these people. So no access token has an {@code iat}
 * after the commit (domain invariant I8), and two admins who remove the last two reaches at once leave nothing alive.
 */
@Component
public final class ReachChanges {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AccessSnapshots snapshots;
    private final FamilyRevocations families;

    ReachChanges(JdbcClient jdbc, Transactions transactions, AccessSnapshots snapshots, FamilyRevocations families) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.snapshots = snapshots;
        this.families = families;
    }

    /**
     * Runs {@code change} for these members of one account, then revokes what lost its reach.
     *
     * @param actor who does it, for the audit log
     */
    public <T> T apply(Collection<UUID> membershipIds, String actor, Supplier<T> change) {
        return transactions.run(() -> {
            List<UUID> locked = lockMemberships(membershipIds);
            T result = change.get();
            revokeWithoutReach(locked, actor);
            return result;
        });
    }

    private List<UUID> lockMemberships(Collection<UUID> membershipIds) {
        if (membershipIds.isEmpty()) {
            return List.of();
        }
        List<UUID> inOrder = jdbc.sql("select id from membership where id in (:ids) order by id")
                .param("ids", membershipIds)
                .query((row, n) -> Column.uuid(row, "id"))
                .list();
        inOrder.forEach(this::lockMembership);
        return inOrder;
    }

    /** One by one: under {@code order by id for update} H2 locks in the order of its scan, and sorts afterwards. */
    private void lockMembership(UUID id) {
        jdbc.sql("select id from membership where id = :id for update")
                .param("id", id)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
    }

    private void revokeWithoutReach(List<UUID> membershipIds, String actor) {
        Map<List<UUID>, Optional<AccessSnapshot>> read = new HashMap<>();
        for (Family family : families.lockLiveOfMembers(membershipIds)) {
            Optional<AccessSnapshot> snapshot = read.computeIfAbsent(
                    List.of(family.userId(), family.serverId()),
                    key -> snapshots.find(family.userId(), family.serverId()));
            if (snapshot.map(AccessSnapshot::hasReach).orElse(false)) {
                continue;
            }
            boolean atOnce = snapshot.map(ReachChanges::bitesAtOnce).orElse(true);
            families.revoke(family, RevocationReason.REACH_LOST, actor, atOnce);
        }
    }

    /** The mode speaks of grants; whoever is no active member any more is refused at once (domain decision O7). */
    private static boolean bitesAtOnce(AccessSnapshot snapshot) {
        return snapshot.revocationMode() == RevocationMode.IMMEDIATE
                || snapshot.subject().membership() == null
                || snapshot.subject().membership().status() != MembershipStatus.ACTIVE;
    }
}
