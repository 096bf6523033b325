package dev.gatehouse.db.authorization;

import dev.gatehouse.db.Column;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.policy.token.RefreshRotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/**
 * Touches the row of a presented refresh token: one conditional UPDATE for the ordinary case; where it changes nothing,
 * the row is locked and {@link RefreshRotation} says what the presentation means.
 */
@Component
final class RefreshRotations {

    private static final Logger log = LoggerFactory.getLogger(RefreshRotations.class);

    private final JdbcClient jdbc;
    private final FamilyRevocations families;
    private final AuthorizationSettings settings;
    private final Duration idleTtl;

    RefreshRotations(JdbcClient jdbc, FamilyRevocations families, AuthorizationSettings settings) {
        this.jdbc = jdbc;
        this.families = families;
        this.settings = settings;
        // whole seconds that fit the statement, so that the UPDATE and the judge after it always agree
        this.idleTtl = Duration.ofSeconds(Math.min(settings.idleTtl().toSeconds(), Integer.MAX_VALUE));
    }

    /** What touching came to; the row is locked by this transaction either way. */
    sealed interface Touched {}

    /**
     * The presentation is good.
     *
     * @param row with the generation to hand out
     * @param at the database's time when the row was touched
     */
    record Current(AuthorizationRow row, Instant at) implements Touched {}

    /** The presentation is refused. */
    record NotTouched(Issuance.Refused refusal) implements Touched {}

    Touched touch(RefreshPresentation presented) {
        GeneratedKeyHolder touched = new GeneratedKeyHolder();
        jdbc.sql("update oauth_authorization set generation = generation + 1, rotated_at = current_timestamp"
                        + " where id = :id and generation = :generation and client_id = :client and state = 'ACTIVE'"
                        + " and revoked_at is null and expires_at > current_timestamp and rotated_at > current_timestamp"
                        + " - cast(:idleSeconds as integer) * interval '1' second")
                .param("id", presented.token().authorizationId())
                .param("generation", presented.token().generation())
                .param("client", presented.clientId())
                .param("idleSeconds", (int) idleTtl.toSeconds())
                .update(touched, AuthorizationRow.COLUMNS);
        if (!touched.getKeyList().isEmpty()) {
            AuthorizationRow row = AuthorizationRow.of(touched.getKeyList().get(0));
            return new Current(row, row.rotatedAt());
        }
        return judge(presented);
    }

    private Touched judge(RefreshPresentation presented) {
        List<Map<String, @Nullable Object>> rows = jdbc.sql("select " + String.join(", ", AuthorizationRow.COLUMNS)
                        + ", current_timestamp as db_now from oauth_authorization where id = :id for update")
                .param("id", presented.token().authorizationId())
                .query()
                .listOfRows();
        if (rows.isEmpty()) {
            return new NotTouched(new Issuance.Refused(Refusal.UNKNOWN, null, null, null));
        }
        AuthorizationRow row = AuthorizationRow.of(rows.get(0));
        Instant now = Column.instant(rows.get(0).get("db_now"));
        return switch (RefreshRotation.judge(
                row.family(now, idleTtl),
                presented.clientId(),
                presented.token().generation(),
                now,
                settings.retryWindow())) {
            case RETRY -> new Current(row, now);
            case REUSE -> reused(row);
            case WRONG_CLIENT -> refuse(row, Refusal.NOT_YOURS);
            case REVOKED -> revoked(row, presented.token().generation());
            case NOT_ACTIVE -> refuse(row, Refusal.NOT_ACTIVE);
            case EXPIRED -> refuse(row, Refusal.EXPIRED);
            case STORE_IS_BEHIND -> behind(row);
            case ROTATE -> throw new IllegalStateException("the UPDATE must have moved this row");
        };
    }

    private Touched reused(AuthorizationRow row) {
        families.revoke(
                new Family(row.id(), row.accountId(), row.userId(), row.resource(), row.clientId(), true),
                RevocationReason.REFRESH_TOKEN_REUSED,
                AuditEvent.client(row.clientId()),
                true);
        return refuse(row, Refusal.REFRESH_TOKEN_REUSED);
    }

    /** A long-replaced token shows that two parties hold the family's tokens, also after it has ended in peace. */
    private Touched revoked(AuthorizationRow row, long presented) {
        boolean reused = presented < row.generation() - 1
                && families.biteAfterLossOfReach(row.id(), row.clientId(), RevocationReason.REFRESH_TOKEN_REUSED);
        return refuse(row, reused ? Refusal.REFRESH_TOKEN_REUSED : Refusal.REVOKED);
    }

    private static Touched behind(AuthorizationRow row) {
        log.error("authorization {} is behind a token that was issued for it: the database has lost commits", row.id());
        return refuse(row, Refusal.STORE_IS_BEHIND);
    }

    private static Touched refuse(AuthorizationRow row, Refusal refusal) {
        return new NotTouched(AuthorizationRepository.refused(row, refusal));
    }
}
