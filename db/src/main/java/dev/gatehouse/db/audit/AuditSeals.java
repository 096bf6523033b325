package dev.gatehouse.db.audit;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Seals the audit log behind the back of those who write it: gives rows that are committed their places in the hash chain of
 * their account, and signs where a chain stands. The lease only spares nodes the work of another; that a chain never forks
 * rests on the lock of its head, on each row being sealed once, and on the unique place.
 */
@Component
public final class AuditSeals {

    private static final String DUE = "c.seq > c.checkpoint_seq and (c.checkpoint_at is null"
            + " or c.checkpoint_at <= current_timestamp - cast(:seconds as integer) * interval '1' second)";

    private final JdbcClient jdbc;
    private final JdbcOperations batches;
    private final Transactions transactions;

    AuditSeals(JdbcClient jdbc, JdbcOperations batches, Transactions transactions) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.transactions = transactions;
    }

    /** Whether there is something to seal or to sign. */
    public boolean due(Duration interval) {
        return jdbc.sql("select case when exists (select 1 from audit_event where seq is null)"
                                + " or exists (select 1 from audit_chain c where " + DUE + ") then 1 else 0 end")
                        .param("seconds", interval.toSeconds())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Takes or renews the lease; false when another node has it. */
    public boolean lease(UUID node, Duration length) {
        return transactions.run(() -> jdbc.sql("update audit_sealer set holder = :node, expires_at ="
                                + " current_timestamp + cast(:seconds as integer) * interval '1' second"
                                + " where id = 1 and (holder = :node or expires_at <= current_timestamp)")
                        .param("node", node)
                        .param("seconds", length.toSeconds())
                        .update()
                == 1);
    }

    /** Seals the oldest rows that are not sealed, at most so many; answers how many it sealed. */
    public int seal(int most) {
        return transactions.run(() -> {
            List<AuditRow> rows = jdbc.sql("select " + AuditRow.COLUMNS + " from audit_event where seq is null"
                            + " order by seq, at, id limit :most")
                    .param("most", most)
                    .query((row, n) -> AuditRow.of(row))
                    .list();
            if (!rows.isEmpty()) {
                write(rows, lockedHeads(rows));
            }
            return rows.size();
        });
    }

    private void write(List<AuditRow> rows, Map<UUID, Head> heads) {
        List<Object[]> seals = new ArrayList<>(rows.size());
        for (AuditRow row : rows) {
            Head head = heads.compute(
                    row.chain(),
                    (chain, former) -> former == null
                            ? new Head(1, row.hashAfter(AuditRow.GENESIS))
                            : new Head(former.seq + 1, row.hashAfter(former.hash)));
            seals.add(new Object[] {row.chain(), head.seq, head.hash, row.id()});
        }
        requireOneEach(batches.batchUpdate(
                "update audit_event set chain = ?, seq = ?, hash = ? where id = ? and seq is null", seals));
        List<Object[]> ends = heads.entrySet().stream()
                .map(end -> new Object[] {end.getValue().seq, end.getValue().hash, end.getKey()})
                .toList();
        requireOneEach(batches.batchUpdate("update audit_chain set seq = ?, hash = ? where chain = ?", ends));
    }

    /** Another node was faster when a row is not there any more to be sealed: the next look sees what it left. */
    private static void requireOneEach(int[] counts) {
        for (int count : counts) {
            if (count != 1) {
                throw new ConcurrencyFailureException("another node seals, too");
            }
        }
    }

    /** The heads of the chains of these rows, locked in order; a chain that begins has one from now on. */
    private Map<UUID, Head> lockedHeads(List<AuditRow> rows) {
        Map<String, UUID> chains = new TreeMap<>();
        rows.forEach(row -> chains.put(row.chain().toString(), row.chain()));
        Map<UUID, Head> heads = new HashMap<>();
        for (UUID chain : chains.values()) {
            heads.put(chain, end(chain, lockedHead(chain).orElseGet(() -> begun(chain))));
        }
        return heads;
    }

    private Optional<Head> lockedHead(UUID chain) {
        return jdbc.sql("select seq, hash from audit_chain where chain = :chain for update")
                .param("chain", chain)
                .query((row, n) -> Head.of(row))
                .optional();
    }

    /** Where the chain ends: a head that somebody has set back must not stop the sealing of all chains. */
    private Head end(UUID chain, Head head) {
        return jdbc.sql("select seq, hash from audit_event where chain = :chain and seq > :seq and hash is not null"
                        + " order by chain desc, seq desc limit 1")
                .param("chain", chain)
                .param("seq", head.seq)
                .query((row, n) -> Head.of(row))
                .optional()
                .orElse(head);
    }

    private Head begun(UUID chain) {
        jdbc.sql("insert into audit_chain (chain, seq, hash, checkpoint_number, checkpoint_seq)"
                        + " values (:chain, 0, :genesis, 0, 0)")
                .param("chain", chain)
                .param("genesis", AuditRow.GENESIS)
                .update();
        return new Head(0, AuditRow.GENESIS);
    }

    /**
     * Signs where each chain stands that has grown and whose last checkpoint is older than the interval; answers how many.
     *
     * @param signer makes a JWS of what a checkpoint says
     */
    public int checkpoint(Duration interval, Function<AuditCheckpoint, String> signer) {
        Collection<UUID> due = jdbc.sql("select c.chain from audit_chain c where " + DUE)
                .param("seconds", interval.toSeconds())
                .query((row, n) -> Column.uuid(row, "chain"))
                .list();
        int signed = 0;
        for (UUID chain : due) {
            signed += transactions.run(() -> sign(chain, interval, signer));
        }
        return signed;
    }

    private int sign(UUID chain, Duration interval, Function<AuditCheckpoint, String> signer) {
        Optional<AuditCheckpoint> next = jdbc.sql("select c.chain, greatest(c.checkpoint_number, coalesce((select"
                        + " max(k.number) from audit_checkpoint k where k.chain = c.chain), 0)) + 1 as number, c.seq, c.hash,"
                        + " current_timestamp as at from audit_chain c where c.chain = :chain and " + DUE
                        + " for update")
                .param("chain", chain)
                .param("seconds", interval.toSeconds())
                .query((row, n) -> AuditCheckpoint.of(row))
                .optional();
        next.ifPresent(checkpoint -> {
            jdbc.sql("insert into audit_checkpoint (chain, number, seq, hash, at, jws)"
                            + " values (:chain, :number, :seq, :hash, :at, :jws)")
                    .param("chain", chain)
                    .param("number", checkpoint.number())
                    .param("seq", checkpoint.seq())
                    .param("hash", checkpoint.hash())
                    .param("at", Column.of(checkpoint.at()))
                    .param("jws", signer.apply(checkpoint))
                    .update();
            jdbc.sql("update audit_chain set checkpoint_number = :number, checkpoint_seq = :seq, checkpoint_at = :at"
                            + " where chain = :chain")
                    .param("number", checkpoint.number())
                    .param("seq", checkpoint.seq())
                    .param("at", Column.of(checkpoint.at()))
                    .param("chain", chain)
                    .update();
        });
        return next.isPresent() ? 1 : 0;
    }

    private record Head(long seq, String hash) {

        static Head of(ResultSet row) throws SQLException {
            return new Head(row.getLong("seq"), row.getString("hash"));
        }
    }
}
