package dev.gatehouse.db.client;

import dev.gatehouse.db.Column;
import java.time.Instant;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The client assertions that were used and have not expired. The constraint decides who was first, on whichever node. */
@Component
public final class UsedAssertions {

    private final JdbcClient jdbc;

    UsedAssertions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Uses an assertion, outside of any transaction.
     *
     * @param digest of what makes it the same
     * @param expiresAt when it is refused anyway
     * @return whether it had not been used
     */
    public boolean use(String digest, Instant expiresAt) {
        try {
            jdbc.sql("insert into client_assertion (digest, expires_at) values (:digest, :expires)")
                    .param("digest", digest)
                    .param("expires", Column.of(expiresAt))
                    .update();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Forgets those that are refused anyway. */
    public int purge(Instant now) {
        return jdbc.sql("delete from client_assertion where expires_at < :now")
                .param("now", Column.of(now))
                .update();
    }
}
