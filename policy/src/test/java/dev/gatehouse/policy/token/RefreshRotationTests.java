package dev.gatehouse.policy.token;

import static dev.gatehouse.policy.token.RefreshRotation.Outcome;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The state machine of a refresh-token family, from a table and against a model that remembers every token. */
class RefreshRotationTests {

    private static final System.Logger LOG = System.getLogger(RefreshRotationTests.class.getName());
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvFileSource(resources = "/token/rotation.csv", useHeadersInDisplayName = true)
    void judgeThenAsInTheTable(ArgumentsAccessor row) {
        FamilyState family = new FamilyState(
                "own",
                row.getBoolean(1),
                row.getBoolean(2),
                row.getBoolean(3),
                row.getLong(4),
                NOW.minusSeconds(row.getLong(5)));
        assertThat(RefreshRotation.judge(
                        family, row.getString(0), row.getLong(6), NOW, Duration.ofSeconds(row.getLong(7))))
                .isEqualTo(Outcome.valueOf(row.getString(8)));
    }

    /**
     * The model keeps, for every token ever handed out, when it was replaced, as a server with a history table would; the
     * machine keeps one number and one time. They must always agree.
     */
    @Test
    void judgeAlongRandomHistoriesThenAsAModelWithAHistoryTable() {
        long seed = Long.getLong("gatehouse.seed", System.nanoTime());
        LOG.log(System.Logger.Level.INFO, "refresh rotation: -Dgatehouse.seed={0,number,#}", seed);
        Random random = new Random(seed);
        for (int history = 0; history < 2000; history++) {
            run(random, "seed " + seed + ", history " + history);
        }
    }

    private static void run(Random random, String description) {
        Duration window = Duration.ofSeconds(random.nextInt(3) * 60L);
        Instant[] replaced = new Instant[64];
        long current = 1;
        Instant rotatedAt = NOW;
        boolean revoked = false;
        Instant now = NOW;
        for (int step = 0; step < 40; step++) {
            now = now.plusSeconds(random.nextInt(90));
            long presented = Math.max(1, current - random.nextInt(3));
            FamilyState family = new FamilyState("c", true, revoked, false, current, rotatedAt);
            Outcome outcome = RefreshRotation.judge(family, "c", presented, now, window);
            assertThat(outcome).as(description).isEqualTo(expected(replaced, presented, current, revoked, now, window));
            if (outcome == Outcome.ROTATE) {
                replaced[(int) current] = now;
                current++;
                rotatedAt = now;
            }
            revoked |= outcome == Outcome.REUSE;
        }
    }

    private static Outcome expected(
            Instant[] replaced, long presented, long current, boolean revoked, Instant now, Duration window) {
        if (revoked) {
            return Outcome.REVOKED;
        }
        Instant at = replaced[(int) presented];
        if (at == null) {
            return Outcome.ROTATE;
        }
        boolean successorUnused = replaced[(int) presented + 1] == null;
        boolean soon = Duration.between(at, now).compareTo(window) < 0;
        return successorUnused && soon ? Outcome.RETRY : Outcome.REUSE;
    }
}
