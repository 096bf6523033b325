package dev.gatehouse.db.audit;

import dev.gatehouse.db.audit.AuditFinding.What;
import dev.gatehouse.db.audit.Suspects.Neighbour;
import java.util.Iterator;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks one chain from its first row to its last, past its checkpoints, and says what is wrong. Keeps two rows at a time. */
final class ChainWalk {

    private static final Neighbour NOTHING = new Neighbour(null, AuditRow.GENESIS);

    private final UUID chain;
    private final Iterator<AuditCheckpoint> checkpoints;
    private final Consumer<AuditFinding> found;
    private final Suspects suspects;
    private Neighbour before = NOTHING;
    private String twoBefore = AuditRow.GENESIS;
    private long rows;
    private long next = 1;
    private @Nullable AuditCheckpoint checkpoint;

    /**
     * Begins.
     *
     * @param checkpoints those of the chain whose signatures are good, in order
     */
    ChainWalk(UUID chain, Iterator<AuditCheckpoint> checkpoints, Consumer<AuditFinding> found) {
        this.chain = chain;
        this.checkpoints = checkpoints;
        this.found = found;
        this.suspects = new Suspects(found);
        advance();
    }

    /** The next row, by its place. */
    void row(AuditRow row) {
        rows++;
        AuditRow.Seal seal = Objects.requireNonNull(row.seal());
        if (seal.seq() < next) {
            found.accept(AuditFinding.of(What.INSERTED, row, "there is no such place in a chain"));
            return;
        }
        if (seal.seq() > next) {
            String places = seal.seq() == next + 1 ? "" : " to " + (seal.seq() - 1);
            found.accept(new AuditFinding(
                    What.MISSING, chain, next, null, "number " + next + places + " is gone; what follows was not"));
        } else if (!row.hashAfter(before.hash()).equals(seal.hash())) {
            suspects.add(row, before, twoBefore);
        }
        twoBefore = before.hash();
        before = new Neighbour(row.id(), seal.hash());
        next = seal.seq() + 1;
        while (checkpoint != null && checkpoint.seq() <= seal.seq()) {
            if (checkpoint.seq() == seal.seq() && !checkpoint.hash().equals(seal.hash())) {
                found.accept(mismatch(checkpoint, row));
            }
            advance();
        }
    }

    /** All rows were seen; those that are left of the checkpoints are beyond the last. */
    void end() {
        suspects.judge();
        while (checkpoint != null) {
            advance();
        }
    }

    /** How many rows it saw. */
    long rows() {
        return rows;
    }

    static AuditFinding mismatch(AuditCheckpoint checkpoint, AuditRow row) {
        return AuditFinding.of(
                What.CHECKPOINT_MISMATCH,
                row,
                "checkpoint " + checkpoint.number() + " of " + AuditRow.time(checkpoint.at())
                        + " says another hash: rows up to here were written anew");
    }

    private void advance() {
        checkpoint = checkpoints.hasNext() ? checkpoints.next() : null;
    }
}
