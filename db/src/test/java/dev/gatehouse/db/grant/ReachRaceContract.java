package dev.gatehouse.db.grant;

import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.authorization.ApprovalOutcome;
import dev.gatehouse.db.authorization.FamilyRevocations;
import dev.gatehouse.db.authorization.Issuance;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.AccountRace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.UnexpectedRollbackException;

/** Admins who take reach away, racing clients, people and each other (domain invariants I8 and I9). */
abstract class ReachRaceContract extends AccountRace {

    @Autowired
    FamilyRevocations families;

    private static void check(List<String> broken, boolean holds, String rule) {
        if (!holds) {
            broken.add(rule);
        }
    }

    private boolean removeServerGrant() {
        return reach.apply(List.of(member.id()), "system", () -> grants.delete(member.id(), server.id()));
    }

    private boolean removeAllServersGrant() {
        return reach.apply(List.of(member.id()), "system", () -> grants.deleteAllServers(member.id()));
    }

    /**
     * The stamps are taken inside the transactions. A refresh takes its own while it holds the row, the removal while it
     * holds the row and the lost reach is final; so they are ordered as the commits are, and nothing has to be allowed for.
     */
    @Test
    void removalAgainstRefreshThenNoIssuanceAfterIt() throws Exception {
        track.race("removal-refresh", "", n -> {
            account.grant(member, server);
            UUID id = scenario.signIn(member, server);
            if (n % 2 == 1) {
                scenario.refresh(id, 1); // then every racer is on the retry path
            }
            Removal removal = new Removal();
            List<Stamped> issued = Collections.synchronizedList(new ArrayList<>());
            Callable<Boolean> refresher = () -> refreshUntilRefused(id, removal, issued);
            track.start(List.of(refresher, refresher, refresher, () -> {
                transactions.run(() -> {
                    removeServerGrant();
                    removal.stamp.set(System.nanoTime());
                });
                removal.returned.set(true);
                return true;
            }));
            Instant after = scenario.clock();
            List<String> broken = new ArrayList<>();
            for (Stamped one : issued) {
                check(broken, !one.beganLate(), "a refresh began after the removal returned and succeeded");
                check(broken, one.stamp() < removal.stamp.get(), "a refresh issued after the removal took the family");
                check(broken, !one.issuedAt().isAfter(after), "an iat after the commit of the removal");
            }
            check(broken, scenario.revocation(id).equals("REACH_LOST"), "the family is revoked");
            check(broken, scenario.feedEntries(id) == 0, "live tokens live on until they expire");
            return broken;
        });
    }

    private static final class Removal {
        final AtomicLong stamp = new AtomicLong();
        final AtomicBoolean returned = new AtomicBoolean();
    }

    private record Stamped(boolean beganLate, long stamp, Instant issuedAt) {}

    private boolean refreshUntilRefused(UUID id, Removal removal, List<Stamped> issued) {
        for (int attempt = 0; attempt < 100; attempt++) {
            boolean late = removal.returned.get();
            try {
                boolean refused = transactions.run(() -> {
                    Issuance answer = scenario.refresh(id, 1);
                    if (answer instanceof Issuance.Issued i) {
                        issued.add(new Stamped(late, System.nanoTime(), i.issuedAt()));
                    }
                    return answer instanceof Issuance.Refused;
                });
                if (refused) {
                    return true;
                }
            } catch (UnexpectedRollbackException e) {
                return true; // refused inside the transaction that only exists for the stamp
            }
        }
        return false;
    }

    @Test
    void removalOfTheLastTwoReachesAtOnceThenNoFamilyLives() throws Exception {
        track.race("two-removals", "reach read before the lock: 244 of 2000", n -> {
            account.grant(member, server);
            account.grantAllServers(member);
            UUID id = scenario.signIn(member, server);
            track.start(List.of(this::removeServerGrant, this::removeAllServersGrant));
            List<String> broken = new ArrayList<>();
            check(broken, scenario.revocation(id).equals("REACH_LOST"), "the family is revoked");
            return broken;
        });
    }

    @Test
    void removalAgainstApprovalThenNoFamilyLives() throws Exception {
        AtomicInteger approved = new AtomicInteger();
        track.race("removal-approval", "without the lock: 559 of 1000", n -> {
            account.grant(member, server);
            track.start(List.of(this::removeServerGrant, () -> {
                ApprovalOutcome outcome = scenario.tryToApprove(member.userId(), server.id(), "");
                return outcome instanceof ApprovalOutcome.Approved && approved.incrementAndGet() > 0;
            }));
            return nothingLives("no live family");
        });
    }

    @Test
    void sweepsInOppositeOrderThenNoDeadlockEscapes() throws Exception {
        List<MembershipRow> members = new ArrayList<>();
        List<ServerRow> servers = List.of(server, account.server(), account.server());
        for (int i = 0; i < 4; i++) {
            MembershipRow one = account.member();
            members.add(one);
            for (ServerRow each : servers) {
                account.grant(one, each);
                scenario.signIn(one, each);
            }
        }
        List<UUID> forwards =
                new ArrayList<>(members.stream().map(MembershipRow::id).toList());
        List<UUID> backwards = new ArrayList<>(forwards);
        Collections.reverse(backwards);
        AtomicInteger attempts = new AtomicInteger();
        AtomicInteger sweeps = new AtomicInteger();
        track.race("sweeps", "", n -> {
            sweeps.addAndGet(3);
            track.start(List.of(
                    () -> reach.apply(forwards, "system", attempts::incrementAndGet),
                    () -> reach.apply(backwards, "system", attempts::incrementAndGet),
                    () -> transactions.run(() -> {
                        families.lockLiveOfServer(servers.get(n % 3).id());
                        return attempts.incrementAndGet();
                    })));
            return List.of();
        });
        org.slf4j.LoggerFactory.getLogger(getClass())
                .info("race sweeps: {} tried again of {}", attempts.get() - sweeps.get(), sweeps.get());
    }
}
