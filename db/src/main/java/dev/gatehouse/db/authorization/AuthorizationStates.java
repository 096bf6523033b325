package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at authorizations without using them, for those who explain what the token endpoint would say. */
@Component
public final class AuthorizationStates {

    private final JdbcClient jdbc;
    private final AuthorizationSettings settings;

    AuthorizationStates(JdbcClient jdbc, AuthorizationSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * How an authorization of the account stands.
     *
     * @param at at which moment, or null for now
     */
    public Optional<AuthorizationState> find(UUID accountId, UUID id, @Nullable Instant at) {
        List<Map<String, @Nullable Object>> rows = jdbc.sql("select " + String.join(", ", AuthorizationRow.COLUMNS)
                        + ", current_timestamp as db_now from oauth_authorization where id = :id"
                        + " and account_id = :account")
                .param("id", id)
                .param("account", accountId)
                .query()
                .listOfRows();
        return rows.stream()
                .findFirst()
                .map(row -> state(
                        AuthorizationRow.of(row), at == null ? Column.instant(row.get("db_now")) : at));
    }

    private AuthorizationState state(AuthorizationRow row, Instant at) {
        return new AuthorizationState(
                row.userId(),
                row.resource(),
                row.granted(),
                row.session(),
                row.active(),
                row.rotatedAt(),
                row.revoked() || row.active() || !row.codeExpiresAt().isAfter(at),
                row.revoked() || !row.active() || row.family(at, settings.idleTtl()).expired());
    }
}
