package dev.gatehouse.db.invitation;

import dev.gatehouse.db.Column;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what an account has sent to strangers, under its lock: what is counted stays so until the transaction ends. */
@Component
public final class InvitationBounds {

    private final JdbcClient jdbc;

    InvitationBounds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The invitations of the account that wait, expired ones included, or were made after this moment. */
    public Made made(UUID accountId, UUID userId, Instant after) {
        return jdbc.sql(
                        "select sum(case when by_manager then 1 else 0 end) as managers,"
                                + " sum(case when by_manager then 0 else 1 end) as others,"
                                + " sum(case when not by_manager and invited_by = :user then 1 else 0 end) as own"
                                + " from invitation where account_id = :account and (status = 'PENDING' or created_at > :after)")
                .param("user", userId)
                .param("account", accountId)
                .param("after", Column.of(after))
                .query((row, n) -> new Made(row.getInt("managers"), row.getInt("others"), row.getInt("own")))
                .single();
    }

    /**
     * How many mails the account has asked for to each of these addresses, over all of their invitations whose present term
     * ends after this moment; addresses without any are left out.
     */
    public Map<String, Integer> mails(UUID accountId, Collection<String> emails, Instant termEndsAfter) {
        Map<String, Integer> mails = new HashMap<>();
        if (!emails.isEmpty()) {
            jdbc.sql("select email, sum(mails) as mails from invitation where account_id = :account"
                            + " and email in (:emails) and expires_at > :after group by email")
                    .param("account", accountId)
                    .param("emails", emails)
                    .param("after", Column.of(termEndsAfter))
                    .query(row -> {
                        mails.put(row.getString("email"), row.getInt("mails"));
                    });
        }
        return mails;
    }

    /**
     * Who made them.
     *
     * @param byManagers made by people who manage people
     * @param byOthers made by all others
     * @param byThem those of the others' that this person answers for
     */
    public record Made(int byManagers, int byOthers, int byThem) {}
}
