package dev.gatehouse.db.key;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keys. */
@Component
public final class KeyRepository {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    KeyRepository(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** All keys, those that ended or were revoked too, and the database's time. */
    public StoredKeys findAll() {
        Instant now = jdbc.sql("select current_timestamp as now from change_counter where id = 1")
                .query((row, n) -> Column.instant(row, "now"))
                .single();
        return new StoredKeys(
                jdbc.sql("select * from stored_key order by signs_at desc, kid")
                        .query((row, n) -> key(row))
                        .list(),
                now);
    }

    /**
     * Runs a change of keys on what all former changes left: nodes queue up behind the counter row of the feed. The work
     * is short, since the feed waits meanwhile; it calls the methods below.
     */
    public <T> T change(Function<StoredKeys, T> work) {
        return transactions.run(() -> {
            jdbc.sql("select id from change_counter where id = 1 for update")
                    .query(Integer.class)
                    .single();
            return work.apply(findAll());
        });
    }

    /** Adds a key, in a change. */
    public void insert(StoredKey key) {
        jdbc.sql("insert into stored_key (kid, purpose, algorithm, public_jwk, wrapped, created_at, signs_at)"
                        + " values (:kid, :purpose, :algorithm, :public, :wrapped, :created, :signs)")
                .param("kid", key.kid())
                .param("purpose", key.purpose().name())
                .param("algorithm", key.algorithm())
                .param("public", key.publicJwk(), java.sql.Types.VARCHAR)
                .param("wrapped", key.wrapped(), java.sql.Types.VARCHAR)
                .param("created", Column.of(key.createdAt()))
                .param("signs", Column.of(key.signsAt()))
                .update();
    }

    /** Says that all that a key made has expired, and erases its secret, in a change. */
    public void end(String kid, Instant at) {
        close("ended_at", kid, at);
    }

    /** Says that all that a key made is refused, and erases its secret, in a change. */
    public void revoke(String kid, Instant at) {
        close("revoked_at", kid, at);
    }

    private void close(String column, String kid, Instant at) {
        jdbc.sql("update stored_key set " + column + " = :at, wrapped = null"
                        + " where kid = :kid and ended_at is null and revoked_at is null")
                .param("at", Column.of(at))
                .param("kid", kid)
                .update();
    }

    private static StoredKey key(ResultSet row) throws SQLException {
        return new StoredKey(
                row.getString("kid"),
                StoredKey.Purpose.valueOf(row.getString("purpose")),
                row.getString("algorithm"),
                row.getString("public_jwk"),
                row.getString("wrapped"),
                Column.instant(row, "created_at"),
                Column.instant(row, "signs_at"),
                Column.instantOrNull(row, "ended_at"),
                Column.instantOrNull(row, "revoked_at"));
    }
}
