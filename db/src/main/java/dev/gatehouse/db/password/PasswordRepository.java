package dev.gatehouse.db.password;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads and changes passwords; each change is a conditional update whose row count decides. */
@Component
public final class PasswordRepository {

    private static final String SELECT = "select p.id, p.email, p.name, p.password_hash, p.password_version,"
            + " exists (select 1 from membership m where m.user_id = p.id and m.status = 'ACTIVE') as active"
            + " from person p where ";

    private final JdbcClient jdbc;

    PasswordRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The person with this address, which must be in lower case. */
    public Optional<PasswordRow> findByEmail(String email) {
        return jdbc.sql(SELECT + "p.email = :email")
                .param("email", email)
                .query((row, n) -> password(row))
                .optional();
    }

    /** The person with this id. */
    public Optional<PasswordRow> find(UUID userId) {
        return jdbc.sql(SELECT + "p.id = :id")
                .param("id", userId)
                .query((row, n) -> password(row))
                .optional();
    }

    /** Changes a password, unless it was changed since this version was read. */
    public boolean change(UUID userId, long version, String hash) {
        return jdbc.sql("update person set password_hash = :hash, password_version = password_version + 1,"
                                + " version = version + 1 where id = :id and password_version = :version")
                        .param("hash", hash)
                        .param("id", userId)
                        .param("version", version)
                        .update()
                == 1;
    }

    /** Keeps the same password under a newer hash; no session ends. */
    public void rehash(UUID userId, String oldHash, String newHash) {
        jdbc.sql("update person set password_hash = :new, version = version + 1"
                        + " where id = :id and password_hash = :old")
                .param("new", newHash)
                .param("id", userId)
                .param("old", oldHash)
                .update();
    }

    /**
     * Ends every session of somebody who is active in no account any more, and their links: the same password opens new ones.
     * The person's row is locked first, so that of two accounts that disable them at once the second one sees the first.
     */
    public void endSessionsUnlessActive(UUID userId) {
        jdbc.sql("select id from person where id = :id for update")
                .param("id", userId)
                .query((row, n) -> Column.uuid(row, "id"))
                .optional();
        jdbc.sql("update person set password_version = password_version + 1, version = version + 1 where id = :id"
                        + " and not exists (select 1 from membership m where m.user_id = :id and m.status = 'ACTIVE')")
                .param("id", userId)
                .update();
    }

    /** Keeps a link, in the place of any other that the person has. Two at once run into the key; try again. */
    public void putReset(ResetRow reset, String tokenHash) {
        jdbc.sql("delete from password_reset where user_id = :user")
                .param("user", reset.userId())
                .update();
        jdbc.sql("insert into password_reset (user_id, account_id, token_hash, password_version, expires_at,"
                        + " issued_by) values (:user, :account, :hash, :version, :expires, :by)")
                .param("user", reset.userId())
                .param("account", reset.accountId())
                .param("hash", tokenHash)
                .param("version", reset.passwordVersion())
                .param("expires", Column.of(reset.expiresAt()))
                .param("by", reset.issuedBy(), java.sql.Types.OTHER)
                .update();
    }

    /** The live link with this digest; dead when the person has joined another account, over which its maker has no say. */
    public Optional<ResetRow> findReset(String tokenHash) {
        return jdbc.sql("select r.* from password_reset r join person p on p.id = r.user_id"
                        + " where r.token_hash = :hash and r.expires_at > current_timestamp"
                        + " and p.password_version = r.password_version and not exists (select 1 from membership m"
                        + " where m.user_id = r.user_id and m.account_id <> r.account_id)")
                .param("hash", tokenHash)
                .query((row, n) -> new ResetRow(
                        Column.uuid(row, "user_id"),
                        Column.uuid(row, "account_id"),
                        row.getLong("password_version"),
                        Column.instant(row, "expires_at"),
                        row.getObject("issued_by", UUID.class)))
                .optional();
    }

    /** Takes a link out of the world: of several calls, one gets true. */
    public boolean takeReset(String tokenHash) {
        return jdbc.sql("delete from password_reset where token_hash = :hash and expires_at > current_timestamp")
                        .param("hash", tokenHash)
                        .update()
                == 1;
    }

    /** Deletes links that have expired; says how many. */
    public int purgeResets() {
        return jdbc.sql("delete from password_reset where expires_at <= current_timestamp")
                .update();
    }

    private static PasswordRow password(ResultSet row) throws SQLException {
        return new PasswordRow(
                Column.uuid(row, "id"),
                row.getString("email"),
                row.getString("name"),
                row.getString("password_hash"),
                row.getLong("password_version"),
                row.getBoolean("active"));
    }
}
