package dev.gatehouse.db.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.testing.RaceTrack;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The feed is numbered in commit order, and a reader with a cursor misses nothing. */
abstract class ChangeFeedContract {

    private static final int WRITERS = 16;
    private static final int EACH = 40;

    @Autowired
    ChangeFeed feed;

    @Autowired
    Transactions transactions;

    @Autowired
    PlatformTransactionManager transactionManager;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Environment environment;

    private static String subject() {
        return UUID.randomUUID().toString();
    }

    private void append(ChangeType type, String subject) {
        transactions.run(() -> feed.append(type, subject, "TEST"));
    }

    private void expire(String subject) {
        jdbc.sql("update change_entry set expires_at = current_timestamp - interval '1' second where subject = :s")
                .param("s", subject)
                .update();
    }

    @Test
    void appendThenNumberedInTheOrderOfAppendingFromTheLastNumberOn() {
        long before = feed.position().lastSeq();
        String first = subject();
        String second = subject();
        transactions.run(() -> {
            feed.append(ChangeType.SERVER, first, "CREATED");
            feed.append(ChangeType.AUTHORIZATION, second, "SIGNED_OUT");
            assertThat(feed.position().lastSeq())
                    .as("numbered just before the commit")
                    .isEqualTo(before);
        });
        List<ChangeEntry> entries = feed.after(before, 10);
        assertThat(entries).extracting(ChangeEntry::seq).containsExactly(before + 1, before + 2);
        assertThat(entries).extracting(ChangeEntry::subject).containsExactly(first, second);
        assertThat(entries).extracting(ChangeEntry::type).containsExactly(ChangeType.SERVER, ChangeType.AUTHORIZATION);
        assertThat(entries).extracting(ChangeEntry::reason).containsExactly("CREATED", "SIGNED_OUT");
        assertThat(feed.position().lastSeq()).isEqualTo(before + 2);
        assertThat(feed.after(before, 1)).hasSize(1);
        assertThat(feed.after(before + 2, 10)).isEmpty();
    }

    @Test
    void appendWhenTheTransactionRollsBackThenNothingIsWrittenAndNoNumberIsLost() {
        long before = feed.position().lastSeq();
        transactions.run(status -> {
            feed.append(ChangeType.KEYS, subject(), "TEST");
            status.setRollbackOnly();
            return true;
        });
        assertThatThrownBy(() -> transactions.run(() -> {
                    feed.append(ChangeType.KEYS, subject(), "TEST");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(feed.position().lastSeq()).isEqualTo(before);
        append(ChangeType.KEYS, subject());
        assertThat(feed.after(before, 10)).hasSize(1);
    }

    @Test
    void commitThenToldOnceEverybodySeesItAndARollbackIsNotTold() {
        List<Long> told = new ArrayList<>();
        feed.onCommit(() -> told.add(feed.position().lastSeq()));
        long before = feed.position().lastSeq();
        transactions.run(status -> {
            feed.append(ChangeType.KEYS, subject(), "TEST");
            status.setRollbackOnly();
            return true;
        });
        assertThat(told).isEmpty();
        transactions.run(() -> {
            feed.append(ChangeType.KEYS, subject(), "TEST");
            feed.append(ChangeType.KEYS, subject(), "TEST");
            assertThat(told).isEmpty();
        });
        assertThat(told).containsExactly(before + 2);
    }

    @Test
    void appendOutsideATransactionThenRefusedAndTheNextTransactionIsWhole() {
        long before = feed.position().lastSeq();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> feed.append(ChangeType.KEYS, subject(), "TEST"))
                    .isInstanceOf(IllegalStateException.class);
        }
        String next = subject();
        append(ChangeType.KEYS, next);
        assertThat(feed.after(before, 10)).extracting(ChangeEntry::subject).containsExactly(next);
    }

    @Test
    void appendInATransactionOfItsOwnThenItIsWrittenWhateverBecomesOfTheOuterOne() {
        TransactionTemplate own = new TransactionTemplate(transactionManager);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        long before = feed.position().lastSeq();
        String inner = subject();
        transactions.run(status -> {
            feed.append(ChangeType.KEYS, subject(), "TEST");
            own.executeWithoutResult(s -> feed.append(ChangeType.KEYS, inner, "TEST"));
            feed.append(ChangeType.KEYS, subject(), "TEST");
            status.setRollbackOnly();
            return true;
        });
        assertThat(feed.after(before, 10)).extracting(ChangeEntry::subject).containsExactly(inner);
    }

    @Test
    void appendBySixteenAtOnceThenTheReaderMissesNothingAndSeesNothingTwice() throws Exception {
        long start = feed.position().lastSeq();
        Set<String> written = java.util.concurrent.ConcurrentHashMap.newKeySet();
        AtomicInteger running = new AtomicInteger(WRITERS);
        List<String> read = new ArrayList<>();
        List<Callable<Boolean>> racers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            racers.add(() -> write(written, running));
        }
        racers.add(() -> {
            long cursor = start;
            for (boolean last = false; !last; ) {
                last = running.get() == 0 || Thread.interrupted();
                for (ChangeEntry entry : feed.after(cursor, 500)) {
                    cursor = entry.seq();
                    read.add(entry.subject());
                }
            }
            return true;
        });
        try (RaceTrack track = new RaceTrack(environment)) {
            track.start(racers);
        }
        Set<String> lost = new HashSet<>(written);
        read.forEach(lost::remove);
        LoggerFactory.getLogger(getClass())
                .info("feed-16 {} entries, {} lost, {} twice", written.size(), lost.size(), twice(read));
        assertThat(lost).isEmpty();
        assertThat(read).doesNotHaveDuplicates().hasSize(written.size());
        assertThat(feed.position().lastSeq()).isEqualTo(start + written.size());
    }

    private static int twice(List<String> read) {
        return read.size() - new HashSet<>(read).size();
    }

    private boolean write(Set<String> written, AtomicInteger running) {
        try {
            return write(written);
        } finally {
            running.decrementAndGet();
        }
    }

    private boolean write(Set<String> written) {
        for (int n = 0; n < EACH; n++) {
            boolean rollBack = n % 5 == 4;
            List<String> subjects = n % 3 == 0 ? List.of(subject(), subject()) : List.of(subject());
            transactions.run(status -> {
                subjects.forEach(subject -> feed.append(ChangeType.TOKEN, subject, "TEST"));
                if (rollBack) {
                    status.setRollbackOnly();
                }
                return true;
            });
            if (!rollBack) {
                written.addAll(subjects);
            }
        }
        return true;
    }

    @Test
    void revocationsThenThoseThatStillConcernATokenAndNoOtherChanges() {
        List<String> live = List.of(subject(), subject(), subject());
        append(ChangeType.TOKEN, live.get(0));
        append(ChangeType.AUTHORIZATION, live.get(1));
        append(ChangeType.KEY, live.get(2));
        String server = subject();
        append(ChangeType.SERVER, server);
        String expired = subject();
        append(ChangeType.TOKEN, expired);
        expire(expired);

        List<ChangeEntry> revocations = feed.revocations();

        assertThat(revocations)
                .extracting(ChangeEntry::subject)
                .containsAll(live)
                .doesNotContain(server, expired);
        assertThat(revocations).isSortedAccordingTo(java.util.Comparator.comparingLong(ChangeEntry::seq));
        assertThat(revocations).allMatch(entry -> entry.type().isRevocation());
    }

    @Test
    void revokedThenMatchedByKindAndIdWhileTheEntryLives() {
        String id = subject();
        String none = subject();
        append(ChangeType.AUTHORIZATION, id);
        assertThat(feed.revoked(none, id, none)).isTrue();
        assertThat(feed.revoked(id, none, none)).isFalse();
        assertThat(feed.revoked(none, none, id)).isFalse();
        append(ChangeType.TOKEN, id);
        assertThat(feed.revoked(id, none, none)).isTrue();
        append(ChangeType.KEY, id);
        assertThat(feed.revoked(none, none, id)).isTrue();
        expire(id);
        assertThat(feed.revoked(id, id, id)).isFalse();
    }

    @Test
    void entryLivesLongerThanTheLongestAccessToken() {
        String id = subject();
        append(ChangeType.TOKEN, id);
        Long minutes = jdbc.sql("select count(*) from change_entry where subject = :s"
                        + " and expires_at = at + interval '61' minute")
                .param("s", id)
                .query(Long.class)
                .single();
        assertThat(minutes).isEqualTo(1);
    }

    @Test
    void purgeThenWhatExpiredIsGoneAndThePositionSaysSo() {
        String expired = subject();
        append(ChangeType.TOKEN, expired);
        long seq = feed.position().lastSeq();
        String live = subject();
        append(ChangeType.TOKEN, live);
        expire(expired);

        assertThat(feed.purge()).isPositive();

        FeedPosition position = feed.position();
        assertThat(position.purgedThrough()).isEqualTo(seq);
        assertThat(position.lastSeq()).isEqualTo(seq + 1);
        assertThat(feed.after(seq - 1, 10)).extracting(ChangeEntry::subject).containsExactly(live);
        assertThat(feed.purge()).isZero();
        assertThat(feed.position()).isEqualTo(position);
    }

    @Test
    void epochStaysTheSame() {
        UUID epoch = feed.position().epoch();
        append(ChangeType.KEYS, subject());
        assertThat(feed.position().epoch()).isEqualTo(epoch);
    }
}
