package dev.gatehouse.db.refusal;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, with the names that things have now.
 *
 * @param person who it was; null for a machine, for somebody of an external identity provider, and for who has left
 * @param bundle null for the server by itself
 * @param clientName null where the client gave none, or is not known here
 */
public record RefusedDecision(
        UUID id,
        UUID accountId,
        Instant at,
        Named server,
        @Nullable Named bundle,
        String tokenKind,
        @Nullable UUID userId,
        @Nullable Person person,
        @Nullable String subject,
        @Nullable String clientId,
        @Nullable String clientName,
        @Nullable String authorizationId,
        String method,
        @Nullable String rpcMethod,
        @Nullable String featureKind,
        @Nullable String featureName,
        String reason,
        int status,
        List<String> scopes,
        List<String> needed) {

    /** A thing with a name; the name is null once the thing is gone. */
    public record Named(
            UUID id, @Nullable String name, @Nullable String slug) {}

    /** A person of the account. */
    public record Person(UUID id, String name, String email) {}

    static RefusedDecision of(ResultSet row) throws SQLException {
        UUID bundle = row.getObject("bundle_id", UUID.class);
        String email = row.getString("person_email");
        UUID user = row.getObject("user_id", UUID.class);
        return new RefusedDecision(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                Column.instant(row, "at"),
                new Named(Column.uuid(row, "server_id"), row.getString("server_name"), row.getString("server_slug")),
                bundle == null ? null : new Named(bundle, row.getString("bundle_name"), row.getString("bundle_slug")),
                row.getString("token_kind"),
                user,
                email == null || user == null ? null : new Person(user, row.getString("person_name"), email),
                row.getString("subject"),
                row.getString("client_id"),
                row.getString("client_name"),
                row.getString("authorization_id"),
                row.getString("method"),
                row.getString("rpc_method"),
                row.getString("feature_kind"),
                row.getString("feature_name"),
                row.getString("reason"),
                row.getInt("status"),
                words(row.getString("scopes")),
                words(row.getString("needed")));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
