package dev.gatehouse.db.audit;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.audit.AuditFinding.What;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Verifies the audit log: computes every chain anew and compares it with its signed checkpoints. Reads page by page, outside
 * of any transaction, up to where each chain ended when its turn came.
 */
@Component
public final class AuditVerification {

    private static final int PAGE = 1_000;

    private final JdbcClient jdbc;

    AuditVerification(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The chain behind this one; the first where none is given. */
    public Optional<UUID> chainAfter(@Nullable UUID chain) {
        String behind = chain == null ? "" : " where chain > :chain";
        String one = "(select chain from %s" + behind + " order by chain limit 1)";
        String sealed = "(select chain from audit_event where chain is not null"
                + (chain == null ? "" : " and chain > :chain") + " order by chain limit 1)";
        JdbcClient.StatementSpec query = jdbc.sql("select chain from (" + sealed + " union "
                + one.formatted("audit_chain") + " union " + one.formatted("audit_checkpoint")
                + ") chains order by chain limit 1");
        return (chain == null ? query : query.param("chain", chain))
                .query((row, n) -> Column.uuid(row, "chain"))
                .optional();
    }

    /**
     * Verifies one chain.
     *
     * @param reader what a checkpoint's JWS says, if this installation signed it
     * @param found is told of everything that is wrong
     */
    public Verified verify(
            UUID chain, Function<String, Optional<AuditCheckpoint>> reader, Consumer<AuditFinding> found) {
        Ends ends = ends(chain);
        Checkpoints checkpoints = new Checkpoints(chain, ends.checkpoint, reader, found);
        ChainWalk walk = new ChainWalk(chain, checkpoints, found);
        long after = Long.MIN_VALUE;
        List<AuditRow> page;
        do {
            page = rows(chain, after, ends.row);
            for (AuditRow row : page) {
                walk.row(row);
                AuditRow.Seal seal = row.seal();
                after = seal == null ? after : seal.seq();
            }
        } while (page.size() == PAGE);
        walk.end();
        checkEnds(chain, ends, checkpoints, found);
        return new Verified(chain, walk.rows(), checkpoints.good, checkpoints.lastGood);
    }

    private void checkEnds(UUID chain, Ends ends, Checkpoints checkpoints, Consumer<AuditFinding> found) {
        long end = Math.max(ends.headSeq, checkpoints.lastGood);
        if (ends.row < end) {
            found.accept(new AuditFinding(
                    What.CUT_OFF,
                    chain,
                    ends.row + 1,
                    null,
                    "the chain ends at number " + ends.row + ", but had " + end));
        }
        if (ends.row > ends.headSeq) {
            found.accept(new AuditFinding(
                    What.INSERTED,
                    chain,
                    ends.headSeq + 1,
                    null,
                    "the sealer left off at number " + ends.headSeq + ", but rows follow"));
        }
        if (ends.headCheckpoint > ends.checkpoint) {
            found.accept(checkpointsMissing(chain, ends.checkpoint + 1, ends.headCheckpoint));
        }
    }

    private static AuditFinding checkpointsMissing(UUID chain, long first, long last) {
        String numbers = first == last ? "checkpoint " + first : "checkpoints " + first + " to " + last;
        return new AuditFinding(What.CHECKPOINT_MISSING, chain, first, null, numbers + " gone");
    }

    /** Compares a checkpoint that was exported earlier with what the chain is now. */
    public Optional<AuditFinding> compare(AuditCheckpoint checkpoint) {
        Optional<AuditRow> row = jdbc.sql(
                        "select " + AuditRow.COLUMNS + " from audit_event" + " where chain = :chain and seq = :seq")
                .param("chain", checkpoint.chain())
                .param("seq", checkpoint.seq())
                .query((found, n) -> AuditRow.of(found))
                .optional();
        if (row.isPresent()) {
            AuditRow.Seal seal = row.get().seal();
            return seal != null && seal.hash().equals(checkpoint.hash())
                    ? Optional.empty()
                    : Optional.of(ChainWalk.mismatch(checkpoint, row.get()));
        }
        boolean cut = ends(checkpoint.chain()).row < checkpoint.seq();
        return Optional.of(new AuditFinding(
                cut ? What.CUT_OFF : What.MISSING,
                checkpoint.chain(),
                checkpoint.seq(),
                null,
                "the exported checkpoint " + checkpoint.number() + " knows this row, and it is gone"));
    }

    private List<AuditRow> rows(UUID chain, long after, long last) {
        return jdbc.sql("select " + AuditRow.COLUMNS + " from audit_event where chain = :chain and seq > :after"
                        + " and seq <= :last order by chain, seq limit " + PAGE)
                .param("chain", chain)
                .param("after", after)
                .param("last", last)
                .query((row, n) -> AuditRow.of(row))
                .list();
    }

    /** In one statement, so that a seal or a checkpoint is in all of it or in none. */
    private Ends ends(UUID chain) {
        return jdbc.sql("select (select max(seq) from audit_event where chain = :chain) as row_seq,"
                        + " (select max(number) from audit_checkpoint where chain = :chain) as number,"
                        + " (select seq from audit_chain where chain = :chain) as head_seq,"
                        + " (select checkpoint_number from audit_chain where chain = :chain) as head_number"
                        + " from audit_sealer where id = 1")
                .param("chain", chain)
                .query((row, n) -> new Ends(
                        row.getLong("row_seq"),
                        row.getLong("number"),
                        row.getLong("head_seq"),
                        row.getLong("head_number")))
                .single();
    }

    /** Where a chain ends; 0 for what is not there. */
    private record Ends(long row, long checkpoint, long headSeq, long headCheckpoint) {}

    /**
     * A chain that was verified.
     *
     * @param rows how many it has
     * @param checkpoints how many good ones it has
     * @param provedThrough the last row that a good checkpoint vouches for; 0 for none
     */
    public record Verified(UUID chain, long rows, long checkpoints, long provedThrough) {}

    /** The checkpoints of a chain whose signatures are good, read page by page; says what is wrong with the others. */
    private final class Checkpoints implements Iterator<AuditCheckpoint> {

        private final UUID chain;
        private final long last;
        private final Function<String, Optional<AuditCheckpoint>> reader;
        private final Consumer<AuditFinding> found;
        private final Deque<AuditCheckpoint> waiting = new ArrayDeque<>();
        private long number;
        private boolean done;
        private long good;
        private long lastGood;

        Checkpoints(
                UUID chain,
                long last,
                Function<String, Optional<AuditCheckpoint>> reader,
                Consumer<AuditFinding> found) {
            this.chain = chain;
            this.last = last;
            this.reader = reader;
            this.found = found;
        }

        @Override
        public boolean hasNext() {
            while (waiting.isEmpty() && !done) {
                List<AuditCheckpoint.Signed> page = page();
                page.forEach(this::judge);
                done = page.size() < PAGE;
            }
            return !waiting.isEmpty();
        }

        @Override
        public AuditCheckpoint next() {
            return waiting.remove();
        }

        private void judge(AuditCheckpoint.Signed signed) {
            AuditCheckpoint stored = signed.checkpoint();
            if (stored.number() > number + 1) {
                found.accept(checkpointsMissing(chain, number + 1, stored.number() - 1));
            }
            number = stored.number();
            if (reader.apply(signed.jws()).filter(stored::equals).isEmpty()) {
                found.accept(new AuditFinding(
                        What.CHECKPOINT_SIGNATURE,
                        chain,
                        number,
                        null,
                        "checkpoint " + number + " was altered, or signed by no key that this installation trusts"));
                return;
            }
            good++;
            lastGood = Math.max(lastGood, stored.seq());
            waiting.add(stored);
        }

        private List<AuditCheckpoint.Signed> page() {
            return jdbc.sql("select * from audit_checkpoint where chain = :chain and number > :after"
                            + " and number <= :last order by chain, number limit " + PAGE)
                    .param("chain", chain)
                    .param("after", number)
                    .param("last", last)
                    .query((row, n) -> AuditCheckpoint.Signed.of(row))
                    .list();
        }
    }
}
