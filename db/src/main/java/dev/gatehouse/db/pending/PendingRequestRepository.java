package dev.gatehouse.db.pending;

import dev.gatehouse.db.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Requests that wait, each under the digest of its id and for the browser that brought it. Times are the database's, so
 * that nodes agree on them.
 */
@Component
public final class PendingRequestRepository {

    private static final String LIVE = " where id_hash = :id and browser = :browser and expires_at > current_timestamp";

    private final JdbcClient jdbc;
    private final Transactions transactions;

    PendingRequestRepository(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /**
     * Keeps a request for ten minutes.
     *
     * @param max how many may wait for one browser; the oldest make room
     */
    public void put(String idHash, UUID browser, PendingRow request, int max) {
        transactions.run(() -> {
            jdbc.sql("delete from pending_request where id_hash in (select id_hash from pending_request"
                            + " where browser = :browser order by created_at desc, id_hash offset :keep rows)")
                    .param("browser", browser)
                    .param("keep", max - 1)
                    .update();
            jdbc.sql(
                            "insert into pending_request (id_hash, browser, user_id, parameters, shown, created_at, expires_at)"
                                    + " values (:id, :browser, :user, :parameters, :shown, current_timestamp,"
                                    + " current_timestamp + interval '10' minute)")
                    .param("id", idHash)
                    .param("browser", browser)
                    .param("user", request.userId(), Types.OTHER)
                    .param("parameters", request.parameters())
                    .param("shown", request.shown(), Types.VARCHAR)
                    .update();
        });
    }

    /** The request that waits under this id. */
    public Optional<PendingRow> find(String idHash, UUID browser) {
        return jdbc.sql("select * from pending_request" + LIVE)
                .param("id", idHash)
                .param("browser", browser)
                .query((row, n) -> pending(row))
                .optional();
    }

    /** Notes what the person was shown. */
    public void shown(String idHash, UUID browser, String what) {
        jdbc.sql("update pending_request set shown = :shown" + LIVE)
                .param("shown", what)
                .param("id", idHash)
                .param("browser", browser)
                .update();
    }

    /** Takes the request that waits under this id: of several calls, on any node, one gets it. */
    public Optional<PendingRow> take(String idHash, UUID browser) {
        return transactions.run(() -> find(idHash, browser).filter(found -> delete(idHash, browser) == 1));
    }

    /** Takes the newest request that waits for somebody to sign in. */
    public Optional<PendingRow> takeNewestSignIn(UUID browser) {
        return jdbc.sql("select id_hash from pending_request where browser = :browser and user_id is null"
                        + " and expires_at > current_timestamp order by created_at desc, id_hash fetch first row only")
                .param("browser", browser)
                .query(String.class)
                .optional()
                .flatMap(idHash -> take(idHash, browser));
    }

    /** Deletes what has expired; says how many. */
    public int purge() {
        return jdbc.sql("delete from pending_request where expires_at <= current_timestamp")
                .update();
    }

    private int delete(String idHash, UUID browser) {
        return jdbc.sql("delete from pending_request" + LIVE)
                .param("id", idHash)
                .param("browser", browser)
                .update();
    }

    private static PendingRow pending(ResultSet row) throws SQLException {
        return new PendingRow(
                row.getObject("user_id", UUID.class), row.getString("parameters"), row.getString("shown"));
    }
}
