package dev.gatehouse.db.client;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Copies of clients' metadata documents that the admins of an account have pinned for its servers. */
@Component
public final class DocumentPins {

    private final JdbcClient jdbc;

    DocumentPins(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The pins of an account, by id. */
    public List<Pin> findByAccount(UUID accountId) {
        return jdbc.sql("select * from client_document_pin where account_id = :account order by id")
                .param("account", accountId)
                .query((row, n) -> pin(row))
                .list();
    }

    /** The pin of an account for a client. */
    public Optional<Pin> find(UUID accountId, String clientId) {
        return jdbc.sql("select * from client_document_pin where account_id = :account and client_id = :client")
                .param("account", accountId)
                .param("client", clientId)
                .query((row, n) -> pin(row))
                .optional();
    }

    /** Adds a pin; a second one of the same account for the same client violates a constraint. */
    public void insert(Pin pin) {
        jdbc.sql("insert into client_document_pin (id, account_id, client_id, document, created_at)"
                        + " values (:id, :account, :client, :document, :created)")
                .param("id", pin.id())
                .param("account", pin.accountId())
                .param("client", pin.clientId())
                .param("document", pin.document())
                .param("created", Column.of(pin.createdAt()))
                .update();
    }

    /** Removes a pin. */
    public void delete(UUID id) {
        jdbc.sql("delete from client_document_pin where id = :id")
                .param("id", id)
                .update();
    }

    private static Pin pin(ResultSet row) throws SQLException {
        return new Pin(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                row.getString("client_id"),
                row.getString("document"),
                Column.instant(row, "created_at"));
    }

    /** A pinned copy. */
    public record Pin(UUID id, UUID accountId, String clientId, String document, Instant createdAt) {}
}
