package dev.gatehouse.db.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something in the audit log that is not as it was sealed.
 *
 * @param chain the account, the nil UUID for what belongs to none; null where that cannot be told
 * @param seq the place in the chain, or the number of the checkpoint
 * @param rowId the row, where there is one
 * @param detail a sentence for people
 */
public record AuditFinding(
        What what,
        @Nullable UUID chain,
        @Nullable Long seq,
        @Nullable UUID rowId,
        String detail) {

    /** What is wrong. */
    public enum What {
        /** A row, or its hash, is not what was sealed. */
        ALTERED,
        /** Rows are gone. */
        MISSING,
        /** A row stands in another place than it was sealed at. */
        OUT_OF_ORDER,
        /** A row that was never sealed stands among those that were. */
        INSERTED,
        /** The end of a chain is gone. */
        CUT_OFF,
        /** The chain has another hash than the checkpoint says: it was written anew. */
        CHECKPOINT_MISMATCH,
        /** A checkpoint is not signed by a key of this installation, or does not say what its row says. */
        CHECKPOINT_SIGNATURE,
        /** A checkpoint is gone. */
        CHECKPOINT_MISSING
    }

    static AuditFinding of(What what, AuditRow row, String detail) {
        AuditRow.Seal seal = row.seal();
        return new AuditFinding(
                what, seal == null ? null : seal.chain(), seal == null ? null : seal.seq(), row.id(), detail);
    }
}
