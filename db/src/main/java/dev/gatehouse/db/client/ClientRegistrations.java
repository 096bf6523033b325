package dev.gatehouse.db.client;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import java.util.Optional;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Dynamic registrations (RFC 7591). The same metadata of a public client is the same client, however many register it at
 * once: the unique digest decides, and whoever comes second reads the first.
 */
@Component
public final class ClientRegistrations {

    private final ClientRepository clients;
    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AuditLog audit;

    ClientRegistrations(ClientRepository clients, JdbcClient jdbc, Transactions transactions, AuditLog audit) {
        this.clients = clients;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** The client with this metadata, if one has registered; its time as an unused client begins anew. */
    public Optional<ClientRow> again(String metadataHash) {
        Optional<ClientRow> found = clients.findByMetadataHash(metadataHash);
        found.filter(row -> row.lastUsedAt() == null).ifPresent(this::renew);
        return found;
    }

    /** Stores a new registration; answers what is stored, which may be another with the same metadata. */
    public ClientRow add(ClientRow row) {
        try {
            return transactions.run(() -> {
                ClientRow stored = clients.save(row);
                audit.append(AuditEvent.of(
                        null,
                        AuditEvent.client(row.clientId()),
                        AuditAction.CLIENT_REGISTERED,
                        AuditEvent.client(row.clientId()),
                        null,
                        null));
                return stored;
            });
        } catch (RuntimeException e) {
            String hash = row.metadataHash();
            if (hash == null || !ofConstraint(e)) {
                throw e;
            }
            return clients.findByMetadataHash(hash).orElseThrow(() -> e);
        }
    }

    /** At most once a day, so that a client that registers again and again is not written again and again. */
    private void renew(ClientRow row) {
        transactions.run(() -> jdbc.sql("update registered_client set renewed_at = current_timestamp where id = :id"
                        + " and last_used_at is null"
                        + " and coalesce(renewed_at, created_at) < current_timestamp - interval '1' day")
                .param("id", row.id())
                .update());
    }

    private static boolean ofConstraint(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataIntegrityViolationException) {
                return true;
            }
        }
        return false;
    }
}
