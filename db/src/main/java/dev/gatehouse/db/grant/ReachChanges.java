package dev.gatehouse.db.grant;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.db.account.AccountLocks;
import dev.gatehouse.db.authorization.Family;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.RevocationReason;
import dev.gatehouse.policy.account.MembershipStatus;
import dev.gatehouse.policy.resource.ProtectedResource;
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
    private final AccountLocks accounts;

    ReachChanges(
            JdbcClient jdbc,
            Transactions transactions,
            AccessSnapshots snapshots,
            FamilyRevocations families,
            AccountLocks accounts) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.snapshots = snapshots;
        this.families = families;
        this.accounts = accounts;
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
            revokeWithoutReach(families.lockLiveOfMembers(locked), actor);
            return result;
        });
    }

    /**
     * Runs {@code change}, which may take reach from many people of an account at once, then revokes what lost its reach. The
     * account is locked, which holds up the approval of new authorizations; the memberships are not.
     *
     * @param affected whose authorizations may have lost their reach
     * @param actor who does it, for the audit log
     */
    public <T> T apply(UUID accountId, Affected affected, String actor, Supplier<T> change) {
        return transactions.run(() -> {
            accounts.lock(accountId);
            T result = change.get();
            if (affected instanceof Affected.Assignment gone) {
                families.endAllAtOnce(gone.bundleId(), gone.serverId(), RevocationReason.ASSIGNMENT_DELETED, actor);
            } else {
                revokeWithoutReach(live(accountId, affected), actor);
            }
            return result;
        });
    }

    private List<Family> live(UUID accountId, Affected affected) {
        if (affected instanceof Affected.HoldersOf role) {
            return families.lockLiveOfRole(role.roleId());
        }
        if (affected instanceof Affected.Through through) {
            return families.lockLiveThrough(through.bundleIds());
        }
        return families.lockLiveOfAccount(accountId);
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

    private void revokeWithoutReach(List<Family> locked, String actor) {
        Map<Of, Optional<AccessSnapshot>> read = new HashMap<>();
        for (Family family : locked) {
            Optional<AccessSnapshot> snapshot = read.computeIfAbsent(
                    new Of(family.userId(), family.resource()), of -> snapshots.find(of.userId(), of.resource()));
            if (snapshot.map(AccessSnapshot::hasReach).orElse(false)) {
                continue;
            }
            boolean atOnce = snapshot.map(ReachChanges::bitesAtOnce).orElse(true);
            families.revoke(family, RevocationReason.REACH_LOST, actor, atOnce);
        }
    }

    /** The mode speaks of grants; whoever is no active member any more, and whatever is carried no more, is refused at once (O7). */
    private static boolean bitesAtOnce(AccessSnapshot snapshot) {
        return !snapshot.server().exists()
                || snapshot.revocationMode() == RevocationMode.IMMEDIATE
                || snapshot.subject().membership() == null
                || snapshot.subject().membership().status() != MembershipStatus.ACTIVE;
    }

    /** Whose authorizations a change may concern. */
    public sealed interface Affected {

        /** The holders of a role. */
        record HoldersOf(UUID roleId) implements Affected {}

        /** Whoever comes through one of these bundles. */
        record Through(Collection<UUID> bundleIds) implements Affected {}

        /**
         * Whoever comes through an assignment that the change deletes. All of these end, at once, with those that the loss of
         * reach ended lately: the assignment may be made again under the same name.
         */
        record Assignment(UUID bundleId, UUID serverId) implements Affected {}

        /** Everybody in the account. */
        record Everybody() implements Affected {}
    }

    private record Of(UUID userId, ProtectedResource resource) {}
}
