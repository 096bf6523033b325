package dev.gatehouse.db.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.audit.AuditFinding.What;
import dev.gatehouse.db.testing.TestAccount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is done to the sealed log behind our back is found, and it is said where. */
abstract class AuditVerificationContract extends AuditContract {

    private static final int ROWS = 12;

    private static final List<String> CHANGES = List.of(
            "id = '" + UUID.randomUUID() + "'",
            "account_id = '" + UUID.randomUUID() + "'",
            "account_id = null",
            "at = at + interval '1' second",
            "actor = 'user:v'",
            "action = 'SERVER_DELETED'",
            "subject = 'somebody else'",
            "server_id = null",
            "server_id = '" + UUID.randomUUID() + "'",
            "reason = null",
            "reason = ''",
            "before_state = null",
            "before_state = '{\"n\":5}'",
            "after_state = '{\"n\":4}'",
            "correlation_id = 'x'",
            "correlation_id = ''",
            "hash = '" + "0".repeat(64) + "'");

    private static final List<String> RESTORED = List.of(
            "account_id",
            "at",
            "actor",
            "action",
            "subject",
            "server_id",
            "reason",
            "before_state",
            "after_state",
            "correlation_id",
            "hash",
            "id");

    @BeforeEach
    void twelveSealedRowsAndTwoCheckpoints() {
        for (int i = 1; i <= ROWS; i++) {
            audit.append(AuditEvent.of(account, "user:u", AuditAction.SERVER_CHANGED, "s" + i, UUID.randomUUID(), "WHY")
                    .change("{\"n\":" + i + "}", "{\"n\":" + (i + 1) + "}"));
            sealAll();
            if (i == 6 || i == ROWS) {
                checkpoint();
            }
        }
        assertThat(wrong()).isEmpty();
    }

    private void tamper(String sql) {
        assertThat(jdbc.sql(sql).param("chain", account).update()).isPositive();
    }

    private void row(String change, int seq) {
        tamper("update audit_event set " + change + " where chain = :chain and seq = " + seq);
    }

    @Test
    void nothingDoneThenEveryRowAndCheckpointIsCountedAndProved() {
        assertThat(verification.verify(account, AuditContract::read, finding -> {}))
                .isEqualTo(new AuditVerification.Verified(account, ROWS, 2, ROWS));
    }

    @Test
    void anyColumnOfARowAlteredThenThatRowIsNamed() {
        Map<String, Object> fourth = chain().get(3);
        for (String change : CHANGES) {
            row(change, 4);
            assertThat(wrong()).as(change).isNotEmpty().allMatch(line -> line.matches("ALTERED [45]"));
            assertThat(findings().get(0).rowId()).isNotNull();
            for (String column : RESTORED) {
                restore(4, column, fourth.get(column));
            }
            assertThat(wrong()).as("restored after " + change).isEmpty();
        }
    }

    private void restore(int seq, String column, Object value) {
        Object stored = column.equals("at") ? Column.of(Column.instant(value)) : value;
        jdbc.sql("update audit_event set " + column + " = :value where chain = :chain and seq = :seq")
                .param("value", stored)
                .param("chain", account)
                .param("seq", (long) seq)
                .update();
    }

    @Test
    void everyColumnOfTheTableThenIsSealedOrIsTheSealItself() {
        assertThat(chain().get(0).keySet().stream().map(name -> name.toLowerCase(java.util.Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "id",
                        "account_id",
                        "at",
                        "actor",
                        "action",
                        "subject",
                        "server_id",
                        "reason",
                        "before_state",
                        "after_state",
                        "correlation_id",
                        "chain",
                        "seq",
                        "hash");
    }

    @Test
    void rowAlteredWithoutItsHashThenExactlyThatRow() {
        row("subject = 'somebody else'", 4);
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.what()).isEqualTo(What.ALTERED);
            assertThat(finding.seq()).isEqualTo(4);
            assertThat(finding.rowId()).isEqualTo(chain().get(3).get("id"));
        });
    }

    @Test
    void rowsDeletedThenTheGapIsNamed() {
        tamper("delete from audit_event where chain = :chain and seq in (4, 5)");
        assertThat(wrong()).containsExactly("MISSING 4");
        tamper("delete from audit_event where chain = :chain and seq = 1");
        assertThat(wrong()).containsExactly("MISSING 1", "MISSING 4");
    }

    @Test
    void rowTakenOutOfTheChainThenItsPlaceIsMissing() {
        row("chain = null", 4);
        assertThat(wrong()).containsExactly("MISSING 4");
    }

    @Test
    void rowUnsealedAndSealedAgainThenItsPlaceIsMissing() {
        row("chain = null, seq = null, hash = null", 4);
        sealAll();
        assertThat(wrong()).containsExactly("MISSING 4");
    }

    @Test
    void rowsSwappedThenBothAreNamed() {
        for (int[] pair : new int[][] {{3, 8}, {8, 3}, {4, 5}}) {
            swap(pair[0], pair[1]);
            assertThat(wrong()).containsExactlyInAnyOrder("OUT_OF_ORDER " + pair[0], "OUT_OF_ORDER " + pair[1]);
            swap(pair[0], pair[1]);
            assertThat(wrong()).isEmpty();
        }
    }

    private void swap(int one, int other) {
        row("seq = 1000", one);
        row("seq = " + one, other);
        row("seq = " + other, 1000);
    }

    @Test
    void contentsSwappedThenBothAreNamed() {
        Object third = chain().get(2).get("subject");
        Object eighth = chain().get(7).get("subject");
        row("subject = '" + eighth + "'", 3);
        row("subject = '" + third + "'", 8);
        assertThat(wrong()).containsExactly("ALTERED 3", "ALTERED 8");
    }

    @Test
    void rowPutInBetweenThenItIsNamed() {
        AuditRow third = rows().get(2);
        for (int seq = ROWS; seq > 3; seq--) {
            row("seq = " + (seq + 1), seq);
        }
        UUID id = UUID.randomUUID();
        AuditRow forged =
                new AuditRow(id, account, third.at(), "user:u", "SIGNED_IN", "x", null, null, null, null, null, null);
        insert(forged, 4, "f".repeat(64));
        assertThat(wrong()).contains("INSERTED 4").noneMatch(line -> line.startsWith("ALTERED"));
        assertThat(wrong()).contains("CHECKPOINT_MISMATCH 6", "CHECKPOINT_MISMATCH 12");

        tamper("update audit_event set hash = '" + forged.hashAfter(hash(third))
                + "' where chain = :chain and seq = 4");
        assertThat(findings().stream().filter(finding -> finding.what() == What.INSERTED))
                .anyMatch(finding -> id.equals(finding.rowId()));
    }

    @Test
    void rowPutInFrontOrBehindThenItIsNamed() {
        insert(rows().get(2), 0, "f".repeat(64));
        insert(rows().get(2), ROWS + 1, "f".repeat(64));
        assertThat(wrong()).contains("INSERTED 0", "INSERTED " + (ROWS + 1));
    }

    private void insert(AuditRow row, long seq, String hash) {
        jdbc.sql("insert into audit_event (id, account_id, at, actor, action, subject, chain, seq, hash)"
                        + " values (:id, :chain, :at, :actor, :action, :subject, :chain, :seq, :hash)")
                .param("id", row.seal() == null ? row.id() : UUID.randomUUID())
                .param("chain", account)
                .param("at", Column.of(row.at()))
                .param("actor", row.actor())
                .param("action", row.action())
                .param("subject", row.subject())
                .param("seq", seq)
                .param("hash", hash)
                .update();
    }

    @Test
    void endCutOffThenItIsSaidWhereEvenWhenTheHeadWasSetBack() {
        tamper("delete from audit_event where chain = :chain and seq > 9");
        assertThat(wrong()).containsExactly("CUT_OFF 10");
        tamper("update audit_chain set seq = 9, checkpoint_number = 1, checkpoint_seq = 6 where chain = :chain");
        assertThat(wrong()).containsExactly("CUT_OFF 10");
    }

    @Test
    void endCutOffWithItsCheckpointThenOnlyAnEarlierExportKnows() {
        List<AuditCheckpoint> exported = exported();
        tamper("delete from audit_event where chain = :chain and seq > 9");
        tamper("delete from audit_checkpoint where chain = :chain and number = 2");
        assertThat(wrong()).containsExactly("CHECKPOINT_MISSING 2", "CUT_OFF 10");
        tamper("update audit_chain set seq = 9, checkpoint_number = 1, checkpoint_seq = 6, hash = (select hash"
                + " from audit_event e where e.chain = audit_chain.chain and e.seq = 9) where chain = :chain");
        assertThat(wrong()).isEmpty();

        assertThat(compared(exported)).containsExactly("CUT_OFF 12");
    }

    @Test
    void chainWrittenAnewThenTheCheckpointsSaySo() {
        List<AuditCheckpoint> exported = exported();
        row("subject = 'somebody else'", 2);
        tamper("delete from audit_chain where chain = :chain");
        jdbc.sql("update audit_event set seq = -seq where chain = :chain")
                .param("chain", account)
                .update();
        String before = AuditRow.GENESIS;
        List<AuditRow> anew = new ArrayList<>(rows());
        java.util.Collections.reverse(anew);
        for (int i = 0; i < anew.size(); i++) {
            before = anew.get(i).hashAfter(before);
            row("seq = " + (i + 1) + ", hash = '" + before + "'", -(i + 1));
        }
        jdbc.sql("insert into audit_chain values (:chain, :seq, :hash, 2, :seq, null)")
                .param("chain", account)
                .param("seq", (long) ROWS)
                .param("hash", before)
                .update();
        assertThat(wrong()).containsExactly("CHECKPOINT_MISMATCH 12", "CHECKPOINT_MISMATCH 6");

        tamper("delete from audit_checkpoint where chain = :chain");
        tamper("update audit_chain set checkpoint_number = 0, checkpoint_seq = 0 where chain = :chain");
        checkpoint();
        assertThat(wrong()).as("signed by the sealer itself").isEmpty();
        assertThat(compared(exported)).containsExactly("CHECKPOINT_MISMATCH 6", "CHECKPOINT_MISMATCH 12");
    }

    @Test
    void checkpointAlteredForgedOrRemovedThenItIsNamed() {
        String second = jdbc.sql("select jws from audit_checkpoint where chain = :chain and number = 2")
                .param("chain", account)
                .query(String.class)
                .single();
        for (String change : List.of(
                "jws = 'forged|x'",
                "jws = '" + second + "'",
                "hash = '" + "0".repeat(64) + "'",
                "seq = 5",
                "at = at + interval '1' second")) {
            tamper("update audit_checkpoint set " + change + " where chain = :chain and number = 1");
            assertThat(wrong()).as(change).containsExactly("CHECKPOINT_SIGNATURE 1");
            jdbc.sql("delete from audit_checkpoint where chain = :chain and number = 1")
                    .param("chain", account)
                    .update();
            assertThat(wrong()).containsExactly("CHECKPOINT_MISSING 1");
            insertFirstCheckpoint();
            assertThat(wrong()).isEmpty();
        }
    }

    private void insertFirstCheckpoint() {
        AuditCheckpoint first = new AuditCheckpoint(account, 1, 6, hash(rows().get(5)), TestAccount.now());
        jdbc.sql("insert into audit_checkpoint values (:chain, 1, 6, :hash, :at, :jws)")
                .param("chain", account)
                .param("hash", first.hash())
                .param("at", Column.of(first.at()))
                .param("jws", sign(first))
                .update();
    }

    @Test
    void chainsThenEachIsWalkedOnceWithThatOfNoAccount() {
        audit.append(AuditEvent.of(null, "system", AuditAction.SIGN_IN_REFUSED, "nobody", null, null));
        sealAll();
        List<UUID> chains = new ArrayList<>();
        for (var chain = verification.chainAfter(null);
                chain.isPresent();
                chain = verification.chainAfter(chain.get())) {
            chains.add(chain.get());
        }
        assertThat(chains).contains(account, AuditRow.NO_ACCOUNT).doesNotHaveDuplicates();
    }

    private List<AuditCheckpoint> exported() {
        return jdbc.sql("select * from audit_checkpoint where chain = :chain order by number")
                .param("chain", account)
                .query((row, n) -> AuditCheckpoint.of(row))
                .list();
    }

    private List<String> compared(List<AuditCheckpoint> exported) {
        return exported.stream()
                .flatMap(checkpoint -> verification.compare(checkpoint).stream())
                .map(finding -> finding.what() + " " + finding.seq())
                .toList();
    }

    private List<AuditRow> rows() {
        return jdbc.sql("select * from audit_event where chain = :chain order by seq")
                .param("chain", account)
                .query((row, n) -> AuditRow.of(row))
                .list();
    }

    private static String hash(AuditRow row) {
        return java.util.Objects.requireNonNull(row.seal()).hash();
    }
}
