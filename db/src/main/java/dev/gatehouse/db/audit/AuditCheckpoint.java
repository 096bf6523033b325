package dev.gatehouse.db.audit;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/**
 * What a checkpoint says: that a chain had this hash at this place, and so exactly these rows.
 *
 * @param chain the account, the nil UUID for what belongs to none
 * @param number 1, 2, 3 and so on in the chain
 * @param seq the place of the last row, and so the number of rows
 * @param hash of that row
 * @param at when it was signed, by the database's clock
 */
public record AuditCheckpoint(UUID chain, long number, long seq, String hash, Instant at) {

    static AuditCheckpoint of(ResultSet row) throws SQLException {
        return new AuditCheckpoint(
                Column.uuid(row, "chain"),
                row.getLong("number"),
                row.getLong("seq"),
                row.getString("hash"),
                Column.instant(row, "at"));
    }

    /**
     * A checkpoint with its signature, as it is stored.
     *
     * @param jws in compact form
     */
    public record Signed(AuditCheckpoint checkpoint, String jws) {

        static Signed of(ResultSet row) throws SQLException {
            return new Signed(AuditCheckpoint.of(row), row.getString("jws"));
        }
    }
}
