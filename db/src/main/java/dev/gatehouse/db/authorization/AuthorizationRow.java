package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.access.Facts.SessionFacts;
import dev.gatehouse.policy.resource.ProtectedResource;
import dev.gatehouse.policy.scope.ScopeRequest;
import dev.gatehouse.policy.scope.Scopes;
import dev.gatehouse.policy.token.FamilyState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The row, as a statement returned it. */
record AuthorizationRow(
        UUID id,
        UUID accountId,
        UUID userId,
        ProtectedResource resource,
        String clientId,
        String redirectUri,
        String codeChallenge,
        ScopeRequest asked,
        Scopes granted,
        SessionFacts session,
        boolean active,
        long generation,
        Instant codeExpiresAt,
        Instant rotatedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        boolean clientProved) {

    /** The columns, for the list of a SELECT and for the keys that an UPDATE returns. */
    static final String[] COLUMNS = {
        "id",
        "account_id",
        "user_id",
        "server_id",
        "bundle_id",
        "client_id",
        "redirect_uri",
        "code_challenge",
        "scopes_asked",
        "scopes_granted",
        "amr",
        "via_sso",
        "state",
        "generation",
        "code_expires_at",
        "rotated_at",
        "expires_at",
        "revoked_at",
        "client_proved"
    };

    static AuthorizationRow of(Map<String, @Nullable Object> row) {
        Object revokedAt = row.get("revoked_at");
        return new AuthorizationRow(
                (UUID) get(row, "id"),
                (UUID) get(row, "account_id"),
                (UUID) get(row, "user_id"),
                new ProtectedResource((UUID) get(row, "server_id"), (UUID) row.get("bundle_id")),
                text(row, "client_id"),
                text(row, "redirect_uri"),
                text(row, "code_challenge"),
                new ScopeRequest(words(text(row, "scopes_asked"))),
                Scopes.parse(text(row, "scopes_granted")),
                new SessionFacts(words(text(row, "amr")), (Boolean) get(row, "via_sso")),
                "ACTIVE".equals(text(row, "state")),
                ((Number) get(row, "generation")).longValue(),
                Column.instant(row.get("code_expires_at")),
                Column.instant(row.get("rotated_at")),
                Column.instant(row.get("expires_at")),
                revokedAt == null ? null : Column.instant(revokedAt),
                (Boolean) get(row, "client_proved"));
    }

    UUID serverId() {
        return resource.serverId();
    }

    boolean revoked() {
        return revokedAt != null;
    }

    /** Where the family stands at this time of the database. */
    FamilyState family(Instant now, Duration idleTtl) {
        boolean expired = !expiresAt.isAfter(now) || !rotatedAt.isAfter(now.minus(idleTtl));
        return new FamilyState(clientId, active, revoked(), expired, generation, rotatedAt);
    }

    private static Object get(Map<String, @Nullable Object> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    private static String text(Map<String, @Nullable Object> row, String column) {
        return (String) get(row, column);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" "))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    }
}
