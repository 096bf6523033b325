package dev.gatehouse.db.ownership;

import dev.gatehouse.db.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the offers that wait for an answer, as the people concerned see them, in one statement over all their accounts. */
@Component
public final class WaitingTransfers {

    private static final String FROM = " from membership m join ownership_transfer t on t.account_id = m.account_id"
            + " and t.status = 'REQUESTED' and (t.to_user_id = m.user_id or t.from_user_id = m.user_id)";
    private static final String WHERE = " where m.user_id = :user and m.status = 'ACTIVE'";

    private final JdbcClient jdbc;

    WaitingTransfers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those made to or by this person, where they are an active member. */
    public List<Waiting> of(UUID userId) {
        return jdbc.sql("select t.id, t.account_id, t.to_user_id, a.name as account, f.name as from_name,"
                        + " f.email as from_email, p.name as to_name, p.email as to_email, r.name as own_role,"
                        + " coalesce(l.name, d.name) as left_role" + FROM
                        + " join account a on a.id = t.account_id join person f on f.id = t.from_user_id"
                        + " join person p on p.id = t.to_user_id join account_role r on r.id = m.role_id"
                        + " left join account_role l on l.id = t.previous_owner_role_id and l.account_id = a.id"
                        + " left join account_role d on d.account_id = a.id and d.system_key = 'MANAGE_ALL'" + WHERE
                        + " order by a.name, t.id")
                .param("user", userId)
                .query((row, n) -> waiting(row, userId))
                .list();
    }

    /** Whether there are any. */
    public boolean any(UUID userId) {
        return jdbc.sql("select count(*)" + FROM + WHERE)
                        .param("user", userId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private static Waiting waiting(ResultSet row, UUID userId) throws SQLException {
        return new Waiting(
                Column.uuid(row, "id"),
                Column.uuid(row, "account_id"),
                row.getString("account"),
                Column.uuid(row, "to_user_id").equals(userId),
                new Named(row.getString("from_name"), row.getString("from_email")),
                new Named(row.getString("to_name"), row.getString("to_email")),
                row.getString("own_role"),
                row.getString("left_role"));
    }

    /**
     * An offer, as one of the two sees it.
     *
     * @param account the name of the account
     * @param toMe whether it was made to this person, or else by them
     * @param ownRole the name of the role that this person has now
     * @param leftRole the name of the role that the previous owner gets
     */
    public record Waiting(
            UUID id,
            UUID accountId,
            String account,
            boolean toMe,
            Named from,
            Named to,
            String ownRole,
            String leftRole) {}

    /** A person, as others know them. */
    public record Named(String name, String email) {}
}
