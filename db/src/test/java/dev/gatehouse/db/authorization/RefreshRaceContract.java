package dev.gatehouse.db.authorization;

import static dev.gatehouse.db.authorization.AuthorizationScenario.CLIENT;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.account.MembershipRow;
import dev.gatehouse.db.server.ServerRow;
import dev.gatehouse.db.testing.RaceTrack;
import dev.gatehouse.policy.account.SystemRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients that race on one authorization, against each other and against whoever ends it. */
abstract class RefreshRaceContract extends AuthorizationContract {

    private static final int RACERS = 8;

    @Autowired
    Transactions transactions;

    @Autowired
    FamilyRevocations families;

    private RaceTrack track;
    private MembershipRow member;
    private ServerRow server;

    @BeforeEach
    void open() {
        track = new RaceTrack(context.getEnvironment());
        server = account.server();
        member = account.member(SystemRole.ADMIN);
    }

    @AfterEach
    void close() {
        track.close();
    }

    private static long issuedIn(List<Issuance> answers) {
        return answers.stream().filter(Issuance.Issued.class::isInstance).count();
    }

    private static long refusedIn(List<Issuance> answers, Refusal refusal) {
        return answers.stream()
                .filter(answer -> answer instanceof Issuance.Refused refused && refused.refusal() == refusal)
                .count();
    }

    private static void check(List<String> broken, boolean holds, String rule) {
        if (!holds) {
            broken.add(rule);
        }
    }

    private List<Issuance> all(Callable<Issuance> racer) throws Exception {
        return track.start(Collections.nCopies(RACERS, racer));
    }

    @Test
    void refreshByEightAtOnceThenAllGetTheSameNextGeneration() throws Exception {
        track.race("refresh-8", "stock: 553 of 2000", n -> {
            UUID id = scenario.signIn(member, server);
            List<Issuance> answers = all(() -> scenario.refresh(id, 1));
            List<String> broken = new ArrayList<>();
            check(broken, issuedIn(answers) == RACERS, "all succeed: " + answers);
            check(
                    broken,
                    answers.stream().allMatch(a -> a instanceof Issuance.Issued i && i.generation() == 2),
                    "one next generation");
            check(broken, Long.valueOf(2).equals(scenario.row(id).get("generation")), "the row stands at it");
            check(broken, scenario.revocation(id).isEmpty(), "the family lives");
            return broken;
        });
    }

    @Test
    void refreshByEightAtOnceWhenStrictThenOneSucceedsAndTheFamilyIsRevoked() throws Exception {
        AuthorizationScenario strict = withRetryWindow(Duration.ZERO);
        track.race("refresh-8-strict", "", n -> {
            UUID id = scenario.signIn(member, server);
            List<Issuance> answers = all(() -> strict.refresh(id, 1));
            List<String> broken = new ArrayList<>();
            check(broken, issuedIn(answers) == 1, "one success, not " + issuedIn(answers));
            check(broken, refusedIn(answers, Refusal.REFRESH_TOKEN_REUSED) == 1, "one reuse");
            check(broken, refusedIn(answers, Refusal.REVOKED) == RACERS - 2, "the others find it revoked");
            check(broken, scenario.revocation(id).equals("REFRESH_TOKEN_REUSED"), "the family is revoked");
            check(broken, scenario.feedEntries(id) == 1, "one entry in the feed");
            return broken;
        });
    }

    @Test
    void redeemByEightAtOnceThenOneSucceedsAndTheFamilyIsRevoked() throws Exception {
        track.race("redeem-8", "", n -> {
            UUID id = scenario.approve(member, server, "");
            List<Issuance> answers = all(() -> scenario.redeem(id));
            List<String> broken = new ArrayList<>();
            check(broken, issuedIn(answers) == 1, "one success, not " + issuedIn(answers));
            check(broken, refusedIn(answers, Refusal.CODE_REPLAYED) == 1, "one replay");
            check(broken, refusedIn(answers, Refusal.REVOKED) == RACERS - 2, "the others find it revoked");
            check(broken, scenario.revocation(id).equals("CODE_REPLAYED"), "the family is revoked");
            check(broken, scenario.feedEntries(id) == 1, "one entry in the feed");
            return broken;
        });
    }

    @Test
    void revokeAgainstRefreshThenNothingSucceedsThatBeganAfterIt() throws Exception {
        track.race("revoke-refresh", "stock: about 300 of 2000", n -> {
            UUID id = scenario.signIn(member, server);
            if (n % 4 >= 2) {
                scenario.refresh(id, 1); // then every racer is on the retry path
            }
            AtomicBoolean acknowledged = new AtomicBoolean();
            List<String> broken = Collections.synchronizedList(new ArrayList<>());
            Callable<Boolean> refresher = () -> refreshUntilRefused(id, acknowledged, broken);
            track.start(List.of(refresher, refresher, refresher, () -> {
                revoke(id, n % 2 == 0);
                acknowledged.set(true);
                return true;
            }));
            check(broken, !scenario.revocation(id).isEmpty(), "the family is revoked");
            check(broken, scenario.feedEntries(id) == 1, "one entry in the feed");
            for (long generation = 1; generation <= 2; generation++) {
                check(broken, scenario.refresh(id, generation) instanceof Issuance.Refused, "its tokens are dead");
            }
            return broken;
        });
    }

    /** As its client does (RFC 7009), or as a sweep does. */
    private void revoke(UUID id, boolean byClient) {
        if (byClient) {
            scenario.repository().revoke(id, CLIENT, RevocationReason.REVOKED_BY_CLIENT);
            return;
        }
        transactions.run(() -> {
            for (Family family : families.lockLive(List.of(member.userId()))) {
                families.revoke(family, RevocationReason.SIGNED_OUT, "system", true);
            }
        });
    }

    private boolean refreshUntilRefused(UUID id, AtomicBoolean acknowledged, List<String> broken) {
        for (int attempt = 0; attempt < 100; attempt++) {
            boolean late = acknowledged.get();
            if (scenario.refresh(id, 1) instanceof Issuance.Refused) {
                return true;
            }
            check(broken, !late, "a refresh began after the revocation returned and succeeded");
        }
        return false;
    }

    @Test
    void revokeAgainstRedeemThenNoAccessTokenEscapesTheFeed() throws Exception {
        track.race("revoke-redeem", "", n -> {
            UUID id = scenario.approve(member, server, "");
            List<Issuance> answers = Collections.synchronizedList(new ArrayList<>());
            track.start(List.of(() -> answers.add(scenario.redeem(id)), () -> {
                revoke(id, n % 2 == 0);
                return true;
            }));
            List<String> broken = new ArrayList<>();
            check(broken, !scenario.revocation(id).isEmpty(), "the family is revoked");
            check(broken, scenario.feedEntries(id) == issuedIn(answers), "an entry exactly when a token is about");
            return broken;
        });
    }
}
