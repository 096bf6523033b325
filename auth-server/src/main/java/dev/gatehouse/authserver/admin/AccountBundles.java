package dev.gatehouse.authserver.admin;

import dev.gatehouse.db.bundle.Assignments;
import dev.gatehouse.db.bundle.BundleLookups;
import dev.gatehouse.db.bundle.BundleRepository;
import dev.gatehouse.db.bundle.BundleRow;
import dev.gatehouse.policy.account.Capability;
import dev.gatehouse.policy.admin.AdminAction;
import dev.gatehouse.policy.admin.AdminActor;
import dev.gatehouse.policy.admin.AdminFact;
import dev.gatehouse.policy.admin.AdminTarget;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The bundles of the actor's account: found, and told to the gateways when they change. */
@Component
final class AccountBundles {

    private final BundleRepository rows;
    private final BundleLookups bundles;
    private final Assignments assignments;
    private final AccountServers accountServers;

    AccountBundles(
            BundleRepository rows, BundleLookups bundles, Assignments assignments, AccountServers accountServers) {
        this.rows = rows;
        this.bundles = bundles;
        this.assignments = assignments;
        this.accountServers = accountServers;
    }

    /** Whether the actor's role reaches every bundle (domain rule R45). */
    static boolean reachesAll(AdminActor actor) {
        return actor.role().has(Capability.MCP_USE_ALL_SERVERS);
    }

    /** The bundle, if the actor may try this, it is in their account, and within their reach (domain rule R44). */
    Found find(AdminActor actor, AdminAction action, UUID bundleId) {
        BundleRow row = AdminChecks.found(
                actor, action, rows.findByIdAndAccountIdAndDeletedAtIsNull(bundleId, actor.accountId()));
        boolean within = reachesAll(actor) || bundles.reachedBy(actor.userId(), bundleId);
        AdminTarget target = AdminTarget.of(row.accountId()).with(AdminFact.BUNDLE_WITHIN_REACH, within);
        AdminChecks.require(
                actor,
                action,
                target.with(AdminFact.VERSION_CURRENT, true)
                        .with(AdminFact.ASSIGNMENT_FREE, true)
                        .with(AdminFact.FEATURES_WITHIN_ACTOR, true));
        return new Found(row, target);
    }

    /** Tells the gateways of everything that the bundle carries, when the transaction commits. */
    void announce(UUID bundleId, String reason) {
        assignments.serversOf(bundleId).forEach(serverId -> accountServers.announce(serverId, reason));
    }

    /** A bundle, and what is known of it so far. */
    record Found(BundleRow row, AdminTarget target) {}
}
