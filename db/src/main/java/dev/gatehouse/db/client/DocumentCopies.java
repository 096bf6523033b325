package dev.gatehouse.db.client;

import dev.gatehouse.db.Column;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The last good copies of the metadata documents of clients that somebody has allowed: they outlive a restart while the
 * document's host is down. Each method is one statement of its own, outside of any transaction.
 */
@Component
public final class DocumentCopies {

    private final JdbcClient jdbc;

    DocumentCopies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The copy of a client's document, if there is one that was not forgotten. */
    public Optional<Copy> find(String clientId) {
        return jdbc.sql("select document, fetched_at from client_document where client_id = :client"
                        + " and document is not null")
                .param("client", clientId)
                .query((row, n) -> new Copy(row.getString("document"), Column.instant(row, "fetched_at")))
                .optional();
    }

    /** The copies of these clients' documents, by {@code client_id}. */
    public Map<String, Copy> find(Collection<String> clientIds) {
        if (clientIds.isEmpty()) {
            return Map.of();
        }
        Map<String, Copy> found = new HashMap<>();
        jdbc.sql("select client_id, document, fetched_at from client_document where client_id in (:clients)"
                        + " and document is not null")
                .param("clients", clientIds)
                .query((row, n) -> found.put(
                        row.getString("client_id"),
                        new Copy(row.getString("document"), Column.instant(row, "fetched_at"))))
                .list();
        return found;
    }

    /** Keeps a copy from now on: somebody has allowed the client. */
    public void keep(String clientId, Copy copy) {
        if (renew(clientId, copy)) {
            return;
        }
        try {
            jdbc.sql("insert into client_document (client_id, document, fetched_at)"
                            + " values (:client, :document, :fetched)")
                    .param("client", clientId)
                    .param("document", copy.document())
                    .param("fetched", Column.of(copy.fetchedAt()))
                    .update();
        } catch (DuplicateKeyException e) {
            renew(clientId, copy);
        }
    }

    /**
     * Replaces the copy of a client that somebody has allowed; of any other, nothing is kept.
     *
     * @return whether there was something to replace
     */
    public boolean renew(String clientId, Copy copy) {
        return replace(clientId, copy.document(), copy.fetchedAt());
    }

    /** Forgets the copy, and remembers that somebody has allowed the client. */
    public void forget(String clientId, Instant now) {
        replace(clientId, null, now);
    }

    private boolean replace(String clientId, @Nullable String document, Instant at) {
        return jdbc.sql("update client_document set document = :document, fetched_at = :fetched"
                                + " where client_id = :client")
                        .param("client", clientId)
                        .param("document", document, java.sql.Types.VARCHAR)
                        .param("fetched", Column.of(at))
                        .update()
                > 0;
    }

    /**
     * A copy.
     *
     * @param document as it was fetched
     * @param fetchedAt when it was last seen there
     */
    public record Copy(String document, Instant fetchedAt) {}
}
