package dev.gatehouse.db.setup;

import dev.gatehouse.db.Column;
import dev.gatehouse.policy.permission.LicenseKind;
import java.time.Instant;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Links with which an account is made, under the digests of their secrets. Rows stay for good, so that a link that was used
 * or has expired never works again, however often its digest is offered.
 */
@Component
public final class SetUpLinkRepository {

    private final JdbcClient jdbc;

    SetUpLinkRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Takes a link in, unless its digest is known; whichever of several nodes comes first wins. Outside of a transaction,
     * which a duplicate key would end on PostgreSQL.
     *
     * @param license of the account that it makes
     * @return whether it was new
     */
    public boolean offer(String tokenHash, LicenseKind license, Instant createdAt, Instant expiresAt) {
        try {
            jdbc.sql("insert into setup_link (token_hash, license_kind, created_at, expires_at)"
                            + " values (:hash, :license, :created, :expires)")
                    .param("hash", tokenHash)
                    .param("license", license.name())
                    .param("created", Column.of(createdAt))
                    .param("expires", Column.of(expiresAt))
                    .update();
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** When the link ends, or ended. */
    public Instant expiresAt(String tokenHash) {
        return jdbc.sql("select expires_at from setup_link where token_hash = :hash")
                .param("hash", tokenHash)
                .query((row, n) -> Column.instant(row, "expires_at"))
                .single();
    }

    /** The license of the account that the link makes, or made. */
    public LicenseKind license(String tokenHash) {
        return jdbc.sql("select license_kind from setup_link where token_hash = :hash")
                .param("hash", tokenHash)
                .query((row, n) -> LicenseKind.valueOf(row.getString("license_kind")))
                .single();
    }

    /** Whether the link can be used now. */
    public boolean isLive(String tokenHash) {
        return jdbc.sql("select count(*) from setup_link where token_hash = :hash and used_at is null"
                                + " and expires_at > current_timestamp")
                        .param("hash", tokenHash)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Uses the link up, in the transaction that makes the account: of several at once, one gets true. */
    public boolean take(String tokenHash) {
        return jdbc.sql("update setup_link set used_at = current_timestamp where token_hash = :hash"
                                + " and used_at is null and expires_at > current_timestamp")
                        .param("hash", tokenHash)
                        .update()
                == 1;
    }

    /** Notes the account that the link has made. */
    public void made(String tokenHash, UUID accountId) {
        jdbc.sql("update setup_link set account_id = :account where token_hash = :hash")
                .param("account", accountId)
                .param("hash", tokenHash)
                .update();
    }
}
