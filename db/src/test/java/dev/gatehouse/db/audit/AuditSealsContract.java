package dev.gatehouse.db.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.testing.RaceTrack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sealing: one chain an account, whoever seals, and however it ends. */
abstract class AuditSealsContract extends AuditContract {

    private static final Logger log = LoggerFactory.getLogger(AuditSealsContract.class);
    private static final Duration LEASE = Duration.ofSeconds(10);

    @Autowired
    Environment environment;

    @Autowired
    JdbcTemplate template;

    private static final int BATCH = 7;

    private List<Object> column(String name) {
        return chain().stream().map(row -> row.get(name)).toList();
    }

    @Test
    void sealThenEachRowHasItsPlaceAndItsHashFollowsFromTheOneBefore() {
        append(20);
        assertThat(seals.due(Duration.ofDays(1))).isTrue();
        sealAll();

        List<AuditRow> rows = jdbc.sql("select * from audit_event where account_id = :account order by at, id")
                .param("account", account)
                .query((row, n) -> AuditRow.of(row))
                .list();
        String before = AuditRow.GENESIS;
        for (int i = 0; i < rows.size(); i++) {
            before = rows.get(i).hashAfter(before);
            assertThat(rows.get(i).seal()).isEqualTo(new AuditRow.Seal(account, i + 1, before));
        }
        assertThat(rows).hasSize(20);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void sealOfWhatBelongsToNoAccountThenAChainOfItsOwn() {
        audit.append(AuditEvent.of(null, "system", AuditAction.SIGN_IN_REFUSED, "nobody " + account, null, null));
        sealAll();

        assertThat(jdbc.sql("select chain from audit_event where subject = :subject")
                        .param("subject", "nobody " + account)
                        .query(UUID.class)
                        .single())
                .isEqualTo(AuditRow.NO_ACCOUNT);
    }

    @Test
    void sealWhileAnOlderTransactionIsStillOpenThenItsRowFollowsAndNobodyWaits() throws Exception {
        try (RaceTrack track = new RaceTrack(environment)) {
            transactions.run(() -> {
                append(1); // its time is older than that of the rows below
                try {
                    track.start(List.of((Callable<Integer>) () -> {
                        append(2);
                        sealAll();
                        return 2;
                    }));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(chain()).hasSize(2);
        sealAll();
        assertThat(column("seq")).containsExactly(1L, 2L, 3L);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void sealByFourAtOnceWhileOthersAppendThenOneChainWithoutAGapOrAFork() throws Exception {
        AtomicInteger collisions = new AtomicInteger();
        List<Callable<Integer>> racers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            racers.add(() -> {
                for (int round = 0; round < 40; round++) {
                    try {
                        seals.seal(BATCH);
                    } catch (ConcurrencyFailureException | DuplicateKeyException e) {
                        collisions.incrementAndGet();
                    }
                }
                return 0;
            });
            racers.add(() -> {
                append(50);
                return 50;
            });
        }
        try (RaceTrack track = new RaceTrack(environment)) {
            track.start(racers);
        }
        sealAll();

        log.info("four sealers at once met {} times", collisions.get());
        assertThat(column("seq"))
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.rangeClosed(1, 200).boxed().toList());
        assertThat(wrong()).isEmpty();
    }

    @Test
    void placeThatIsTakenThenTheDatabaseRefusesASecondRowThere() {
        append(2);
        sealAll();

        assertThatThrownBy(() -> jdbc.sql("update audit_event set seq = 1 where chain = :chain and seq = 2")
                        .param("chain", account)
                        .update())
                .isInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void sealThatBreaksOffInTheMiddleThenNothingIsLostAndItGoesOn() {
        append(30);
        seals.seal(1_000);
        append(30);
        AuditSeals broken = new AuditSeals(
                jdbc,
                new JdbcTemplate(java.util.Objects.requireNonNull(template.getDataSource())) {
                    @Override
                    public int[] batchUpdate(String sql, List<? extends Object[]> values) {
                        int[] done = super.batchUpdate(sql, values);
                        if (sql.startsWith("update audit_event")) {
                            throw new IllegalStateException("killed between the rows and the head");
                        }
                        return done;
                    }
                },
                transactions);

        assertThatThrownBy(() -> broken.seal(1_000)).hasMessageContaining("killed");

        assertThat(chain()).hasSizeLessThanOrEqualTo(30);
        sealAll();
        assertThat(chain()).hasSize(60);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void leaseThenOneNodeHoldsItUntilItExpires() {
        UUID mine = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        expire();
        assertThat(seals.lease(mine, LEASE)).isTrue();
        assertThat(seals.lease(other, LEASE)).isFalse();
        assertThat(seals.lease(mine, LEASE)).isTrue();
        expire();
        assertThat(seals.lease(other, LEASE)).isTrue();
        assertThat(seals.lease(mine, LEASE)).isFalse();
    }

    @Test
    void leaseByEightAtOnceThenOneGetsIt() throws Exception {
        expire();
        try (RaceTrack track = new RaceTrack(environment)) {
            assertThat(track.start(Collections.nCopies(8, () -> seals.lease(UUID.randomUUID(), LEASE))))
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void headThatWasSetBackOrRemovedThenSealingGoesOnBehindTheLastRow() {
        append(3);
        sealAll();
        checkpoint();
        for (String tampering : List.of(
                "update audit_chain set seq = 1, checkpoint_number = 0, checkpoint_seq = 0 where chain = :chain",
                "delete from audit_chain where chain = :chain")) {
            jdbc.sql(tampering).param("chain", account).update();
            append(1);
            sealAll();
            checkpoint();
            assertThat(wrong()).as(tampering).isEmpty();
        }
        assertThat(checkpoints()).containsExactly(3L, 4L, 5L);
    }

    private void expire() {
        jdbc.sql("update audit_sealer set expires_at = current_timestamp - interval '1' second")
                .update();
    }

    @Test
    void checkpointThenOncePerIntervalAndOnlyWhereTheChainHasGrown() {
        append(3);
        sealAll();
        checkpoint();
        checkpoint();
        assertThat(checkpoints()).containsExactly(3L);

        append(2);
        sealAll();
        seals.checkpoint(Duration.ofHours(1), AuditContract::sign);
        assertThat(checkpoints()).containsExactly(3L);
        checkpoint();
        assertThat(checkpoints()).containsExactly(3L, 5L);
        assertThat(wrong()).isEmpty();
    }

    @Test
    void checkpointWhenTheSignerFailsThenNoneAndTheNextOneIsNumberOne() {
        append(1);
        sealAll();
        assertThatThrownBy(() -> seals.checkpoint(AT_ONCE, checkpoint -> {
                    throw new IllegalStateException("no key");
                }))
                .hasMessageContaining("no key");
        assertThat(checkpoints()).isEmpty();
        checkpoint();
        assertThat(checkpoints()).containsExactly(1L);
        assertThat(wrong()).isEmpty();
    }

    private List<Long> checkpoints() {
        return jdbc.sql("select seq from audit_checkpoint where chain = :chain order by number")
                .param("chain", account)
                .query(Long.class)
                .list();
    }

    @Test
    void appendThenTheIdOfTheRequestIsKeptAndWhatNoDatabaseKeepsIsReplaced() {
        MDC.put(AuditLog.CORRELATION_ID, "request-1");
        try {
            audit.append(AuditEvent.of(
                    account,
                    "a\0b",
                    AuditAction.SIGNED_IN,
                    "\uD83D\uDE00" + "x".repeat(397) + "\uD83D\uDE00\uD83D",
                    null,
                    null));
        } finally {
            MDC.remove(AuditLog.CORRELATION_ID);
        }
        sealAll();
        assertThat(chain())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("correlation_id", "request-1")
                        .containsEntry("actor", "a\uFFFDb")
                        .containsEntry("subject", "\uD83D\uDE00" + "x".repeat(397)));
        assertThat(wrong()).isEmpty();
    }

    @Test
    void sealOfThousandsThenOneChainAndItsSpeedIsTold() {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            rows.add(new Object[] {UUID.randomUUID(), account, "user:" + UUID.randomUUID(), "{\"n\":" + i + "}"});
        }
        template.batchUpdate(
                "insert into audit_event (id, account_id, at, actor, action, subject, after_state)"
                        + " values (?, ?, current_timestamp, ?, 'SERVER_CHANGED', 'many', ?)",
                rows);
        long start = System.nanoTime();
        sealAll();
        double sealing = (System.nanoTime() - start) / 1e9;
        start = System.nanoTime();
        assertThat(wrong()).isEmpty();
        double verifying = (System.nanoTime() - start) / 1e9;
        log.info(
                "{}: sealed {} rows/s, verified {} rows/s",
                environment.getProperty("spring.datasource.url", "").split(":")[1],
                Math.round(3_000 / sealing),
                Math.round(3_000 / verifying));
        assertThat(chain()).hasSize(3_000);
    }
}
