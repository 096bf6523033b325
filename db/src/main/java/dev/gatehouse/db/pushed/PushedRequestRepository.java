package dev.gatehouse.db.pushed;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** Pushed authorization requests, found by the SHA-256 of their handle, in hex. Every time is the database's. */
@Component
public final class PushedRequestRepository {

    private final JdbcClient jdbc;

    PushedRequestRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps a request.
     *
     * @param ttl how long, in whole seconds
     * @param max how many there may be altogether before this one
     * @return whether there was room
     */
    public boolean insert(String hash, String clientId, String parameters, Duration ttl, int max) {
        return jdbc.sql("insert into pushed_request (hash, client_id, parameters, expires_at)"
                                + " select cast(:hash as varchar), cast(:client as varchar),"
                                + " cast(:parameters as varchar),"
                                + " current_timestamp + cast(:seconds as integer) * interval '1' second"
                                + " where (select count(*) from pushed_request) < cast(:max as integer)")
                        .param("hash", hash)
                        .param("client", clientId)
                        .param("parameters", parameters)
                        .param("seconds", (int) ttl.toSeconds())
                        .param("max", max)
                        .update()
                == 1;
    }

    /** Takes the live request of this client: of several calls, one gets its parameters. */
    public Optional<String> take(String hash, String clientId) {
        GeneratedKeyHolder taken = new GeneratedKeyHolder();
        jdbc.sql("update pushed_request set taken_at = current_timestamp where hash = :hash and client_id = :client"
                        + " and taken_at is null and expires_at > current_timestamp")
                .param("hash", hash)
                .param("client", clientId)
                .update(taken, "parameters");
        return taken.getKeyList().stream().findFirst().map(row ->
                (String) Objects.requireNonNull(row.get("parameters")));
    }

    /** Deletes what was taken or has expired; says how many. */
    public int purge() {
        return jdbc.sql("delete from pushed_request where taken_at is not null or expires_at <= current_timestamp")
                .update();
    }
}
