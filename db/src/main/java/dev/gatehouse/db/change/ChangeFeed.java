package dev.gatehouse.db.change;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes and reads the feed. An entry lives 61 minutes: as long as the longest access token, and a minute for clocks that
 * differ.
 */
@Component
public final class ChangeFeed {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    ChangeFeed(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Adds an entry to the transaction that is under way; it is numbered and written just before the commit.
     *
     * @param reason why, at most 40 characters
     */
    public void append(ChangeType type, String subject, String reason) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("an entry of the feed belongs into a transaction");
        }
        Pending pending = (Pending) TransactionSynchronizationManager.getResource(this);
        if (pending == null) {
            pending = new Pending();
            TransactionSynchronizationManager.bindResource(this, pending);
            TransactionSynchronizationManager.registerSynchronization(pending);
        }
        pending.entries.add(new Unnumbered(type, subject, reason));
    }

    /**
     * Runs {@code listener} after each commit of entries by this program, in the thread that has committed: it must be quick, and
     * must not throw. What others commit is found by asking.
     */
    public void onCommit(Runnable listener) {
        listeners.add(listener);
    }

    /** Where the feed stands now. */
    public FeedPosition position() {
        return jdbc.sql("select epoch, last_seq, purged_through from change_counter where id = 1")
                .query((row, n) -> new FeedPosition(
                        Column.uuid(row, "epoch"), row.getLong("last_seq"), row.getLong("purged_through")))
                .single();
    }

    /** The entries after {@code seq}, oldest first. */
    public List<ChangeEntry> after(long seq, int limit) {
        return jdbc.sql("select seq, type, subject, reason, expires_at from change_entry"
                        + " where seq > :seq order by seq limit :limit")
                .param("seq", seq)
                .param("limit", limit)
                .query((row, n) -> entry(row))
                .list();
    }

    /** The revocations that still concern a token, oldest first. */
    public List<ChangeEntry> revocations() {
        return jdbc.sql("select seq, type, subject, reason, expires_at from change_entry"
                        + " where type in ('AUTHORIZATION', 'TOKEN', 'KEY') and expires_at > current_timestamp"
                        + " order by seq")
                .query((row, n) -> entry(row))
                .list();
    }

    /** Whether an entry names this token, its authorization or its key. */
    public boolean revoked(String jti, String sid, String kid) {
        return jdbc.sql("select count(*) from change_entry where expires_at > current_timestamp and ("
                                + "(type = 'TOKEN' and subject = :jti) or (type = 'AUTHORIZATION' and subject = :sid)"
                                + " or (type = 'KEY' and subject = :kid))")
                        .param("jti", jti)
                        .param("sid", sid)
                        .param("kid", kid)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Deletes what concerns no token any more; a reader that is further behind takes a new snapshot. */
    public int purge() {
        return transactions.run(() -> {
            jdbc.sql("update change_counter set purged_through = greatest(purged_through, coalesce((select max(seq)"
                            + " from change_entry where expires_at <= current_timestamp), 0)) where id = 1")
                    .update();
            return jdbc.sql("delete from change_entry where expires_at <= current_timestamp")
                    .update();
        });
    }

    private static ChangeEntry entry(ResultSet row) throws SQLException {
        return new ChangeEntry(
                row.getLong("seq"),
                ChangeType.valueOf(row.getString("type")),
                row.getString("subject"),
                row.getString("reason"),
                Column.instant(row, "expires_at"));
    }

    private void write(List<Unnumbered> entries) {
        KeyHolder counter = new GeneratedKeyHolder();
        int rows = jdbc.sql("update change_counter set last_seq = last_seq + :n where id = 1")
                .param("n", entries.size())
                .update(counter, "last_seq");
        if (rows != 1) {
            throw new IllegalStateException("the feed has no counter row; the database was not migrated");
        }
        long seq = Objects.requireNonNull(counter.getKey()).longValue() - entries.size();
        for (Unnumbered entry : entries) {
            seq++;
            jdbc.sql("insert into change_entry (seq, type, subject, reason, at, expires_at)"
                            + " values (:seq, :type, :subject, :reason, current_timestamp,"
                            + " current_timestamp + interval '61' minute)")
                    .param("seq", seq)
                    .param("type", entry.type().name())
                    .param("subject", entry.subject())
                    .param("reason", entry.reason())
                    .update();
        }
    }

    private record Unnumbered(ChangeType type, String subject, String reason) {}

    private final class Pending implements TransactionSynchronization {

        private final List<Unnumbered> entries = new ArrayList<>();

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResourceIfPossible(ChangeFeed.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(ChangeFeed.this, this);
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            write(entries);
        }

        @Override
        public void afterCommit() {
            listeners.forEach(Runnable::run);
        }

        @Override
        public void beforeCompletion() {
            TransactionSynchronizationManager.unbindResourceIfPossible(ChangeFeed.this);
        }
    }
}
