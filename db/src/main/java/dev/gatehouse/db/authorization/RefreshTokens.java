package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.access.AccessSnapshot;
import dev.gatehouse.db.access.AccessSnapshots;
import dev.gatehouse.policy.access.AccessPolicy;
import dev.gatehouse.policy.access.Action;
import dev.gatehouse.policy.access.Decision;
import dev.gatehouse.policy.access.Facts.AuthorizationFacts;
import dev.gatehouse.policy.token.RefreshRotation;
import dev.gatehouse.policy.token.TokenReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks at refresh tokens without using them: nothing is locked and nothing changes. */
@Component
public final class RefreshTokens {

    private final JdbcClient jdbc;
    private final AccessSnapshots snapshots;
    private final AuthorizationSettings settings;

    RefreshTokens(JdbcClient jdbc, AccessSnapshots snapshots, AuthorizationSettings settings) {
        this.jdbc = jdbc;
        this.snapshots = snapshots;
        this.settings = settings;
    }

    /** The token, if this client could refresh with it now. */
    public Optional<LiveRefreshToken> find(TokenReference token, String clientId) {
        List<Map<String, @Nullable Object>> rows = jdbc.sql("select " + String.join(", ", AuthorizationRow.COLUMNS)
                        + ", current_timestamp as db_now from oauth_authorization where id = :id")
                .param("id", token.authorizationId())
                .query()
                .listOfRows();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        AuthorizationRow row = AuthorizationRow.of(rows.get(0));
        Instant now = Column.instant(rows.get(0).get("db_now"));
        return switch (RefreshRotation.judge(
                row.family(now, settings.idleTtl()), clientId, token.generation(), now, settings.retryWindow())) {
            case ROTATE -> live(row, earlier(row.expiresAt(), row.rotatedAt().plus(settings.idleTtl())));
            // the one before the current: good for as long as a retry is
            case RETRY -> live(row, earlier(row.expiresAt(), row.rotatedAt().plus(settings.retryWindow())));
            default -> Optional.empty();
        };
    }

    private Optional<LiveRefreshToken> live(AuthorizationRow row, Instant expiresAt) {
        Optional<AccessSnapshot> found = snapshots.find(row.userId(), row.resource());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        AccessSnapshot snapshot = found.get();
        Decision decision = AccessPolicy.decide(
                snapshot.subject(),
                snapshot.server(),
                Action.REFRESH,
                snapshot.facts(
                        settings.issuer(),
                        new AuthorizationFacts(row.revoked(), row.serverId(), row.granted()),
                        row.session()));
        return decision instanceof Decision.Allow allow
                ? Optional.of(new LiveRefreshToken(
                        row.id(),
                        row.userId(),
                        row.clientId(),
                        snapshot.server().resource(),
                        allow.scopes(),
                        row.asked(),
                        row.rotatedAt(),
                        expiresAt))
                : Optional.empty();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
