package dev.gatehouse.db.key;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.Transactions;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Supplier;
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

    /** All keys for a purpose, newest first. */
    public List<StoredKey> findAll(StoredKey.Purpose purpose) {
        return jdbc.sql("select * from stored_key where purpose = :purpose order by created_at desc, kid")
                .param("purpose", purpose.name())
                .query((row, n) -> {
                    OffsetDateTime retired = row.getObject("retired_at", OffsetDateTime.class);
                    return new StoredKey(
                            row.getString("kid"),
                            purpose,
                            row.getString("algorithm"),
                            row.getString("public_jwk"),
                            row.getString("wrapped"),
                            Column.instant(row, "created_at"),
                            retired == null ? null : retired.toInstant());
                })
                .list();
    }

    /**
     * The keys for a purpose; where there is none, the one that {@code first} makes. Nodes that start together agree on
     * one: they queue up behind the counter row of the feed.
     */
    public List<StoredKey> findAllOrCreate(StoredKey.Purpose purpose, Supplier<StoredKey> first) {
        List<StoredKey> keys = findAll(purpose);
        return keys.isEmpty() ? transactions.run(() -> createFirst(purpose, first)) : keys;
    }

    private List<StoredKey> createFirst(StoredKey.Purpose purpose, Supplier<StoredKey> first) {
        jdbc.sql("select id from change_counter where id = 1 for update")
                .query(Integer.class)
                .single();
        if (findAll(purpose).isEmpty()) {
            insert(first.get());
        }
        return findAll(purpose);
    }

    private void insert(StoredKey key) {
        jdbc.sql("insert into stored_key (kid, purpose, algorithm, public_jwk, wrapped, created_at)"
                        + " values (:kid, :purpose, :algorithm, :public, :wrapped, :created)")
                .param("kid", key.kid())
                .param("purpose", key.purpose().name())
                .param("algorithm", key.algorithm())
                .param("public", key.publicJwk(), java.sql.Types.VARCHAR)
                .param("wrapped", key.wrapped())
                .param("created", Column.of(key.createdAt()))
                .update();
    }
}
