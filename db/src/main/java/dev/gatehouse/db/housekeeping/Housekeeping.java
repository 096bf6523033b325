package dev.gatehouse.db.housekeeping;

import dev.gatehouse.db.Transactions;
import dev.gatehouse.db.audit.AuditAction;
import dev.gatehouse.db.audit.AuditEvent;
import dev.gatehouse.db.audit.AuditLog;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deletes self-registered clients that nobody uses, and authorizations that are long over.
 *
 * <p>Safe against an approval that is under way: that locks the client's row and sets {@code last_used_at}, which each
 * DELETE here looks at again once it has the row. Whoever comes second sees the other. Several nodes may do it at once
 * without harm; {@link #begin} spares them the work.
 */
@Component
public final class Housekeeping {

    private static final int BATCH = 1_000;

    private static final String HOLDS_NOTHING = " and not exists (select 1 from oauth_authorization a"
            + " where a.client_id = registered_client.client_id and a.revoked_at is null"
            + " and a.expires_at > current_timestamp)";

    private static final String UNUSED = "registered_by = 'DYNAMIC' and last_used_at is null";

    /** An authorization lives 180 days at the most unless configured otherwise: twice that after the last approval. */
    private static final String IDLE =
            "registered_by = 'DYNAMIC' and last_used_at < current_timestamp - interval '360' day";

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AuditLog audit;

    Housekeeping(JdbcClient jdbc, Transactions transactions, AuditLog audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Whether this node is to do the work now: nobody has begun within the last five minutes. */
    public boolean begin() {
        return transactions.run(() -> jdbc.sql("update housekeeping set begun_at = current_timestamp where id = 1"
                                + " and begun_at < current_timestamp - interval '5' minute")
                        .update()
                == 1);
    }

    /** Deletes registrations that were not used within 30 days, and clients that nobody has used for long. */
    public int expireClients() {
        return delete(
                        "UNUSED",
                        UNUSED + " and coalesce(renewed_at, created_at) < current_timestamp - interval '30' day",
                        " order by created_at limit " + BATCH)
                + delete("IDLE", IDLE, " order by last_used_at limit " + BATCH);
    }

    /** Deletes the oldest registrations that were never used, until there are no more than {@code most}. */
    public int boundClients(int most) {
        return delete(
                "TOO_MANY_UNUSED",
                UNUSED,
                " order by coalesce(renewed_at, created_at) desc, id offset " + most + " rows fetch first " + BATCH
                        + " rows only");
    }

    /**
     * Deletes authorizations whose code nobody redeemed, or whose lifetime is over, a day later. What was revoked within the
     * last day stays: it tells why.
     */
    public int purgeAuthorizations() {
        int all = 0;
        int batch;
        do {
            batch = transactions.run(() -> jdbc.sql("delete from oauth_authorization where id in (select id from"
                            + " oauth_authorization where " + over("expires_at") + " limit " + BATCH + ")")
                    .update());
            batch += transactions.run(() -> jdbc.sql("delete from oauth_authorization where id in (select id from"
                            + " oauth_authorization where state = 'CODE_ISSUED' and " + over("code_expires_at")
                            + " limit " + BATCH + ") and state = 'CODE_ISSUED'")
                    .update());
            all += batch;
        } while (batch >= BATCH);
        return all;
    }

    private static String over(String column) {
        return column + " < current_timestamp - interval '1' day"
                + " and (revoked_at is null or revoked_at < current_timestamp - interval '1' day)";
    }

    private int delete(String reason, String which, String page) {
        return transactions.run(() -> {
            int deleted = jdbc.sql("delete from registered_client where id in (select id from registered_client where "
                            + which + HOLDS_NOTHING + page + ") and " + which + HOLDS_NOTHING)
                    .update();
            if (deleted > 0) {
                audit.append(AuditEvent.of(
                                null, "system", AuditAction.CLIENT_DELETED, "self-registered clients", null, reason)
                        .change("{\"clients\":" + deleted + "}", null));
            }
            return deleted;
        });
    }
}
